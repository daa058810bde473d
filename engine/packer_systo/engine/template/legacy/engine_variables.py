"""Which variables (`$x`) are there at a place of an engine template, as Go looks them up.

A variable is there from its declaration to the end of the block that it stands in; one that is
declared with an `if`, `range` or `with` belongs to that. `{{define}}` and `{{block}}` begin anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.template.legacy.engine_errors import TemplateError

if TYPE_CHECKING:
    from collections.abc import Sequence

_DECLARES = frozenset({":=", ","})


class _Scope(msgspec.Struct):
    """`outer` is what a template of its own does not see."""

    declared: list[str] = []
    outer: dict[str, int] | None = None


class Variables:
    def __init__(self) -> None:
        self._times: dict[str, int] = {}
        self._scopes: list[_Scope] = [_Scope()]

    def enter(self, *, own_template: bool) -> None:
        self._scopes.append(_Scope(outer=self._times if own_template else None))
        if own_template:
            self._times = {}

    def leave(self) -> None:
        scope = self._scopes.pop()
        if scope.outer is not None:
            self._times = scope.outer
            return
        for name in scope.declared:
            self._times[name] -= 1

    def take(self, tokens: Sequence[tuple[str, str]]) -> None:
        """Go through one action. Raises TemplateError for a variable that is not there."""
        for index, (kind, written) in enumerate(tokens):
            if kind != "field" or len(written) < 2 or written[0] != "$":
                continue
            if index + 1 < len(tokens) and tokens[index + 1][1] in _DECLARES:
                self._times[written] = self._times.get(written, 0) + 1
                self._scopes[-1].declared.append(written)
            elif not self._times.get(written):
                raise TemplateError("a variable is used that is declared nowhere before")
