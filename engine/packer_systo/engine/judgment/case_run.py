"""Run the cases of a bundle's rules: does each find what its cases say, and nothing else?

Each case is written to a folder of its own and read as a user's template would be. Then it is
judged again with each input of the rule made unknown, for each subject: anything but undecided is
a failure, since the rule would then pass or fail by guessing. And again with every other attribute
that the case sets made unknown: if the result is then another, the rule reads what it does not name.
"""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.bundle.cases import DOCUMENT, Case, ExpectedPlace, read_cases
from packer_systo.engine.errors import BundleError, EngineError
from packer_systo.engine.judgment.engines.limits import DEFAULT_LIMITS, Limits
from packer_systo.engine.judgment.judge import Judge
from packer_systo.engine.judgment.made_unknown import each_made_unknown, made_unknown
from packer_systo.engine.judgment.patterns import show_path
from packer_systo.engine.judgment.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from packer_systo.engine.bundle.models import Bundle, Rule
    from packer_systo.engine.finding.models import Finding
    from packer_systo.engine.fixes.run import Fixed
    from packer_systo.engine.judgment.engines.interface import RuleEngine
    from packer_systo.engine.secrets.detector import Detector
    from packer_systo.engine.template.loaded import LoadedTemplate
    from packer_systo.engine.template.sourcemap import Path

CASES_NOW = "2026-01-01T00:00:00Z"

# A case may show a template with other mistakes in it, but not one that cannot be read.
_BROKEN = frozenset({"syntax-error", "expression-error", "unknown-function", "reference-cycle"})


class CaseResult(msgspec.Struct, frozen=True):
    """How a case went. `failures` are sentences; none when it passed.

    `line` is where the case's heading stands in `file`.
    """

    rule: str
    case: str
    file: str
    line: int
    failures: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.failures


def run_cases(
    bundle: Bundle,
    contents: Mapping[str, bytes],
    only: Iterable[str] = (),
    *,
    engine: RuleEngine | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Iterator[CaseResult]:
    """Run the cases of all rules, or of those named (short or full), by rule.

    `engine` is for the Rego rules, the embedded one unless given; `limits` for what is evaluated
    here.

    `contents` are the bundle's files. Raises BundleError for a `cases.md` that cannot be read,
    EngineError for a rule that cannot be evaluated.
    """
    from packer_systo.engine.secrets.detector import Detector as SecretDetector
    from packer_systo.engine.secrets.patterns import secret_patterns

    names = set(only)
    detector = SecretDetector(secret_patterns([bundle.data]))
    for rule in bundle.rules:
        if names and not names & {rule.metadata.name, rule.full_name}:
            continue
        file = f"{os.path.dirname(rule.file)}/cases.md"
        where = f"{bundle.location}/{file}"
        if file not in contents:
            yield CaseResult(rule.full_name, "", where, 1, ("the rule has no cases.md",))
            continue
        cases = read_cases(contents[file].decode("utf-8", "replace"), where)
        yield from _whole(rule, cases.title, cases.cases, where)
        selection = Selection(only=(rule.full_name,))
        judge = Judge([bundle], selection=selection, engine=engine, limits=limits)
        for case in cases.cases:
            try:
                failures = _run(case, judge, detector)
            except EngineError as error:
                raise EngineError(
                    error.message,
                    where=f"{where}:{case.line}: {rule.full_name} on the case `{case.title}`",
                    hint=error.hint,
                ) from None
            yield CaseResult(rule.full_name, case.title, where, case.line, tuple(failures))


def case_findings(
    bundle: Bundle, rule: Rule, cases: Iterable[Case]
) -> Iterator[tuple[Case, list[Finding]]]:
    """Each case with what the rule says of it, files named from the case's own folder."""
    from packer_systo.engine.secrets.detector import Detector as SecretDetector
    from packer_systo.engine.secrets.patterns import secret_patterns

    detector = SecretDetector(secret_patterns([bundle.data]))
    judge = Judge([bundle], selection=Selection(only=(rule.full_name,)))
    for case in cases:
        with tempfile.TemporaryDirectory(prefix="systo-case-") as folder:
            findings = judge.judge(load_case(case, folder, detector))
            yield case, [_from_folder(finding, folder) for finding in findings]


def _from_folder(finding: Finding, folder: str) -> Finding:
    place = finding.location
    if place.file == DOCUMENT:
        return finding
    inside = msgspec.structs.replace(place, file=_relative(place.file, folder))
    return msgspec.structs.replace(finding, location=inside)


def _whole(rule: Rule, title: str, cases: tuple[Case, ...], where: str) -> Iterator[CaseResult]:
    """What must be true of the file: its title, and a case of either kind."""
    failures: list[str] = []
    if title != rule.metadata.name:
        failures.append(f"the title is `{title}`, the rule is `{rule.metadata.name}`")
    kinds = {case.kind for case in cases}
    failures.extend(f"there is no {kind} case" for kind in ("bad", "good") if kind not in kinds)
    if failures:
        yield CaseResult(rule.full_name, "", where, 1, tuple(failures))


def _run(case: Case, judge: Judge, detector: Detector) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="systo-case-") as folder:
        loaded = load_case(case, folder, detector)
        failures = [
            f"the case's template is wrong: {problem.message}"
            for problem in loaded.problems
            if problem.code in _BROKEN
        ]
        findings = judge.judge(loaded)
        failures += _compare(case, findings, folder)
        if case.fixed is not None:
            failures += _fixed_otherwise(case, judge, detector, folder)
        for subject, pattern, changed in made_unknown(loaded, judge):
            statuses = {
                finding.status
                for finding in judge.judge(changed)
                if finding.path[: len(subject)] == subject
            }
            if statuses != {"undecided"}:
                said = " and ".join(sorted(statuses)) or "nothing"
                failures.append(
                    f"with the input `{pattern}` unknown for {show_path(subject)} the rule must "
                    f"be undecided, but says {said}"
                )
        if not any(finding.status == "undecided" for finding in findings):
            failures += _forgotten(loaded, judge, findings)
        return failures


