"""Canaries: made-up secrets, each of them unique, that must be in nothing that leaves a run.

A new kind of output is watched by adding a function to `OUTPUTS`.
"""

from __future__ import annotations

import os
import random
import re
import string
from base64 import b64encode
from typing import TYPE_CHECKING, TypeAlias

import msgspec
import re2

from packer_systo.engine import CheckOptions, check, render
from packer_systo.engine.bundle.builtin import builtin_bundles
from packer_systo.engine.checking.fixing import fix_templates
from packer_systo.engine.checking.plan import prepare
from packer_systo.engine.explanation.models import Said
from packer_systo.engine.explanation.subjects import RuleOnDocument
from packer_systo.engine.feedback.facts import facts_of
from packer_systo.engine.finding.excerpt import place
from packer_systo.engine.report.options import FORMATS, RenderOptions
from packer_systo.engine.secrets.detector import Detector, Memory
from packer_systo.engine.secrets.patterns import secret_patterns
from packer_systo.engine.source.discovery import find_templates
from packer_systo.engine.template.inputs import Inputs
from packer_systo.engine.template.known_secrets import known_secrets
from packer_systo.engine.template.legacy.resolve import resolve_legacy_files
from packer_systo.engine.template.load import load, read_files, resolve_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from packer_systo.engine.judgment.findings import Outcome
    from packer_systo.engine.judgment.placing import Placer
    from packer_systo.engine.template.loaded import LoadedTemplate

NOW = "2026-11-23T00:00:00Z"

Output: TypeAlias = "tuple[str, str]"
"""What it is, and its text."""

_MARK = re.compile(r"«(\d+)(?::(\d+))?»")


