"""`cases.md`: what a rule does, why, and the snippets that are its test, page and example in one.

The format is described in `policies/README.md`. Fences follow CommonMark as far as needed: three
or more backticks, closed by at least as many.
"""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

import msgspec

from packer_systo.engine.errors import BundleError

Expects: TypeAlias = Literal["bad", "good", "undecided"]

MAIN_FILES = {"hcl": "template.pkr.hcl", "json": "template.json"}
DOCUMENT = "document"
"""The word in a fence's first line that makes it a document, and the name of that file."""
FIXED = "fixed"
"""The word in a fence's first line that makes it what the rule's fix makes of the first file."""

_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t]*#*")
_FENCE = re.compile(r"(`{3,}|~{3,})[ \t]*([^`]*)")
_KIND = re.compile(r"(Bad|Good|Undecided):[ \t]*(.+)")
_MEANT = re.compile(r"(bad|good|undecided)[ \t]*(?::.*|[-\u2013\u2014].*|)", re.IGNORECASE)
"""A heading that is no case's, and looks as if it were meant to be."""
_TITLE = re.compile(r'title="([^"]*)"')
_EXPECTED = re.compile(r"(finds|undecided):[ \t]*(.*)")
_LINE = re.compile(r"(?:(\S+)[ \t]+)?line[ \t]+([1-9][0-9]{0,6})")


class ExpectedPlace(msgspec.Struct, frozen=True):
    """Where a result must be: a line of a file, or a path of the document."""

    status: Literal["fail", "undecided"]
    file: str = ""
    line: int = 0
    path: str = ""

    def __str__(self) -> str:
        return self.path or f"{self.file} line {self.line}"


class Case(msgspec.Struct, frozen=True):
    """One case: files by name, the first of which is the template that is judged.

    `line` is where its heading stands. A case with the file `document` holds a document. `fixed` is
    the first file after the fix; None where the case does not say.
    """

    kind: Expects
    title: str
    line: int
    files: tuple[tuple[str, str], ...]
    expected: tuple[ExpectedPlace, ...]
    fixed: str | None = None


class Section(msgspec.Struct, frozen=True):
    """A section that is not a case: heading and Markdown text."""

    title: str
    text: str


class CaseFile(msgspec.Struct, frozen=True):
    title: str
    sections: tuple[Section, ...]
    cases: tuple[Case, ...]


def read_cases(text: str, where: str) -> CaseFile:
    """Read a `cases.md`. `where` names the file in errors. Raises BundleError."""
    return _Reader(where).read(text.replace("\r\n", "\n").split("\n"))