def fixed_case(case: Case, judge: Judge, detector: Detector, folder: str, *, unsafe: bool) -> Fixed:
    """What the fixes of a case's findings come to; the case is written to `folder` meanwhile."""
    from packer_systo.engine.fixes.run import JudgedTexts, fix_texts

    def judged(texts: Mapping[str, str]) -> JudgedTexts:
        changed = {_relative(name, folder): text for name, text in texts.items()}
        files = tuple([(name, changed.get(name, text)) for name, text in case.files])
        loaded = load_case(msgspec.structs.replace(case, files=files), folder, detector)
        return JudgedTexts(tuple(judge.judge(loaded)), loaded.texts, loaded.secrets)

    return fix_texts(judged, unsafe=unsafe)


def _fixed_otherwise(case: Case, judge: Judge, detector: Detector, folder: str) -> Iterator[str]:
    """What the fix does that the case does not say."""
    from difflib import unified_diff

    result = fixed_case(case, judge, detector, folder, unsafe=True)
    main = case.files[0][0]
    after = {_relative(name, folder): text for name, text in result.after.items()}
    made = after.get(main, case.files[0][1])
    if made != case.fixed:
        lines = unified_diff(
            (case.fixed or "").splitlines(),
            made.splitlines(),
            "the case",
            "the fix",
            n=1,
            lineterm="",
        )
        yield "the fix makes another text:\n" + "\n".join(lines)
    yield from (f"the fix was taken back: {one.reason}" for one in result.unfixed)


def _forgotten(loaded: LoadedTemplate, judge: Judge, findings: list[Finding]) -> Iterator[str]:
    """The attributes on which the result hangs though the rule does not say so."""
    changed = list(each_made_unknown(loaded, judge))
    before = _results(findings)
    for verdict in judge.verdicts(template for _, template in changed):
        path, _ = changed[verdict.number]
        for error in verdict.errors:
            if not isinstance(error, EngineError):
                raise error
            yield (
                f"the rule forgets {show_path(path)}, which its `inputs` do not name: where that "
                f"cannot be known, the rule cannot be evaluated: {error.message}"
            )
            break
        else:
            after = _results(verdict.findings)
            if after != before and not any(status == "undecided" for status, _ in after):
                yield (
                    f"the rule forgets {show_path(path)}, which its `inputs` do not name: where "
                    f"that cannot be known, it must be undecided, but says {_told(after)} instead "
                    f"of {_told(before)}"
                )


def _results(findings: list[Finding]) -> list[tuple[str, Path]]:
    return sorted(((one.status, one.path) for one in findings), key=repr)


def _told(results: list[tuple[str, Path]]) -> str:
    return " and ".join(f"{status} at {show_path(path)}" for status, path in results) or "nothing"


def load_case(case: Case, folder: str, detector: Detector) -> LoadedTemplate:
    """A case written to `folder` and read from there."""
    from packer_systo.engine.source.discovery import find_templates
    from packer_systo.engine.template.inputs import Inputs
    from packer_systo.engine.template.load import load

    main, text = case.files[0]
    if main == DOCUMENT:
        return _document(text)
    for name, content in case.files:
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", newline="") as stream:
            stream.write(content)
    target = folder if main.endswith((".pkr.hcl", ".pkr.json")) else os.path.join(folder, main)
    found = find_templates([target]).targets
    if not found:
        raise BundleError(f"the case `{case.title}` holds no template that can be judged")
    return load(found[0], Inputs(now=CASES_NOW), detector)


def _document(text: str) -> LoadedTemplate:
    """A document given as such: everything in it is at its own first character."""
    from packer_systo.engine.source.text import SourceText
    from packer_systo.engine.template.document import TemplateDocument
    from packer_systo.engine.template.loaded import of_document

    try:
        fields = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
        fields.setdefault("format", msgspec.Raw(b'"hcl2"'))
        fields.setdefault("path", msgspec.Raw(b'"document"'))
        document = msgspec.json.decode(msgspec.json.encode(fields), type=TemplateDocument)
    except msgspec.DecodeError as error:
        raise BundleError(f"a case's document is not a template document: {error}") from None
    return of_document(document, SourceText(DOCUMENT, text))


def _compare(case: Case, findings: list[Finding], folder: str) -> list[str]:
    """What was expected and not found, and what was found and not expected."""
    left = list(findings)
    failures: list[str] = []
    for expected in case.expected:
        found = next((one for one in left if _matches(expected, one, folder)), None)
        if found is None:
            word = "finding" if expected.status == "fail" else "undecided result"
            failures.append(f"no {word} at {expected}")
        else:
            left.remove(found)
    for one in left:
        file = _relative(one.location.file, folder)
        failures.append(
            f"a result that the case does not name: {one.status} at {file} line "
            f"{one.location.start.line}, {show_path(one.path)}: {one.message}"
            + (f" ({one.reason})" if one.reason else "")
        )
    return failures


def _matches(expected: ExpectedPlace, finding: Finding, folder: str) -> bool:
    if finding.status != expected.status:
        return False
    if expected.path:
        return show_path(finding.path) == expected.path
    file = _relative(finding.location.file, folder)
    return (file, finding.location.start.line) == (expected.file, expected.line)


def _relative(file: str, folder: str) -> str:
    return os.path.relpath(os.path.abspath(file), os.path.abspath(folder)).replace(os.sep, "/")
