"""Which statements of a Rego rule hold for a subject, and where each body stops.

Neither coverage nor a trace of lines says that: a line that ran for one source is covered, whatever
became of another. So the engine is asked itself. For each body of `deny` and each of its statements
a rule is added to the module that holds exactly the statements up to there, and gives the place that
would be denied, as far as it is known by then, and the values that the next statement reads. A
statement holds for a subject if that rule gives something that fits the subject's path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import regorus

from packer_systo.engine.explanation.models import NamedValue, RegoBody, RegoStep
from packer_systo.engine.explanation.rego_bodies import Body, deny_bodies
from packer_systo.engine.explanation.shown import shown_value
from packer_systo.engine.judgment.matching import matcher
from packer_systo.engine.template.document import JSON

if TYPE_CHECKING:
    from packer_systo.engine.bundle.models import Bundle, Rule
    from packer_systo.engine.template.sourcemap import Path

_NAME = "systo_trace"


class _Row(msgspec.Struct):
    """What holds together: the elements of the place and the place as a whole (each a list of none
    or one), and values.
    """

    place: list[list[JSON]]
    whole: list[JSON]
    values: dict[str, list[JSON]]


_rows = msgspec.json.Decoder(list[_Row])


class RegoTracer:
    """Traces one rule on one document. Raises nothing for a rule: `problem` says what is wrong."""

    def __init__(self, bundle: Bundle, rule: Rule, document: str) -> None:
        self.problem = ""
        self._bodies: list[Body] = []
        self._held: list[list[list[_Row] | None]] = []
        try:
            self._run(bundle, rule, document)
        except (RuntimeError, LookupError, msgspec.DecodeError) as error:
            # A builtin that this engine lacks, say; the rule itself is then told about elsewhere.
            first = next((line for line in str(error).splitlines() if line.startswith("error")), "")
            self.problem = first.removeprefix("error:").strip() or "the engine cannot trace it"

    def bodies(self, subject: Path) -> tuple[RegoBody, ...]:
        """How far each body comes for one subject."""
        return tuple(
            self._body(body, held, subject)
            for body, held in zip(self._bodies, self._held, strict=True)
        )

    def _run(self, bundle: Bundle, rule: Rule, document: str) -> None:
        engine = _engine(bundle)
        engine.add_policy(rule.file, rule.rego)
        trees = msgspec.json.decode(engine.get_ast_as_json(), type=list[dict[str, JSON]])
        tree = next(one for one in trees if _file_of(one) == rule.file)
        bodies = deny_bodies(tree["ast"], rule.rego)
        traced = _engine(bundle)
        questions = [
            _question(body, number, upto)
            for number, body in enumerate(bodies)
            for upto, statement in enumerate(body.statements)
            if not statement.declares
        ]
        traced.add_policy(rule.file, "\n".join([rule.rego, *questions]))
        traced.set_input_json(document)
        self._held = [
            [
                None
                if statement.declares
                else _rows.decode(
                    traced.eval_rule_as_json(f"data.{rule.package}.{_NAME}_{number}_{upto}")
                )
                for upto, statement in enumerate(body.statements)
            ]
            for number, body in enumerate(bodies)
        ]
        self._bodies = bodies

    @staticmethod
    def _body(body: Body, held: list[list[_Row] | None], subject: Path) -> RegoBody:
        steps: list[RegoStep] = []
        before: _Row | None = None
        stopped: int | None = None
        for statement, rows in zip(body.statements, held, strict=True):
            if stopped is not None:
                steps.append(RegoStep(statement.line, statement.text, None))
                continue
            values = _values(before)
            if rows is None:  # `some x` holds with whatever binds x
                steps.append(RegoStep(statement.line, statement.text, True))
                continue
            fitting = next((row for row in rows if _fits(row, subject)), None)
            steps.append(
                RegoStep(statement.line, statement.text, fitting is not None, values=values)
            )
            if fitting is None:
                stopped = statement.line
            before = fitting
        return RegoBody(body.line, tuple(steps), stopped)


def _engine(bundle: Bundle) -> regorus.Engine:
    engine = regorus.Engine()
    engine.set_rego_v0(False)
    engine.set_gather_prints(True)
    engine.add_extension("regex.match", 2, _regex_match)
    engine.add_data_json(msgspec.json.encode(bundle.data).decode())
    for name, text in bundle.libraries:
        engine.add_policy(name, text)
    return engine


def _regex_match(pattern: str, text: str) -> bool:
    """The same RE2 as in the judgment."""
    return matcher().matches(text, pattern)


def _file_of(tree: dict[str, JSON]) -> JSON:
    source = tree.get("source")
    return source.get("file") if isinstance(source, dict) else None


def _question(body: Body, number: int, upto: int) -> str:
    """The rule that holds the statements of a body up to one of them."""
    statements = body.statements[: upto + 1]
    bound = frozenset(name for one in statements for name in one.binds)
    unbound = frozenset(name for one in body.statements for name in one.binds) - bound
    place = ", ".join(_maybe(item.text) if not item.needs & unbound else "[]" for item in body.path)
    whole = "[]"
    if body.whole is not None and not body.whole.needs & unbound:
        whole = _maybe(body.whole.text)
    following = next((one for one in body.statements[upto + 1 :] if not one.declares), None)
    reads = following.reads if following is not None else ()
    values = ", ".join(f"{msgspec.json.encode(read).decode()}: {_maybe(read)}" for read in reads)
    lines = "\n".join(one.text for one in statements)
    head = f'{{"place": [{place}], "whole": {whole}, "values": {{{values}}}}}'
    return f"{_NAME}_{number}_{upto} contains {head} if {{\n{lines}\n}}"


def _maybe(expression: str) -> str:
    """A list of the value, or an empty one where there is none: so that nothing stops for it."""
    return f"[systo_value | systo_value := {expression}]"


def _fits(row: _Row, subject: Path) -> bool:
    """Whether what is known of the place does not speak against the subject."""
    place: list[JSON | msgspec.UnsetType] = [
        item[0] if item else msgspec.UNSET for item in row.place
    ]
    if row.whole and isinstance(row.whole[0], list):
        place = [*row.whole[0]]
    return all(
        found is msgspec.UNSET or found == wanted
        for found, wanted in zip(place, subject, strict=False)
    )


def _values(row: _Row | None) -> tuple[NamedValue, ...]:
    if row is None:
        return ()
    return tuple(
        NamedValue(name, shown_value(value[0])) if value else NamedValue(name, "absent")
        for name, value in row.values.items()
    )