class _Reader:
    def __init__(self, where: str) -> None:
        self._where = where
        self._title = ""
        self._sections: list[Section] = []
        self._cases: list[Case] = []
        # The section that is being read.
        self._heading: tuple[str, int] | None = None
        self._kind: Expects | None = None
        self._prose: list[str] = []
        self._files: list[tuple[str, str]] = []
        self._expected: list[ExpectedPlace] = []
        self._fixed: str | None = None

    def _error(self, line: int, message: str, hint: str = "") -> BundleError:
        return BundleError(f"line {line}: {message}", where=self._where, hint=hint)

    def read(self, lines: list[str]) -> CaseFile:
        at = 0
        while at < len(lines):
            line = lines[at]
            fence = _FENCE.match(line)
            heading = _HEADING.fullmatch(line)
            if fence is not None:
                at = self._fence(lines, at, fence.group(1), fence.group(2).strip())
                continue
            if heading is not None and (
                len(heading.group(1)) <= 2 or _KIND.fullmatch(heading.group(2))
            ):
                self._close()
                self._open(heading.group(1), heading.group(2), at + 1)
            elif self._kind is not None and (expected := _EXPECTED.match(line)) is not None:
                status: Literal["fail", "undecided"] = (
                    "fail" if expected.group(1) == "finds" else "undecided"
                )
                self._expect(status, expected.group(2), at + 1)
            else:
                self._prose.append(line)
            at += 1
        self._close()
        if not self._title:
            raise self._error(1, "the file must begin with `# ` and the rule's name")
        return CaseFile(self._title, tuple(self._sections), tuple(self._cases))

    def _open(self, level: str, text: str, line: int) -> None:
        if level == "#":
            if self._title:
                raise self._error(line, "there is a second `# ` heading; sections have `## `")
            self._title = text
            return
        self._heading = (text, line)
        kind = _KIND.fullmatch(text)
        if kind is not None and level == "##":
            words: dict[str, Expects] = {"Bad": "bad", "Good": "good", "Undecided": "undecided"}
            self._kind = words[kind.group(1)]
            self._heading = (kind.group(2), line)
        elif kind is not None or _MEANT.fullmatch(text):
            raise self._error(
                line,
                f"the heading `{text}` begins no case",
                hint="a case begins with `## Bad: …`, `## Good: …` or `## Undecided: …`, and its title",
            )

    def _close(self) -> None:
        heading, kind = self._heading, self._kind
        if heading is not None and kind is None:
            self._sections.append(Section(heading[0], "\n".join(self._prose).strip()))
        elif heading is not None and kind is not None:
            self._cases.append(self._case(kind, *heading))
        self._heading, self._kind = None, None
        self._prose, self._files, self._expected, self._fixed = [], [], [], None

    def _case(self, kind: Expects, title: str, line: int) -> Case:
        if not self._files:
            raise self._error(line, f"the case `{title}` has no template in a fence")
        statuses = {one.status for one in self._expected}
        if kind == "good" and self._expected:
            raise self._error(line, f"the good case `{title}` must not expect findings")
        if kind == "bad" and "fail" not in statuses:
            raise self._error(
                line, f"the bad case `{title}` says no `finds: line …` after its template"
            )
        if kind == "undecided" and statuses != {"undecided"}:
            raise self._error(
                line, f"the undecided case `{title}` must say `undecided: line …` and nothing else"
            )
        return Case(kind, title, line, tuple(self._files), tuple(self._expected), self._fixed)

    def _fence(self, lines: list[str], at: int, marks: str, info: str) -> int:
        """Read the fence that begins at `at`; gives the index after it."""
        start = at + 1
        end = start
        while end < len(lines) and not (
            lines[end].startswith(marks) and not lines[end].strip(marks[0]).strip()
        ):
            end += 1
        if end == len(lines):
            raise self._error(at + 1, "the fence is not closed")
        if self._kind is None:
            self._prose.extend(lines[at : end + 1])
            return end + 1
        text = "".join(f"{line}\n" for line in lines[start:end])
        if FIXED in info.split()[1:]:
            self._fix(text, at + 1)
        else:
            self._files.append((self._file_name(info, at + 1), text))
        return end + 1

    def _fix(self, text: str, line: int) -> None:
        if self._kind != "bad" or not self._files or self._fixed is not None:
            raise self._error(
                line, "what the fix makes stands once in a bad case, after its template"
            )
        self._fixed = text

    def _file_name(self, info: str, line: int) -> str:
        language, _, rest = info.partition(" ")
        titled = _TITLE.search(rest)
        if titled is not None:
            name = titled.group(1)
        elif DOCUMENT in rest.split():
            name = DOCUMENT
        elif not self._files and language in MAIN_FILES:
            name = MAIN_FILES[language]
        elif not self._files and language and language not in MAIN_FILES:
            raise self._error(
                line,
                f"the fence's language is `{language}`, and a template's is `hcl` or `json`",
                hint='another file has a name: ```hcl title="variables.pkr.hcl"',
            )
        else:
            raise self._error(line, 'the fence needs a file name: ```hcl title="variables.pkr.hcl"')
        parts = name.split("/")
        if not name or "\\" in name or "" in parts or ".." in parts or "." in parts:
            raise self._error(line, f"`{name}` is no file name below the case's folder")
        if name in dict(self._files):
            raise self._error(line, f"the file `{name}` is there twice")
        return name

    def _expect(self, status: Literal["fail", "undecided"], text: str, line: int) -> None:
        if not self._files:
            raise self._error(line, "what is expected stands after the template")
        for item in text.split(","):
            place = item.strip()
            found = _LINE.fullmatch(place)
            if place.startswith("/"):
                self._expected.append(ExpectedPlace(status, path=place))
            elif found is not None:
                file = found.group(1) or self._files[0][0]
                if file not in dict(self._files):
                    raise self._error(line, f"the case has no file `{file}`")
                self._expected.append(ExpectedPlace(status, file=file, line=int(found.group(2))))
            else:
                raise self._error(
                    line,
                    f"`{place}` is no place",
                    hint="write `line 3`, `variables.pkr.hcl line 3` or a document path",
                )
