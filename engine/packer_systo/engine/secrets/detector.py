"""Finds secrets in text by their look.

Everything here is linear in the length of the text: RE2 has no backtracking, and the words that
must be near are looked for first, so that most texts cost one pass.
"""

from __future__ import annotations

import re
from math import log2
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.secrets.encoded import decoded, pieces
from packer_systo.engine.secrets.expression import Words, expression
from packer_systo.engine.secrets.patterns import NO_PATTERNS

if TYPE_CHECKING:
    from packer_systo.engine.secrets.expression import Expression
    from packer_systo.engine.secrets.patterns import SecretName, SecretPattern, SecretPatterns


LONGEST_CLEAN = 400
MOST_CLEAN = 50_000
"""Texts up to a length that are known to hold no secret, kept for a run."""


class Hit(msgspec.Struct, frozen=True, gc=False):
    """A stretch of a text, as offsets, that is a secret. `kind` is its pattern's.

    `repeated`: it does not look like one there; it is a secret that another place has.
    """

    start: int
    end: int
    kind: str
    repeated: bool = False


class Detector:
    """Finds what looks like a secret. Expressions are compiled when first needed."""

    def __init__(self, patterns: SecretPatterns) -> None:
        self.patterns = patterns
        # What is called by one of these is known by what stands before it, and says least.
        self._by_name = frozenset(name.kind for name in patterns.names)
        # Patterns that are tried on the same texts are looked for at once.
        numbers: dict[tuple[str, ...], list[int]] = {}
        for number, one in enumerate(patterns.patterns):
            numbers.setdefault(one.near, []).append(number)
        self._near = Words(numbers)
        self._numbers = list(numbers.values())
        self._placeholders = "|".join([f"(?:{one})" for one in patterns.placeholders])
        self._public = "|".join([f"(?:{one})" for one in patterns.public])
        self._compiled: dict[str, Expression] = {}
        self._names: dict[str, SecretName | None] = {}
        # Templates of one run share most of their texts. None of these holds anything secret.
        self._clean: set[str] = set()

    def find(self, text: str, name: str = "") -> list[Hit]:
        """The secrets in a text, in order and apart from each other.

        `name` is what the whole text is the value of, where it has a name: `db_password`.
        """
        text = searchable(text)
        if name and text:
            secret = self._secret_name(name)
            if secret is not None and self._is_value(text, secret):
                return [Hit(0, len(text), self._kind_by_look(text) or secret.kind)]
        if text in self._clean:
            return []
        hits = self._by_look(text) or self._behind(text)
        hits = merged([*hits, *self._encoded(text)])
        if not hits and len(text) <= LONGEST_CLEAN and len(self._clean) < MOST_CLEAN:
            self._clean.add(text)
        return hits

    def name_within(self, name: str, key: str) -> str:
        """What the value at a key of an object is called, if `name` is what the object is called.

        That is the key, but for a key such as `root` in `passwords`, which says less.
        """
        if name and self._secret_name(name) is not None and self._secret_name(key) is None:
            return name
        return key

    def find_given(self, text: str, name: str) -> Hit | None:
        """All of a text that is given from outside by a secret name: there the name decides.

        What a template holds is a secret only if it is long and mixed enough, since many examples
        and placeholders are not. Nobody sets those in an environment.
        """
        text = searchable(text)
        secret = self._secret_name(name) if name and text else None
        if secret is None:
            return None
        loose = msgspec.structs.replace(secret, entropy=0.0, shortest=0)
        return Hit(0, len(text), secret.kind) if self._is_value(text, loose) else None

    def harmless(self, text: str) -> str:
        """Why all of a text that stands in the place of a secret is none; empty where it is one.

        `placeholder`: the whole text is one, and nothing else stands around it. `public`: such as
        the public half of a key.
        """
        text = searchable(text)
        if self._placeholders and self._regex(f"^(?:{self._placeholders})$").search(text):
            return "placeholder"
        if self._public and self._regex(self._public).search(text):
            return "public"
        return ""

    def _by_look(self, text: str) -> list[Hit]:
        hits: list[Hit] = []
        groups = [self._numbers[group] for group in self._near.groups_in(text)]
        for number in sorted([number for group in groups for number in group]):
            hits.extend(self._hits(self.patterns.patterns[number], text))
        return merged(hits, self._by_name)

    def _encoded(self, text: str) -> list[Hit]:
        """Pieces of a text that are encoded and hold a secret."""
        hits: list[Hit] = []
        for start, end, plain in pieces(text):
            within = self._by_look(searchable(plain))
            if within:
                hits.append(Hit(start, end, within[0].kind))
        return hits

    def _behind(self, text: str) -> list[Hit]:
        """All of a text that is encoded, if it holds a secret."""
        plain = decoded(text)
        hits = self._by_look(searchable(plain)) if plain else []
        return [Hit(0, len(text), hits[0].kind)] if hits else []

    def _kind_by_look(self, text: str) -> str:
        """What a text looks like that its name says less about: a GitHub token in `token`."""
        kinds = [hit.kind for hit in self._by_look(text)]
        return next((kind for kind in kinds if kind not in self._by_name), "")

    def _hits(self, pattern: SecretPattern, text: str) -> list[Hit]:
        regex = self._regex(pattern.regex)
        found: list[Hit] = []
        for match in regex.finditer(text):
            group = next((n for n in range(1, regex.groups + 1) if match[n] is not None), 0)
            start, end = match.span(group)
            if start < end and self._is_secret(text[start:end], pattern):
                found.append(Hit(start, end, pattern.kind))
        return found

    def _secret_name(self, name: str) -> SecretName | None:
        if name not in self._names:
            matching = [n for n in self.patterns.names if self._regex(n.regex).search(name)]
            self._names[name] = matching[0] if matching else None
        return self._names[name]

    def _is_value(self, text: str, name: SecretName) -> bool:
        if len(text) < name.shortest or not self._is_secret(text, name):
            return False
        return not (self._public and self._regex(self._public).search(text))

    def _is_secret(self, text: str, by: SecretPattern | SecretName) -> bool:
        if by.entropy and entropy(text) < by.entropy:
            return False
        if by.unless and self._regex(by.unless).search(text):
            return False
        return not (self._placeholders and self._regex(self._placeholders).search(text))

    def _regex(self, regex: str) -> Expression:
        compiled = self._compiled.get(regex)
        if compiled is None:
            compiled = self._compiled[regex] = expression(regex)
        return compiled


