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

from packer_systo.engine.explanation.models import NamedValue, RegoBody, RegoStep
from packer_systo.engine.explanation.rego_bodies import Body, ReadPlace, deny_bodies
from packer_systo.engine.explanation.shown import LONGEST, shown_value
from packer_systo.engine.judgment.engines.guarded import GuardedEngine
from packer_systo.engine.judgment.patterns import show_path
from packer_systo.engine.template.document import JSON

if TYPE_CHECKING:
    from packer_systo.engine.bundle.models import Bundle, Rule
    from packer_systo.engine.template.sourcemap import Path

_NAME = "systo_trace"
_NEXT = ",\n"
"""Parts on lines of their own: the engine takes none of more than 1,024 characters."""

# Of a long value only the beginning, of a large one nothing: there is one for each way to hold.
_BOUNDED = f"""
systo_bounded(systo_value) := substring(systo_value, 0, {LONGEST + 1}) if is_string(systo_value)

systo_bounded(systo_value) := systo_value if {{
	not is_string(systo_value)
	count(json.marshal(systo_value)) <= {LONGEST}
}}
"""


class _Row(msgspec.Struct):
    """What holds together: the elements of the place and the place as a whole (each a list of none
    or one), values that the next statement reads, and those of all variables that have one.

    `places` are the paths in the document of what each statement reads, the next one's last.
    """

    place: list[list[JSON]]
    whole: list[JSON]
    values: dict[str, list[JSON]]
    bound: dict[str, list[JSON]]
    places: list[list[list[list[str | int]]]]


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
        traced.add_policy(rule.file, "\n".join([rule.rego, _BOUNDED, *questions]))
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
        last: _Row | None = None
        stopped: int | None = None
        for statement, rows in zip(body.statements, held, strict=True):
            if stopped is not None:
                steps.append(RegoStep(statement.line, statement.text, None))
                continue
            values = _values(last)
            if rows is None:  # `some x` holds with whatever binds x
                steps.append(RegoStep(statement.line, statement.text, True))
                continue
            fitting = next((row for row in rows if _fits(row, subject)), None)
            steps.append(
                RegoStep(statement.line, statement.text, fitting is not None, values=values)
            )
            if fitting is None:
                stopped = statement.line
            else:
                last = fitting
        return RegoBody(body.line, _told(body, steps, last), stopped)


def _told(body: Body, steps: list[RegoStep], last: _Row | None) -> tuple[RegoStep, ...]:
    """The steps with what they read and bind, all as the last one that holds leaves it: of several
    ways in which the first statements hold, that is one which gets furthest.
    """
    if last is None:
        return tuple(steps)
    known = iter(last.places)
    told: list[RegoStep] = []
    for statement, step in zip(body.statements, steps, strict=True):
        if step.held is None or statement.declares:
            told.append(step)
            continue
        read = next(known, None) or []
        places = {show_path(tuple(path)): None for found in read for path in found}
        bound = {name: last.bound.get(name, []) for name in sorted(statement.binds)}
        gives = [NamedValue(name, shown_value(value[0])) for name, value in bound.items() if value]
        told.append(
            msgspec.structs.replace(
                step, gives=tuple(gives) if step.held else (), places=tuple(places)
            )
        )
    return tuple(told)


def _engine(bundle: Bundle) -> GuardedEngine:
    engine = GuardedEngine()
    engine.add_data_json(msgspec.json.encode(bundle.data).decode())
    for name, text in bundle.libraries:
        engine.add_policy(name, text)
    return engine


def _file_of(tree: dict[str, JSON]) -> JSON:
    source = tree.get("source")
    return source.get("file") if isinstance(source, dict) else None


def _question(body: Body, number: int, upto: int) -> str:
    """The rule that holds the statements of a body up to one of them."""
    statements = body.statements[: upto + 1]
    bound = frozenset(name for one in statements for name in one.binds)
    unbound = frozenset(name for one in body.statements for name in one.binds) - bound
    place = _NEXT.join(
        _maybe(item.text) if not item.needs & unbound else "[]" for item in body.path
    )
    whole = "[]"
    if body.whole is not None and not body.whole.needs & unbound:
        whole = _maybe(body.whole.text)
    following = next((one for one in body.statements[upto + 1 :] if not one.declares), None)
    reads = following.reads if following is not None else ()
    values = _NEXT.join(f"{msgspec.json.encode(read).decode()}: {_maybe(read)}" for read in reads)
    shown = _NEXT.join(
        f"{msgspec.json.encode(name).decode()}: {_maybe(f'systo_bounded({name})')}"
        for name in sorted(bound)
    )
    followed = [one for one in statements if not one.declares]
    places = _NEXT.join(
        f"[{_NEXT.join(_place(read) for read in one.places if not read.needs & unbound)}]"
        for one in [*followed, *([following] if following is not None else [])]
    )
    lines = "\n".join(one.asked for one in statements)
    head = (
        f'{{"place": [{place}], "whole": {whole}, "values": {{{values}}},\n"bound": {{{shown}}},\n'
        f'"places": [{places}]}}'
    )
    return f"{_NAME}_{number}_{upto} contains {head} if {{\n{lines}\n}}"


def _maybe(expression: str) -> str:
    """A list of the value, or an empty one where there is none: so that nothing stops for it."""
    return f"[systo_value | systo_value := {expression}]"


def _place(read: ReadPlace) -> str:
    """A list of the path, or an empty one where nothing is there."""
    return f"[systo_value | systo_there := {read.text}; systo_value := {read.path}]"


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
