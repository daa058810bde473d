"""What a rule says about itself, in both rule languages the same mapping.

`title`, `description` and `related_resources` at the top, everything of ours below `custom`: so
the block is valid metadata for OPA and its tools too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeVar, get_args

import msgspec

from packer_systo.engine.bundle.mistakes import raise_all
from packer_systo.engine.bundle.models import Judged, RelatedResource, RuleMetadata
from packer_systo.engine.errors import BundleError
from packer_systo.engine.finding.models import Category, Impact, Recovery, Severity
from packer_systo.engine.spelling import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from packer_systo.engine.template.document import JSON

T = TypeVar("T")

Partial = Literal["undecided", "judge"]

CUSTOM_KEYS = frozenset(
    {
        "category", "confidence", "controls", "impact", "inputs", "partial", "recovery",
        "remediation", "severity", "since", "subject", "waivable", "waiver_days", "when", "why",
    }
)  # fmt: skip

LONGEST_TEXT = 4000


class MetadataReader:
    """Takes one field after the other and notes, for each mistake, the file and the line.

    A field that is wrong reads as an empty one, so that the others are looked at too; `finish`
    raises what was noted.
    """

    def __init__(self, mapping: dict[str, JSON], where: str, line: Callable[..., int]) -> None:
        self._mapping = mapping
        self._where = where
        self._line = line
        self._mistakes: list[BundleError] = []

    def finish(self) -> None:
        """Raises BundleError for all that was wrong."""
        raise_all(self._mistakes)

    def note(self, mistake: BundleError) -> None:
        self._mistakes.append(mistake)

    def error(self, message: str, *path: str | int, hint: str = "") -> BundleError:
        return BundleError(f"line {self._line(*path)}: {message}", where=self._where, hint=hint)

    def known_keys(self, known: Iterable[str], *path: str) -> None:
        mapping = self._at(path)
        for key in mapping:
            if key not in known:
                below = f"`{'.'.join(path)}`" if path else "a rule's metadata"
                self.note(
                    self.error(f"{below} has no key `{key}`.{did_you_mean(key, known)}", *path, key)
                )

    def mapping(self, *path: str) -> None:
        """Ends the reading where there is no mapping: everything below it would be missing."""
        if not isinstance(self._find(path), dict):
            self.note(self.error(f"`{'.'.join(path)}` is missing or not a mapping", *path))
            self.finish()

    def text(self, *path: str, default: str | None = None) -> str:
        found = self._find(path)
        if found is None and default is not None:
            return default
        if not isinstance(found, str) or not found.strip():
            self.note(self._wrong(path, found, "a text"))
            return ""
        if len(found) > LONGEST_TEXT:
            self.note(self.error(f"`{path[-1]}` is longer than {LONGEST_TEXT} characters", *path))
        return found.strip()

    def word(self, words: tuple[T, ...], *path: str, default: T | None = None) -> T:
        found = self._find(path)
        if found is None and default is not None:
            return default
        for word in words:
            if word == found:
                return word
        listed = ", ".join(str(word) for word in words)
        suggestion = did_you_mean(found, map(str, words)) if isinstance(found, str) else ""
        self.note(self._wrong(path, found, f"one of {listed}", suggestion))
        return words[0]

    def texts(self, *path: str) -> tuple[str, ...]:
        found = self._find(path)
        if found is None:
            return ()
        if not isinstance(found, list):
            self.note(self._wrong(path, found, "a list of texts"))
            return ()
        texts: list[str] = []
        for index, item in enumerate(found):
            if not isinstance(item, str) or not item:
                self.note(self.error(f"`{path[-1]}` must be a list of texts", *path, index))
                continue
            texts.append(item)
        return tuple(texts)

    def share(self, *path: str, default: float) -> float:
        """A number from 0 to 1."""
        found = self._find(path)
        if found is None:
            return default
        if isinstance(found, bool) or not isinstance(found, int | float) or not 0 <= found <= 1:
            self.note(self._wrong(path, found, "a number from 0 to 1"))
            return default
        return float(found)

    def count(self, *path: str) -> int | None:
        """A whole number above 0, or None when there is none."""
        found = self._find(path)
        if found is None:
            return None
        if isinstance(found, bool) or not isinstance(found, int) or found < 1:
            self.note(self._wrong(path, found, "a whole number above 0"))
            return None
        return found

    def flag(self, *path: str, default: bool) -> bool:
        found = self._find(path)
        if found is None:
            return default
        if not isinstance(found, bool):
            self.note(self._wrong(path, found, "true or false"))
            return default
        return found

    def resources(self, *path: str) -> tuple[RelatedResource, ...]:
        """Links: each an address, or a mapping of `ref` and `description`."""
        found = self._find(path)
        if found is None:
            return ()
        if not isinstance(found, list):
            self.note(self._wrong(path, found, "a list of links"))
            return ()
        resources: list[RelatedResource] = []
        for index, item in enumerate(found):
            link: dict[str, JSON] = {"ref": item} if isinstance(item, str) else {}
            if isinstance(item, dict):
                link = item
            ref, description = link.get("ref"), link.get("description", "")
            if (
                not isinstance(ref, str)
                or not ref.startswith("https://")
                or not isinstance(description, str)
                or link.keys() - {"ref", "description"}
            ):
                message = (
                    "a related resource is an https address, or `ref: …` with `description: …`"
                )
                self.note(self.error(message, *path, index))
                continue
            resources.append(RelatedResource(ref, description))
        return tuple(resources)

    def is_empty(self, *path: str) -> bool:
        """Whether there is nothing, or a list of nothing."""
        return self._find(path) in (None, [])

    def _at(self, path: tuple[str, ...]) -> dict[str, JSON]:
        found = self._find(path)
        return found if isinstance(found, dict) else {}

    def _find(self, path: tuple[str, ...]) -> JSON:
        here: JSON = self._mapping
        for key in path:
            here = here.get(key) if isinstance(here, dict) else None
        return here

    def _wrong(
        self, path: tuple[str, ...], found: JSON, words: str, suggestion: str = ""
    ) -> BundleError:
        name = ".".join(path)
        if found is None:
            return self.error(f"the rule has no `{name}`: {words} is needed", *path)
        shown = msgspec.json.encode(found).decode()
        shown = shown if len(shown) <= 60 else f"{shown[:59]}…"
        return self.error(f"`{name}` must be {words}, not {shown}.{suggestion}", *path)


def rule_metadata(name: str, reader: MetadataReader) -> RuleMetadata:
    """The typed metadata of a rule. `name` is the rule's folder. Mistakes are noted by the reader,
    which raises BundleError where nothing can be read.
    """
    reader.mapping("custom")
    reader.known_keys(CUSTOM_KEYS, "custom")
    return RuleMetadata(
        name=name,
        title=reader.text("title"),
        description=reader.text("description"),
        severity=reader.word(get_args(Severity), "custom", "severity"),
        category=reader.word(get_args(Category), "custom", "category"),
        impact=reader.word(get_args(Impact), "custom", "impact"),
        why=reader.text("custom", "why"),
        recovery=reader.word(get_args(Recovery), "custom", "recovery"),
        remediation=reader.text("custom", "remediation"),
        judges=_judged(reader),
        confidence=reader.share("custom", "confidence", default=1.0),
        controls=reader.texts("custom", "controls"),
        related_resources=reader.resources("related_resources"),
        waivable=reader.flag("custom", "waivable", default=True),
        waiver_days=reader.count("custom", "waiver_days"),
        since=reader.text("custom", "since", default=""),
    )


def _judged(reader: MetadataReader) -> Judged:
    subject = reader.text("custom", "subject")
    if subject and (not subject.startswith("/") or (subject != "/" and subject.endswith("/"))):
        message = (
            f"`subject` is a path of the document such as `/builds/*/sources/*`, not `{subject}`"
        )
        reader.note(reader.error(message, "custom", "subject"))
    inputs = reader.texts("custom", "inputs")
    partial = reader.word(get_args(Partial), "custom", "partial", default="undecided")
    if not inputs and partial == "undecided" and reader.is_empty("custom", "inputs"):
        message = (
            "the rule names no `inputs`: the paths below the subject that decide, so that it is "
            "undecided where one of them cannot be known"
        )
        hint = "a rule that only looks for something present says `partial: judge` instead"
        reader.note(reader.error(message, "custom", "inputs", hint=hint))
    return Judged(
        subject=subject,
        when=reader.text("custom", "when", default=""),
        inputs=inputs,
        partial=partial,
    )
