"""Rego rules that find nothing, or something else than findings: what `deny` has to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.authoring.lint.interface import LintFinding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.authoring.lint.interface import Linted
    from packer_systo.engine.explanation.rego_module import Denied

NAME = "missing-deny"

_FORM = 'add objects to it: `deny contains {"msg": …, "path": […]} if { … }`'


def check(linted: Linted) -> Iterator[LintFinding]:
    for rule in linted.bundle.rules:
        module = linted.module(rule.file)
        if module is None:
            continue
        place = linted.place(rule.file)
        denies = [head for head in module.heads() if head.name == "deny"]
        if not denies:
            yield LintFinding(
                NAME, place, 1, "the rule has no `deny`, and finds nothing", _FORM, rule.full_name
            )
        for denied in module.denied():
            message = _wrong(denied)
            if message:
                yield LintFinding(NAME, place, denied.line, message, _FORM, rule.full_name)
        for head in denies:
            if head.kind != "Set" and (head.is_keyed or not head.has_value):
                what = "a map" if head.is_keyed else "true or undefined"
                yield LintFinding(
                    NAME, place, head.line, f"`deny` is {what} here, not a set of findings", _FORM,
                    rule.full_name,
                )  # fmt: skip


def _wrong(denied: Denied) -> str:
    if denied.keys is None:
        return f"`deny` gets {denied.instead}, not an object with `msg` and `path`"
    missing = [key for key in ("msg", "path") if key not in denied.keys]
    if missing:
        return f"`deny` gets an object without `{'` and `'.join(missing)}`"
    return "`path` is a text, not a list from the document's root" if denied.path_is_text else ""
