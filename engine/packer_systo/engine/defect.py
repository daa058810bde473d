"""Where an unexpected error came from, said without any value."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

_ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def place_of(error: BaseException) -> str:
    """The error's kind and our innermost line in it, such as `KeyError at engine/check.py:12`.

    Its text is left out on purpose: it may quote a template, and with it a secret.
    """
    place = ""
    following: TracebackType | None = error.__traceback__
    while following is not None:
        code = following.tb_frame.f_code
        if code.co_filename.startswith(_ROOT):
            file = os.path.relpath(code.co_filename, _ROOT).replace(os.sep, "/")
            place = f" at {file}:{following.tb_lineno} ({code.co_name})"
        following = following.tb_next
    return f"{type(error).__name__}{place}"
