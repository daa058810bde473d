"""By what a rule is known as the same one: what decides in it, whatever release it is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.comparison.tokens import logic
from packer_systo.engine.hashing import blake2b

if TYPE_CHECKING:
    from packer_systo.engine.bundle.models import Rule


def rule_code(rule: Rule) -> str:
    """The digest of subject, condition, inputs and code; 32 hexadecimal digits.

    A rule that was repaired starts anew, one that only got another title does not.
    """
    return blake2b(repr(logic(rule)).encode(), digest_size=16).hexdigest()


def finding_hash(key: str, fingerprint: str) -> str:
    """The fingerprint as the store holds it: without the key nobody can tell which it was."""
    return blake2b(fingerprint.encode(), key=bytes.fromhex(key)[:64], digest_size=16).hexdigest()
