"""Hash functions from the interpreter's own modules.

`hashlib` gives the same ones, and loads OpenSSL first: 7 ms of a start that hooks wait for, more
than everything that is hashed here takes. Another Python implementation may lack these modules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import blake2b, sha256
else:
    try:
        from _blake2 import blake2b
    except ImportError:
        from hashlib import blake2b
    try:
        from _sha2 import sha256  # Python 3.12 and later
    except ImportError:
        try:
            from _sha256 import sha256
        except ImportError:
            from hashlib import sha256

__all__ = ["blake2b", "sha256"]