class Memory:
    """A detector that looks at each text once. It holds secrets: one is made for each template.

    Without a detector it finds nothing.
    """

    def __init__(self, detector: Detector | None) -> None:
        self._detector = detector or Detector(NO_PATTERNS)
        self.patterns = self._detector.patterns
        self._found: dict[tuple[str, str], list[Hit]] = {}

    def find(self, text: str, name: str = "") -> list[Hit]:
        """As `Detector.find`."""
        found = self._found.get((text, name))
        if found is None:
            found = self._found[text, name] = self._detector.find(text, name)
        return found

    def harmless(self, text: str) -> str:
        """As `Detector.harmless`."""
        return self._detector.harmless(text)

    def name_within(self, name: str, key: str) -> str:
        """As `Detector.name_within`."""
        return self._detector.name_within(name, key)

    def find_given(self, text: str, name: str) -> Hit | None:
        """As `Detector.find_given`."""
        return self._detector.find_given(text, name)


def searchable(text: str) -> str:
    """The text without halves of surrogate pairs, which RE2 cannot take; offsets stay."""
    return text if text.isascii() else re.sub("[\ud800-\udfff]", "\ufffd", text)


def merged(hits: list[Hit], general: frozenset[str] = frozenset()) -> list[Hit]:
    """In order; hits that overlap become one, of the kind of the first, or of the longest there.

    A kind that is in `general` gives way to one that is not.
    """
    ordered = sorted(hits, key=lambda hit: (hit.start, -hit.end))
    apart: list[Hit] = []
    for hit in ordered:
        last = apart[-1] if apart else None
        if last is None or hit.start >= last.end:
            apart.append(hit)
        else:
            end = max(hit.end, last.end)
            kind = hit.kind if last.kind in general and hit.kind not in general else last.kind
            apart[-1] = Hit(last.start, end, kind, hit.repeated and last.repeated)
    return apart


def entropy(text: str) -> float:
    """Shannon's entropy in bits a character."""
    length = len(text)
    return -sum(
        count / length * log2(count / length)
        for count in [text.count(character) for character in set(text)]
    )
