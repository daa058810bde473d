"""The engine `opa-server` with real OPA servers: the same answers, and never a pass in place of one."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING

import msgspec
import pytest

from engine.judgment.engines.asking import (
    DATA,
    DOCUMENTS,
    JUDGED,
    RULES,
    asked,
    expected,
    questions,
)
from engine.judgment.engines.servers import impostor, opa_server, written
from engine.judgment.templates import bundle, rego_rule
from opa_program import opa_program
from packer_systo.engine.bundle.answers import answers_module
from packer_systo.engine.errors import EngineError
from packer_systo.engine.judgment.engines.choice import rule_engine
from packer_systo.engine.judgment.engines.server_connection import Connection
from packer_systo.engine.settings.engine import EngineSettings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from engine.judgment.engines.servers import Opa
    from packer_systo.engine.judgment.engines.server_connection import Answered


@pytest.fixture
def opa() -> None:
    opa_program()


@pytest.mark.parity
@pytest.mark.usefixtures("opa")
class TestServers:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> str:
        return str(written(JUDGED, tmp_path / "bundle"))

    @pytest.mark.parametrize("only", [1, 2, 4])
    def test_two_servers_answer_as_the_embedded_engine_does(self, folder: str, only: int) -> None:
        few = msgspec.structs.replace(JUDGED, rules=JUDGED.rules[:only])
        with opa_server("-b", folder) as first, opa_server("-b", folder) as second:
            if only < 4:
                engine = rule_engine(
                    EngineSettings(name="opa-server", servers=(first.url, second.url)), [JUDGED], {}
                )
                answers = list(engine.answer(questions(few, DOCUMENTS)))
                found = [list(one.results) for one in sorted(answers, key=lambda one: one.key)]
                notes = engine.notes
            else:
                found, notes = asked(JUDGED, first.url, second.url, documents=DOCUMENTS)
        assert found == expected(few, DOCUMENTS)
        assert notes == ()

    @pytest.mark.parametrize(
        ("answers", "path"),
        [
            (answers_module(JUDGED.rules), "small.systo_answers.denials"),
            (answers_module(JUDGED.rules).replace("\n", "\r\n"), "small.systo_answers.denials"),
            ("package small.systo_answers\n\ndenials := {}\n", "small"),
            (answers_module(JUDGED.rules[1:]), "small"),
            (None, "small"),
        ],
        ids=["release", "carried-with-other-line-ends", "false", "of-another-version", "folder"],
    )
    def test_a_release_is_asked_for_its_denials_alone(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answers: str | None, path: str
    ) -> None:
        paths: list[str] = []
        evaluate = Connection.evaluate

        def noted(connection: Connection, path: str, document: str) -> Answered:
            paths.append(path)
            return evaluate(connection, path, document)

        monkeypatch.setattr(Connection, "evaluate", noted)
        folder = written(JUDGED, tmp_path / "bundle", answers=answers)
        with opa_server("-b", str(folder)) as server:
            found, _ = asked(JUDGED, server.url)
        assert found == expected(JUDGED)
        assert set(paths) == {path}

    def test_one_killed_in_mid_run_is_stood_in_for_and_told(self, folder: str) -> None:
        with opa_server("-b", folder) as first, opa_server("-b", folder) as second:
            found, notes = asked(
                JUDGED, first.url, second.url, documents=_Killing(first, DOCUMENTS)
            )
        assert found == expected(JUDGED, DOCUMENTS)
        (note,) = notes
        assert note.startswith(f"{first.url}: ")
        assert "the other servers answered instead" in note

    def test_when_the_last_one_is_killed_the_run_ends(self, folder: str) -> None:
        with (
            opa_server("-b", folder) as only,
            pytest.raises(EngineError, match="no policy server answers") as caught,
        ):
            asked(JUDGED, only.url, documents=_Killing(only, DOCUMENTS))
        assert only.url in caught.value.message
        assert caught.value.hint

    def test_a_server_that_is_not_there_is_stood_in_for(self, folder: str) -> None:
        with opa_server("-b", folder) as there:
            found, notes = asked(JUDGED, "http://127.0.0.1:1", there.url)
        assert found == expected(JUDGED)
        assert notes == (
            "http://127.0.0.1:1: the connection is refused; the other servers answered instead",
        )

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ("rule", "its security/two/two.rego differs from the bundle small"),
            ("removed", "it has no security/two/two.rego of the bundle small"),
            ("data", "its data `small.settings` are not those of the bundle small"),
            ("added", "it adds to the package small.security.two of the bundle small"),
            ("none", "it has not the bundle small"),
        ],
    )
    def test_a_server_with_another_bundle_is_refused(
        self, tmp_path: Path, folder: str, change: str, says: str
    ) -> None:
        other = written(JUDGED, tmp_path / "other")
        rule = other / "security" / "two" / "two.rego"
        match change:
            case "rule":
                rule.write_text(rule.read_text().replace('"msg": "two"', '"msg": "2"'))
            case "removed":
                rule.unlink()
            case "data":
                (other / "data.json").write_text(DATA.replace("bad", "worse"))
            case "added":
                (rule.parent / "more.rego").write_text(
                    'package small.security.two\n\nimport rego.v1\n\ndeny contains "x"\n'
                )
            case _:
                shutil.rmtree(other / "security")
        with (
            opa_server("-b", folder) as right,
            opa_server("-b", str(other)) as wrong,
            pytest.raises(EngineError, match=says) as caught,
        ):
            asked(JUDGED, right.url, wrong.url)
        assert caught.value.where == wrong.url
        assert "serve this bundle" in caught.value.hint

    def test_a_server_that_loads_another_bundle_in_mid_run_ends_it(self, tmp_path: Path) -> None:
        folder = written(JUDGED, tmp_path / "bundle")
        rule = folder / "security" / "two" / "two.rego"

        def documents() -> Iterator[str]:
            yield from DOCUMENTS[:5]
            rule.write_text(rule.read_text().replace('"msg": "two"', '"msg": "2"'))
            time.sleep(1.5)
            yield from DOCUMENTS[:5]

        with (
            opa_server("-b", str(folder), "--watch") as server,
            pytest.raises(EngineError, match=r"differs from|another bundle"),
        ):
            asked(JUDGED, server.url, documents=_Lazy(documents(), 10))

    @pytest.mark.parametrize("released", [False, True])
    def test_a_rule_that_fails_is_named_and_leaves_the_others_alone(
        self, tmp_path: Path, released: bool
    ) -> None:
        judged = bundle(
            *RULES,
            rego_rule(
                "number", 'deny contains {"msg": "x", "path": []} if to_number(input.n) == 1'
            ),
            data=DATA,
        )
        documents = ['{"words": ["bad"], "n": "1"}', '{"words": ["bad"], "n": "many"}']
        answers = answers_module(judged.rules) if released else None
        folder = written(judged, tmp_path / "bundle", answers=answers)
        with opa_server("-b", str(folder)) as server:
            found, _ = asked(judged, server.url, documents=documents)
        assert found[0] == expected(judged, documents)[0]
        (failed,) = [one for one in found[1] if isinstance(one, EngineError)]
        assert str(failed).startswith(
            "small/number on document 1: the rule cannot be evaluated: to_number"
        )

    @pytest.mark.parametrize("released", [False, True])
    def test_a_rule_that_loops_is_stopped_and_named(self, tmp_path: Path, released: bool) -> None:
        loop = rego_rule(
            "loop",
            "deny contains x if {\n\tinput.loop\n\tsome x in numbers.range(1, 100000)\n"
            "\tsome y in numbers.range(1, 100000)\n\tx + y == 0\n}",
        )
        judged = bundle(*RULES, loop, data=DATA)
        documents = ['{"words": ["bad"]}', '{"words": ["bad"], "loop": true}']
        answers = answers_module(judged.rules) if released else None
        folder = written(judged, tmp_path / "bundle", answers=answers)
        with opa_server("-b", str(folder)) as server:
            found, notes = asked(judged, server.url, documents=documents, seconds=1)
        assert notes == ()
        (stopped,) = [one for one in found[1] if isinstance(one, EngineError)]
        assert stopped.where == "small/loop on document 1"
        assert "no answer within 1 s" in stopped.message
        assert found[0] == expected(judged, documents[:1])[0]

    def test_a_server_that_is_late_with_all_rules_is_left(self, tmp_path: Path) -> None:
        loops = [
            rego_rule(
                f"loop-{number}",
                "deny contains x if {\n\tsome x in numbers.range(1, 100000)\n"
                "\tsome y in numbers.range(1, 100000)\n\tx + y == 0\n}",
            )
            for number in range(9)
        ]
        judged = bundle(*loops, data=DATA)
        folder = written(judged, tmp_path / "bundle")
        began = time.monotonic()
        with (
            opa_server("-b", str(folder)) as server,
            pytest.raises(EngineError, match=r"no policy server answers .* within 1 s"),
        ):
            asked(judged, server.url, documents=['{"words": []}'], seconds=1)
        assert time.monotonic() - began < 9

    def test_a_bundle_is_uploaded_only_when_asked_for(self) -> None:
        with opa_server() as server:
            with pytest.raises(EngineError, match="it has not the bundle small"):
                asked(JUDGED, server.url)
            found, _ = asked(JUDGED, server.url, upload=True)
        assert found == expected(JUDGED)

    @pytest.mark.slow
    def test_policies_are_uploaded_in_an_order_that_the_server_takes(self) -> None:
        from packer_systo.engine.bundle.builtin import builtin_bundles

        (whole,) = builtin_bundles(["packer-baseline"])
        rego = tuple(rule for rule in whole.rules if rule.language == "rego")
        judged = msgspec.structs.replace(whole, rules=rego)
        with opa_server() as server:
            found, _ = asked(judged, server.url, documents=["{}"], upload=True)
        assert found == expected(judged, ["{}"])

    def test_a_server_says_what_it_does_not_take(self) -> None:
        broken = rego_rule("broken", "deny contains x if some_function(x)")
        with (
            opa_server() as server,
            pytest.raises(EngineError, match="undefined function some_function") as raised,
        ):
            asked(bundle(*RULES, broken, data=DATA), server.url, upload=True)
        assert "address" not in raised.value.hint

    def test_a_server_that_owns_the_bundle_takes_no_upload(self, folder: str) -> None:
        with (
            opa_server("-b", folder) as server,
            pytest.raises(EngineError, match=r"HTTP 400: .*owned by bundle"),
        ):
            asked(JUDGED, server.url, upload=True)


OK = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("code", "headers", "body", "says"),
    [
        (200, OK, b"garbage", "its answer is not JSON"),
        (200, OK, b"{}", "it has not the bundle small"),
        (200, OK, b"[]", "not the form of OPA"),
        (200, OK, b"null", "not the form of OPA"),
        (200, OK, b'{"result": {}}', "not the form of OPA"),
        (200, OK, b'{"result": [{"id": 1}]}', "not the form of OPA"),
        (200, OK, b"[" * 100_000, "not|cannot be asked"),
        (404, {}, b"not found", "HTTP 404"),
        (403, {}, b"", "refuses to answer"),
        (302, {"Location": "http://127.0.0.1:1/"}, b"", "sends elsewhere"),
        (500, {}, b"oops", "HTTP 500"),
        (200, {"Content-Encoding": "gzip"}, b"no gzip", "connection fails|no policy server"),
    ],
)
def test_what_is_no_policy_server_ends_the_run(
    code: int, headers: dict[str, str], body: bytes, says: str
) -> None:
    with (
        impostor(lambda _: (code, headers, [body])) as url,
        pytest.raises(EngineError, match=says),
    ):
        asked(JUDGED, url)


def test_a_server_that_hangs_ends_the_run_in_time() -> None:
    def slow(_: str) -> tuple[int, dict[str, str], Iterator[bytes]]:
        return 200, OK, drip()

    def drip() -> Iterator[bytes]:
        for _ in range(100):
            time.sleep(0.1)
            yield b" "

    began = time.monotonic()
    with impostor(slow) as url, pytest.raises(EngineError, match=r"no answer within 0\.5 s"):
        asked(JUDGED, url, seconds=0.5)
    assert time.monotonic() - began < 5


def test_an_endless_answer_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "packer_systo.engine.judgment.engines.server_connection.LARGEST_ANSWER", 100_000
    )
    with (
        impostor(lambda _: (200, OK, [b" " * 50_000] * 50)) as url,
        pytest.raises(EngineError, match="too large"),
    ):
        asked(JUDGED, url)


class _Lazy(list[str]):
    """Documents that come one by one, with something done in between."""

    def __init__(self, documents: Iterator[str], count: int) -> None:
        super().__init__([""] * count)
        self._documents = documents

    def __iter__(self) -> Iterator[str]:
        return self._documents


class _Killing(list[str]):
    """Documents; before one in the middle a server is killed."""

    def __init__(self, server: Opa, documents: Sequence[str]) -> None:
        super().__init__(documents)
        self._server = server

    def __iter__(self) -> Iterator[str]:
        for number, one in enumerate(super().__iter__()):
            if number == len(self) // 2:
                self._server.kill()
            yield one
