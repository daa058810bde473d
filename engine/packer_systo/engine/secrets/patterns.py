"""The patterns by which secrets are known: data of a bundle, `secret_patterns` in its data.json."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.errors import BundleError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from packer_systo.engine.template.document import JSON

KEY = "secret_patterns"


class SecretPattern(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One look that secrets have.

    `kind` is the word of `secrets[].kind`, `title` says it to people ("a GitHub token"). `near`
    are words in lower case, one of which a text must hold in any case before `regex` (RE2) is
    tried. The secret is the first group that took part. `entropy` is the least Shannon entropy of
    the secret in bits a character; 0 asks for none. What `unless` (RE2) finds is no secret.
    """

    kind: str
    title: str
    near: tuple[str, ...]
    regex: str
    entropy: float = 0.0
    unless: str = ""


class SecretName(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A name whose value is a secret: of a variable, an attribute, a key.

    `regex` (RE2) is looked for in the name; the value has at least `shortest` characters.
    """

    kind: str
    title: str
    regex: str
    shortest: int = 1
    entropy: float = 0.0
    unless: str = ""


class SecretPatterns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that the detector goes by.

    `placeholders`: expressions (RE2); what one of them finds in a supposed secret makes it none.
    `public`: expressions for what is marked as secret, and may be known to all, such as a public key.
    `common_words`: secrets that are not looked for outside the place where they are secret, since
    everybody writes them everywhere. `shortest_known`: nor are shorter ones than this.
    """

    patterns: tuple[SecretPattern, ...] = ()
    names: tuple[SecretName, ...] = ()
    placeholders: tuple[str, ...] = ()
    public: tuple[str, ...] = ()
    common_words: frozenset[str] = frozenset()
    shortest_known: int = 6


NO_PATTERNS = SecretPatterns()


def secret_patterns(data: Iterable[Mapping[str, JSON]]) -> SecretPatterns:
    """The patterns of several bundles' data together.

    Each item is the content of one data.json: the patterns are at `<root>/secret_patterns`.
    BundleError when they have another form.
    """
    found: list[SecretPatterns] = []
    for one in data:
        for root, content in sorted(one.items()):
            if isinstance(content, dict) and KEY in content:
                found.append(_convert(content[KEY], f"{root}.{KEY}"))
    if len(found) == 1:
        return found[0]
    return SecretPatterns(
        tuple([pattern for one in found for pattern in one.patterns]),
        tuple([name for one in found for name in one.names]),
        tuple([placeholder for one in found for placeholder in one.placeholders]),
        tuple([public for one in found for public in one.public]),
        frozenset(word for one in found for word in one.common_words),
        min([one.shortest_known for one in found], default=NO_PATTERNS.shortest_known),
    )


def _convert(content: JSON, where: str) -> SecretPatterns:
    try:
        return msgspec.convert(content, SecretPatterns)
    except msgspec.ValidationError as error:
        raise BundleError(f"the secret patterns have a wrong form: {error}", where=where) from None