class Case(msgspec.Struct, frozen=True):
    """What to run: a path, and what is given beside it."""

    path: str
    var_files: tuple[str, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()
    environment: dict[str, str] = {}


def canary(number: int, length: int = 20) -> str:
    """A text of letters and digits, the same one each time."""
    chosen = random.Random(number)
    letters = string.ascii_letters + string.digits
    tail = "".join(chosen.choice(letters) for _ in range(length - 4))
    return f"{chosen.choice('CDFGHJ')}{number % 1000:03d}{tail}"


def filled(text: str, used: dict[str, str]) -> str:
    """The text with a canary for each mark `«number»` or `«number:length»`."""

    def put(mark: re.Match[str]) -> str:
        number, length = mark[1], int(mark[2] or 20)
        return used.setdefault(number, canary(int(number) * 7919, length))

    return _MARK.sub(put, text)


def forms(secret: str) -> Iterator[str]:
    """The secret as it is and what any base64 of a text around it must hold."""
    yield secret
    for before in range(3):
        encoded = b64encode(b" " * before + secret.encode())
        yield encoded[4 * (before > 0) : -4].decode()


def leaks(secrets: list[str], outputs: Iterator[Output]) -> list[str]:
    """Each secret that is in an output, with the output's name."""
    if not secrets:
        return []
    of_form = {form: secret for secret in secrets for form in forms(secret)}
    options = re2.Options()
    options.max_mem = 256 * 1024 * 1024
    watched = re2.compile("|".join(map(re2.escape, of_form)), options)
    return [
        f"{of_form[form]} in {name}"
        for name, text in outputs
        for form in sorted({found.group() or "" for found in watched.finditer(text)})
    ]


_detector: list[Detector] = []


def _the_detector() -> Detector:
    if not _detector:
        _detector.append(Detector(secret_patterns(bundle.data for bundle in builtin_bundles())))
    return _detector[0]


def hits(text: str) -> list[tuple[int, int]]:
    """Where the built-in bundles' patterns see a secret in a text."""
    return [(hit.start, hit.end) for hit in _the_detector().find(text)]


def loaded_templates(case: Case) -> list[LoadedTemplate]:
    """The case's templates with the built-in bundles' patterns."""
    inputs = Inputs(
        var_files=case.var_files,
        variables=case.variables,
        environment=case.environment,
        now=NOW,
    )
    return [load(one, inputs, _the_detector()) for one in find_templates([case.path]).targets]


def secret_texts(case: Case) -> set[str]:
    """Every text that is a secret of the case's templates."""
    detector = Memory(_the_detector())
    found: set[str] = set()
    for target in find_templates([case.path]).targets:
        inputs = Inputs(
            var_files=case.var_files, variables=case.variables, environment=case.environment
        )
        files = read_files(target, inputs, [])
        if target.format == "json":
            resolved = resolve_legacy_files(target, files, inputs, []).resolved
        else:
            resolved = resolve_files(target, files, inputs, [])[0]
        found |= {text for text, _ in known_secrets(resolved, [], detector)}
    return found


def _documents(_: Case, templates: list[LoadedTemplate]) -> Iterator[Output]:
    for one in templates:
        yield "document", msgspec.json.encode(one.document).decode()


def _source_maps(_: Case, templates: list[LoadedTemplate]) -> Iterator[Output]:
    for one in templates:
        labels: list[str] = []
        for path in one.source_map.paths():
            labels.append(repr(path))
            origin = one.source_map.origin(path)
            pending = [origin] if origin is not None else []
            while pending and len(labels) < 100_000:
                current = pending.pop()
                labels.append(current.label)
                pending.extend(current.parents)
        yield "source map", "\n".join(labels)


def _problems(_: Case, templates: list[LoadedTemplate]) -> Iterator[Output]:
    for one in templates:
        yield (
            "problems",
            "\n".join(f"{p.code} {p.message} {p.example} {p.path}" for p in one.problems),
        )


def _excerpts(_: Case, templates: list[LoadedTemplate]) -> Iterator[Output]:
    """Every line of every file, as a finding on it would show it."""
    for one in templates:
        for path, source in one.texts.items():
            secrets = one.secrets.get(path, ())
            for start in source.starts:
                shown = place(source, start, start, secrets=secrets)
                yield f"excerpt of {path}", "\n".join(line.text for line in shown.excerpt)


def _reports(case: Case, _: list[LoadedTemplate]) -> Iterator[Output]:
    """Every format, from a cold and from a warm cache; and the cache's files."""
    options = CheckOptions(
        var_files=case.var_files,
        variables=case.variables,
        environment={**case.environment, "XDG_CACHE_HOME": os.path.abspath(".cache")},
        now=NOW,
        cross_check=True,
        require_variables=True,
    )
    for run in ("cold", "warm"):
        report = check([case.path], options)
        assert report.errors == (), report.errors
        for format in FORMATS:
            text = render(report, format, RenderOptions(verbose=True, width=100))
            yield f"{format} report, {run} cache", text
    for folder, _below, names in os.walk(".cache"):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                yield f"cache file {name}", file.read().decode("latin-1")


def _diffs(case: Case, _: list[LoadedTemplate]) -> Iterator[Output]:
    """What `--diff` shows, also of the fixes that can change what a build makes."""
    options = CheckOptions(
        var_files=case.var_files,
        variables=case.variables,
        environment=case.environment,
        cache=False,
        now=NOW,
    )
    for unsafe in (False, True):
        for one in fix_templates(prepare([case.path], options), unsafe=unsafe, write=False):
            assert one.error is None, one.error
            yield "diff", one.diff


MANY = 20
"""Templates: of more, one in three is explained, since that takes longer than all else together."""

EXPLAINED = ("secret-in-template", "secret-in-variable-default", "secret-in-environment")
"""Rules about the places where secrets are, in Rego."""


def _explanations(_: Case, templates: list[LoadedTemplate]) -> Iterator[Output]:
    """What `why` says: values, the way of each, and what the statements of a rule read."""
    bundles = builtin_bundles()
    for one in templates[:: 3 if len(templates) > MANY else 1]:
        for bundle in bundles:
            for rule in bundle.rules:
                if rule.metadata.name in EXPLAINED:
                    explained = RuleOnDocument(bundle, rule, one, _said).explanation()
                    yield f"why {rule.full_name}", msgspec.json.encode(explained).decode()


def _facts(_: Case, templates: list[LoadedTemplate]) -> Iterator[Output]:
    """What feedback keeps of the surroundings of any place."""
    for one in templates:
        document = msgspec.json.decode(msgspec.json.encode(one.document))
        facts = (facts_of(document, path) for path in one.source_map.paths())
        yield "facts of feedback", "\n".join(" ".join(of_one) for of_one in facts)


def _said(outcome: Outcome, placer: Placer) -> Said:
    return Said(outcome.status, outcome.message, placer.place(outcome.path, None).place)


OUTPUTS: list[Callable[[Case, list[LoadedTemplate]], Iterator[Output]]] = [
    _documents,
    _source_maps,
    _problems,
    _excerpts,
    _explanations,
    _facts,
    _reports,
    _diffs,
]


def outputs(case: Case) -> Iterator[Output]:
    """Everything that a run of the case gives."""
    templates = loaded_templates(case)
    for output in OUTPUTS:
        yield from output(case, templates)
