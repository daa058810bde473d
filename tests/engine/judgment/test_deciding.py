"""CEL of rules that nobody knows: evaluated within limits, and what does not end is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.judgment.templates import bundle, cel_rule, loaded, rego_rule
from packer_systo.engine.bundle.builtin import builtin_bundles
from packer_systo.engine.errors import EngineError
from packer_systo.engine.judgment.deciding import Deciding
from packer_systo.engine.judgment.engines import worker
from packer_systo.engine.judgment.engines.limits import DEFAULT_LIMITS, Limits
from packer_systo.engine.judgment.judge import Judge

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from packer_systo.engine.bundle.models import Bundle
    from packer_systo.engine.template.loaded import LoadedTemplate

_LARGER = f".replace('a', '{'a' * 500}')"
# cel-expr-python ends after 10,000 rounds, which says nothing of what a round takes.
LOOPS = (
    "self.config.run_list.all(a, self.config.run_list.all(b, "
    "!self.config.environment.matches('(x+x+)+y')))"
)
GROWS = f"size('a'{_LARGER * 4}) > 0"  # 62 GB
SHORT = Limits(seconds=1.5, memory=8 * 2**30)


@pytest.fixture(autouse=True, params=["forked", "started"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    way: str = request.param
    monkeypatch.setattr(worker, "may_fork", lambda: way == "forked")
    return way


@pytest.fixture
def template(tmp_path: Path) -> LoadedTemplate:
    items = ", ".join(f'"{number}"' for number in range(400))
    return _template(tmp_path, f'run_list = [{items}]\n  environment = "{"x" * 900_000}"')


def _template(folder: Path, attributes: str) -> LoadedTemplate:
    text = f'source "null" "a" {{\n  {attributes}\n}}\nbuild {{\n  sources = ["null.a"]\n}}\n'
    return loaded(folder, {"t.pkr.hcl": text})


@pytest.mark.parametrize(
    ("rule", "limits", "reason"),
    [
        (cel_rule("endless", LOOPS), SHORT, "it took more than 1.5 s"),
        (
            cel_rule("endless", GROWS),
            Limits(seconds=120, memory=2 * 2**30),
            "it took more than 2048 MB of memory, or ended the process",
        ),
        (cel_rule("endless", "true", when=LOOPS), SHORT, "it took more than 1.5 s"),
        (
            rego_rule("endless", 'deny contains {"msg": "x", "path": []} if false', when=LOOPS),
            SHORT,
            "it took more than 1.5 s",
        ),
    ],
    ids=["assert", "memory", "when", "when of Rego"],
)
def test_an_expression_that_does_not_end_is_stopped_and_the_others_judge(
    template: LoadedTemplate, rule: tuple[str, str], limits: Limits, reason: str
) -> None:
    judge = Judge([bundle(rule, cel_rule("other", "false"))], limits=limits)
    first, second = list(judge.verdicts([template, template]))
    for verdict in (first, second):
        assert [str(one) for one in verdict.errors] == [
            f"small/endless on {template.document.path}: the rule was stopped: {reason}"
        ]
        assert [one.rule for one in verdict.findings] == ["small/other"]
        assert verdict.judged == ("small/other",)


def test_findings_are_those_of_the_process_itself(
    template: LoadedTemplate, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = bundle(
        cel_rule(
            "fixed",
            'self.type == "qemu"',
            message='"it is " + self.type',
            more='path: config\nfix: {description: d, safe: true, set: [{path: "config/x", value: 1}]}',
        ),
        cel_rule("unread", "self.nope == 1"),
        rego_rule("asked", _DENIES, when='self.type == "null"'),
    )
    (there,) = Judge([rules], limits=DEFAULT_LIMITS).verdicts([template])
    # The same, with the bundle counted among those that are known to end.
    monkeypatch.setattr("packer_systo.engine.judgment.deciding.LARGEST_HERE", 10**9)

    def known(bundles: Iterable[Bundle]) -> frozenset[str]:
        return frozenset(one.metadata.name for one in bundles)

    monkeypatch.setattr("packer_systo.engine.judgment.deciding.known_bundles", known)
    (here,) = Judge([rules], limits=DEFAULT_LIMITS).verdicts([template])
    assert there.findings == here.findings
    assert len(there.findings) == 2
    assert [str(one) for one in there.errors] == [str(one) for one in here.errors]
    assert set(here.judged) - set(there.judged) == {"small/unread"}  # an error decides nothing
    assert isinstance(here.errors[0], EngineError)


_DENIES = (
    'deny contains {"msg": "no", "path": ["builds", i, "sources", j]} if '
    "{ some i, j; input.builds[i].sources[j] }"
)


def test_built_in_expressions_on_an_ordinary_document_need_no_worker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_worker(*_: object) -> None:
        raise AssertionError("a worker was started")

    monkeypatch.setattr(worker.Worker, "__init__", no_worker)
    assert Judge(builtin_bundles()).judge(_template(tmp_path, 'ssh_host = "h"'))


SQUARE = "doc.builds.exists(b, b.sources.exists(s, s.name == self.name))"
CUBE = "doc.sources.all(a, doc.sources.all(b, a.name != b.name || a == b)) || self.name != ''"


@pytest.mark.parametrize(
    ("expression", "sources", "in_a_worker"),
    [
        ("self.config.text != ''", 200, False),
        (SQUARE, 10, False),
        (SQUARE, 200, True),
        (CUBE, 3, True),
    ],
)
def test_on_a_large_document_what_may_take_long_has_a_worker(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    expression: str,
    sources: int,
    in_a_worker: bool,
) -> None:
    def known(bundles: Iterable[Bundle]) -> frozenset[str]:
        return frozenset(one.metadata.name for one in bundles)

    started: list[object] = []
    initialise = worker.Worker.__init__

    def noted(self: worker.Worker, service: worker.Service, limits: Limits) -> None:
        started.append(service)
        initialise(self, service, limits)

    monkeypatch.setattr("packer_systo.engine.judgment.deciding.known_bundles", known)
    monkeypatch.setattr(worker.Worker, "__init__", noted)
    blocks = (
        f'source "null" "s{number}" {{\n  text = "{"x" * (20_000 // sources)}"\n}}\n'
        for number in range(sources)
    )
    names = ", ".join(f'"null.s{number}"' for number in range(sources))
    text = "".join(blocks) + f"build {{\n  sources = [{names}]\n}}\n"
    rules = bundle(cel_rule("one", expression))
    assert Judge([rules]).judge(loaded(tmp_path, {"t.pkr.hcl": text})) == []
    assert any(isinstance(one, Deciding) for one in started) == in_a_worker
