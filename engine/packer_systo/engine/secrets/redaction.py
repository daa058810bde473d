"""Keeps the secrets of one template out of everything that is shown of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packer_systo.engine.secrets.detector import Hit, merged, searchable
from packer_systo.engine.secrets.expression import any_of
from packer_systo.engine.secrets.known import is_word
from packer_systo.engine.secrets.spellings import spellings
from packer_systo.engine.template.document import SECRET

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from packer_systo.engine.secrets.detector import Detector, Memory
    from packer_systo.engine.secrets.expression import Expression

MOST_KNOWN = 2_000
LARGEST_KNOWN = 1 << 20
"""Characters of all known secrets together."""

_CHUNK = 1_000
_QUOTED = re.compile(r"""(?<=`)[^`]++(?=`)|(?<=")[^"]++(?=")""")
_LONG = 256


class Redactor:
    """Finds what must not be shown: what looks like a secret, and what is known to be one.

    `known` are the secrets' texts with their kinds: values of sensitive variables, of attributes
    that hold credentials, what the detector found in the template's strings. They are found as they
    are, escaped, percent-encoded and in base64. Words (`almalinux`, `Debian`) and very short texts
    are not looked for, since they would blot out half a template, host names and paths too; where
    such a word *is* the secret its own place is hidden by whoever writes that place.

    `names` are what the template calls its variables and locals: in a message such a word is that.

    A template with more known secrets than the limits above has all its texts hidden.
    """

    def __init__(
        self,
        detector: Detector | Memory,
        known: Iterable[tuple[str, str]] = (),
        names: Iterable[str] = (),
    ) -> None:
        self._names = frozenset(names)
        self._detector = detector
        patterns = detector.patterns
        kinds: dict[str, str] = {}
        for text, kind in known:
            if (
                len(text) < patterns.shortest_known
                or text.lower() in patterns.common_words
                or is_word(text)
            ):
                continue
            kinds.setdefault(text, kind)
        self._overflow = len(kinds) > MOST_KNOWN or sum(map(len, kinds)) > LARGEST_KNOWN
        self._kinds: dict[str, str] = {}
        self._encoded: set[str] = set()
        if not self._overflow:
            for text, kind in kinds.items():
                for spelling, encoded in spellings(text):
                    self._kinds.setdefault(spelling, kind)
                    if encoded:
                        self._encoded.add(spelling)
        self._long = sorted(one for one in self._kinds if len(one) > _LONG)
        self._short = _expressions([one for one in self._kinds if len(one) <= _LONG])

    def find(self, text: str, name: str = "") -> list[Hit]:
        """The stretches to hide, in order and apart. `name`: what the text is the value of."""
        if self._overflow:
            return [Hit(0, len(text), "known-secret")] if text else []
        hits = self._detector.find(text, name)
        if self._kinds:
            hits = merged([*hits, *self._known(searchable(text))])
        return hits

    def harmless(self, text: str) -> str:
        """As `Detector.harmless`."""
        return self._detector.harmless(text)

    def name_within(self, name: str, key: str) -> str:
        """As `Detector.name_within`."""
        return self._detector.name_within(name, key)

    def redact(self, text: str, name: str = "") -> str:
        """The text with each secret replaced by `<secret>`."""
        pieces: list[str] = []
        at = 0
        for hit in self.find(text, name):
            pieces += text[at : hit.start], SECRET
            at = hit.end
        pieces.append(text[at:])
        return "".join(pieces)

    def without_known(self, text: str) -> str:
        """A message or an expression, which hold names, without the known secrets.

        What only looks like a secret stays: it is an example, or what is written to be read.
        """
        if not self._kinds:
            return text
        pieces: list[str] = []
        at = 0
        for hit in merged([*self._known(searchable(text))]):
            if text[hit.start : hit.end] not in self._names:
                pieces += text[at : hit.start], SECRET
                at = hit.end
        return "".join([*pieces, text[at:]]) if at else text

    def in_message(self, text: str) -> str:
        """As `without_known`; what the message quotes from the template is hidden by its look, too."""
        return _QUOTED.sub(
            lambda quoted: SECRET if self._detector.find(quoted[0]) else quoted[0],
            self.without_known(text),
        )

    def stretches(self, text: str) -> list[tuple[int, int]]:
        """The stretches of a file's text that no excerpt may show, as offsets."""
        return [(hit.start, hit.end) for hit in self.find(text)]

    def _known(self, text: str) -> Iterator[Hit]:
        for expression in self._short:
            for match in expression.finditer(text):
                yield self._hit(text, match[0] or "", *match.span())
        for one in self._long:
            at = text.find(one)
            while at >= 0:
                yield self._hit(text, one, at, at + len(one))
                at = text.find(one, at + len(one))

    def _hit(self, text: str, spelling: str, start: int, end: int) -> Hit:
        kind = self._kinds[spelling]
        if spelling in self._encoded:
            # What stands around it in base64 may hold bits of the secret's first and last letters.
            while start > 0 and text[start - 1] in _BASE64:
                start -= 1
            while end < len(text) and text[end] in _BASE64:
                end += 1
        return Hit(start, end, kind, repeated=True)


_BASE64 = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=")


def _expressions(texts: list[str]) -> list[Expression]:
    """Alternations of the texts; of two that start alike the longer one wins."""
    ordered = sorted(texts, key=lambda text: (-len(text), text))
    return [any_of(ordered[at : at + _CHUNK]) for at in range(0, len(ordered), _CHUNK)]
