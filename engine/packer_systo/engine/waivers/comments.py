"""Follow the waiver comments of a template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.judgment.selection import ALL, Selection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from packer_systo.engine.finding.models import Finding
    from packer_systo.engine.source.text import SourceText
    from packer_systo.engine.syntax.hcl.nodes import Comment
    from packer_systo.engine.template.loaded import LoadedTemplate
    from packer_systo.engine.waivers.scope import Scopes
    from packer_systo.engine.waivers.terms import Terms

WORD = "systo"
MARK = f"{WORD}:"
"""What each waiver comment begins with."""


def apply_comments(
    findings: Sequence[Finding],
    loaded: LoadedTemplate,
    terms: Terms,
    today: str,
    selection: Selection = ALL,
) -> list[Finding]:
    """The findings of one template with its own waivers followed, and findings about these.

    `today` is an ISO date. A waiver that meets no finding is one itself, unless the `selection`
    left out a rule that it names.
    """
    result = list(findings)
    # Most files have none: then nothing of how to read and follow one is imported.
    for file, comments in sorted(loaded.comments.items()):
        if WORD in loaded.texts[file].text:
            _File(loaded, loaded.texts[file], comments).apply(result, terms, today, selection)
    for file in sorted(loaded.scripts):
        if WORD in loaded.texts[file].text:
            _Script(loaded, loaded.texts[file]).apply(result, terms, today, selection)
    return result


class _File:
    def __init__(
        self, loaded: LoadedTemplate, source: SourceText, comments: tuple[Comment, ...]
    ) -> None:
        self._source = source
        self._comments = comments
        self._template = loaded.document.path
        self._named_from = loaded.named_from
        self._secrets = loaded.secrets.get(source.path, ())

    def apply(
        self, findings: list[Finding], terms: Terms, today: str, selection: Selection
    ) -> None:
        from packer_systo.engine.finding.excerpt import place as place_in
        from packer_systo.engine.waivers.comment import waiver_comments
        from packer_systo.engine.waivers.findings import OPEN, WaiverFindings, waived
        from packer_systo.engine.waivers.rules import UNUSED
        from packer_systo.engine.waivers.verdict import examine

        written_comments = waiver_comments(self._source, self._comments)
        if not written_comments:
            return
        by_line: dict[int, list[int]] = {}
        for index, finding in enumerate(findings):
            if finding.location.file == self._source.path and finding.status in OPEN:
                by_line.setdefault(finding.location.start.line, []).append(index)
        scopes = self._scopes()
        make = WaiverFindings(self._named_from).make
        for comment, written in written_comments:
            place = place_in(self._source, comment.start, comment.end, secrets=self._secrets)
            rules, objections = examine(written, terms, today)
            used = False
            if rules:
                first, last = scopes.of(comment)
                for line in range(first, last + 1):
                    for index in by_line.get(line, ()):
                        finding = findings[index]
                        if finding.rule in rules and finding.status in OPEN:
                            findings[index] = waived(finding, written, "comment", place)
                            used = True
                        elif finding.rule in rules:
                            used = True
            findings.extend(
                make(one.rule, one.message, place, written, self._template) for one in objections
            )
            if rules and not used and not objections and all(map(selection.has, rules)):
                message = f"no finding of {', '.join(written.rules)} is here"
                findings.append(make(UNUSED, message, place, written, self._template))

    def _scopes(self) -> Scopes:
        from packer_systo.engine.waivers.scope import Scopes, blocks

        return Scopes(self._source, self._comments, blocks(self._source))


class _Script(_File):
    """A script has lines only, and its comments are read here."""

    def __init__(self, loaded: LoadedTemplate, source: SourceText) -> None:
        from packer_systo.engine.waivers.comment import script_comments

        super().__init__(loaded, source, script_comments(source))

    def _scopes(self) -> Scopes:
        from packer_systo.engine.waivers.scope import Scopes, first_command

        return Scopes(self._source, self._comments, first_command(self._source))
