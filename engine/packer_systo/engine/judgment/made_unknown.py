"""Templates in which one input of a rule cannot be known, to see whether the rule notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.judgment.patterns import EVERY, expand, parse_pattern
from packer_systo.engine.template.document import JSON, TemplateDocument

if TYPE_CHECKING:
    from collections.abc import Iterator

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
                yield subject, text, _without(loaded, base, pattern)


def _without(loaded: LoadedTemplate, base: Path, pattern: Pattern) -> LoadedTemplate:
    fields = msgspec.json.decode(msgspec.json.encode(loaded.document), type=dict[str, JSON])
    whole = (*map(str, base), *pattern)
    paths = [path for path, _ in expand(fields, whole)]
    if not paths:
        # Nothing is there: what is unknown may be any of it, above the first wildcard.
        fixed = pattern[: pattern.index(EVERY)] if EVERY in pattern else pattern
        paths = [(*base, *fixed)]
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
