"""Templates in which one value cannot be known, to see whether a rule notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.judgment.patterns import EVERY, expand, parse_pattern
from packer_systo.engine.template.document import JSON, TemplateDocument

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from packer_systo.engine.judgment.judge import Judge
    from packer_systo.engine.judgment.patterns import Pattern
    from packer_systo.engine.template.loaded import LoadedTemplate
    from packer_systo.engine.template.sourcemap import Path

REASON = "made unknown by the test"


def made_unknown(
    loaded: LoadedTemplate, judge: Judge
) -> Iterator[tuple[Path, str, LoadedTemplate]]:
    """For each rule, each subject that it decides and each input: the subject, the input as
    written, and the template without it. Rules that judge what is partly unknown are left out.
    """
    for rule, subjects in judge.decided(loaded):
        for subject in subjects:
            for text in rule.metadata.judges.inputs:
                pattern = parse_pattern(text)
                base = () if text.startswith("/") else subject
                yield subject, text, _without_input(loaded, base, pattern)


def each_made_unknown(
    loaded: LoadedTemplate, judge: Judge
) -> Iterator[tuple[Path, LoadedTemplate]]:
    """For each attribute that the template sets in a subject that is decided, or in any `config`:
    its place, and the template in which nobody can know it.

    One place of the text, such as that of a `source` block which two builds use, is one attribute.
    """
    subjects = [subject for _, decided in judge.decided(loaded) for subject in decided]
    if not subjects:
        return
    document: JSON = msgspec.json.decode(msgspec.json.encode(loaded.document))
    for paths in _attributes(loaded, document):
        if any("config" in path or _within(path, subjects) for path in paths):
            shown = next((path for path in paths if _within(path, subjects)), paths[-1])
            yield shown, _without(loaded, _fields(loaded), paths)


def _within(path: Path, subjects: list[Path]) -> bool:
    return any(path[: len(subject)] == subject for subject in subjects)


def _attributes(loaded: LoadedTemplate, document: JSON) -> list[list[Path]]:
    """What is written in the template: for each place of the text, the values that it made."""
    if not loaded.source_map.paths()[1:]:  # a case that is a document has no text
        return [[path] for path in _keys(document, ()) if "config" in path[:-1]]
    found: dict[Hashable, list[Path]] = {}
    for path in _keys(document, ()):
        origin = loaded.source_map.origin(path)
        if origin is not None:
            span = origin.span
            place = (span.source.path, span.start, span.end) if span is not None else path
            found.setdefault(place, []).append(path)
    return list(found.values())


def _keys(value: JSON, path: Path) -> Iterator[Path]:
    """The places of all keys. An element of a list is not known where its list is not."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield (*path, key)
            yield from _keys(below, (*path, key))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from _keys(below, (*path, index))


def _fields(loaded: LoadedTemplate) -> dict[str, JSON]:
    return msgspec.json.decode(msgspec.json.encode(loaded.document), type=dict[str, JSON])


def _without_input(loaded: LoadedTemplate, base: Path, pattern: Pattern) -> LoadedTemplate:
    fields = _fields(loaded)
    whole = (*map(str, base), *pattern)
    paths = [path for path, _ in expand(fields, whole)]
    if not paths:
        paths = _could_be(fields, whole)
    return _without(loaded, fields, paths)


def _could_be(fields: dict[str, JSON], whole: Pattern) -> list[Path]:
    """Where nothing is there: what it could be in, and of the rest what is above a wildcard."""
    for length in range(len(whole) - 1, -1, -1):
        there = expand(fields, whole[:length])
        if there:
            rest = whole[length:]
            fixed = rest[: rest.index(EVERY)] if EVERY in rest else rest
            return [(*path, *fixed) for path, _ in there]
    raise AssertionError("the document itself is there")


def _without(loaded: LoadedTemplate, fields: dict[str, JSON], paths: list[Path]) -> LoadedTemplate:
    """The template with nothing at these paths. `fields` are its document's, and are changed."""
    unknowns = fields["unknowns"]
    assert isinstance(unknowns, list)
    for path in paths:
        # A list's element is left out of it, and the list is what is not wholly known.
        place = path[:-1] if isinstance(path[-1], int) else path
        unknowns.append({"path": list(place), "expression": "…", "reason": REASON, "whole": True})
    marked = msgspec.convert(fields, TemplateDocument)
    for path in reversed(paths):  # from the end, so that the indexes of a list stay right
        _remove(fields, path)
    try:
        document = msgspec.convert(fields, TemplateDocument)
    except msgspec.ValidationError:
        document = marked  # what every document has, such as a name, is marked and left there
    return msgspec.structs.replace(loaded, document=document)


def _remove(document: JSON, path: Path) -> None:
    here = document
    for part in path[:-1]:
        match here, part:
            case dict(), str() if part in here:
                here = here[part]
            case list(), int():
                here = here[part]
            case _:
                return
    match here, path[-1]:
        case dict(), str() as key:
            here.pop(key, None)
        case list(), int() as index:
            del here[index]
        case _:
            return
