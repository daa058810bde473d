"""Traces of a rule, made in a worker within limits: they evaluate far more than the rule itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.bundle.models import Bundle
from packer_systo.engine.explanation.models import CelStep, RegoBody
from packer_systo.engine.judgment.engines.limited import Limited, StoppedError
from packer_systo.engine.template.document import JSON, TemplateDocument
from packer_systo.engine.template.sourcemap import Path

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from packer_systo.engine.bundle.models import Rule
    from packer_systo.engine.explanation.rego.trace import RegoTracer
    from packer_systo.engine.judgment.engines.limits import Limits

_EPOCH = "1970-01-01T00:00:00Z"


class Trace(msgspec.Struct, frozen=True):
    """Of one subject. `when` is None where the rule has none; the others where it does not apply."""

    when: CelStep | None = None
    assertion: CelStep | None = None
    bodies: tuple[RegoBody, ...] = ()


class Traces(msgspec.Struct, frozen=True):
    """One for each subject, in order; `problem` says why Rego was not traced.

    `stopped` says that there are none at all, since making them took too long.
    """

    subjects: tuple[Trace, ...]
    problem: str = ""
    stopped: bool = False


class AskedSubject(msgspec.Struct, frozen=True):
    """A subject, and the paths in it that were denied or are undecided."""

    path: Path
    denied: tuple[Path, ...] = ()


class _Asked(msgspec.Struct, frozen=True):
    document: TemplateDocument
    subjects: tuple[AskedSubject, ...]


_asked = msgspec.json.Decoder(_Asked)
_traces = msgspec.json.Decoder(Traces)


class Tracing(msgspec.Struct, frozen=True):
    """Replies with `Traces` of a rule, given by its full name."""

    bundle: Bundle
    rule: str

    def start(self) -> Callable[[bytes], bytes]:
        from packer_systo.engine.explanation.rego.trace import RegoTracer

        rule = next(one for one in self.bundle.rules if one.full_name == self.rule)
        rego = RegoTracer(self.bundle, rule) if rule.language == "rego" else None
        return lambda request: msgspec.json.encode(self._answer(_asked.decode(request), rule, rego))

    def _answer(self, asked: _Asked, rule: Rule, rego: RegoTracer | None) -> Traces:
        from packer_systo.engine.explanation.cel_trace import CelTracer
        from packer_systo.engine.judgment.cel.choice import cel_engine
        from packer_systo.engine.judgment.unknowns import Unknowns

        judges = rule.metadata.judges
        content = msgspec.json.encode(asked.document)
        plain: JSON = msgspec.json.decode(content)
        cel = cel_engine().prepare(plain, self.bundle.data, asked.document.now or _EPOCH)
        partial = judges.partial == "judge"
        tracer = CelTracer(cel, plain, None if partial else Unknowns(asked.document.unknowns))
        if rego is not None:
            paths = [path for one in asked.subjects for path in (one.path, *one.denied)]
            rego.trace(content.decode(), paths)
        traces: list[Trace] = []
        for subject in asked.subjects:
            path = subject.path
            when = tracer.trace(judges.when, path) if judges.when.strip() else None
            if when is not None and when.result == "false":
                traces.append(Trace(when))
            elif rule.cel is not None:
                traces.append(Trace(when, tracer.trace(rule.cel.assertion, path)))
            else:
                traces.append(Trace(when, bodies=_bodies(rego, subject) if rego else ()))
        return Traces(tuple(traces), rego.problem if rego is not None else "")


def _bodies(rego: RegoTracer, subject: AskedSubject) -> tuple[RegoBody, ...]:
    """Each `deny`; of a subject with several findings as it holds for each of these."""
    bodies = rego.bodies(subject.path)
    if len(subject.denied) < 2:
        return bodies
    denied = [
        body for path in subject.denied for body in rego.bodies(path) if body.stopped_at is None
    ]
    stopped = [body for body in bodies if body.stopped_at is not None]
    return tuple(dict.fromkeys([*denied, *stopped])) if denied else bodies


class Tracer:
    """Tells how a rule came to its result, in a worker that gets ready while the rule is judged."""

    def __init__(self, bundle: Bundle, rule: Rule, limits: Limits) -> None:
        self._limited = Limited(Tracing(bundle, rule.full_name), limits)
        self._limited.start()

    def traces(self, document: TemplateDocument, subjects: Sequence[AskedSubject]) -> Traces:
        """For each of the subjects; what is wrong is in the traces."""
        try:
            request = msgspec.json.encode(_Asked(document, tuple(subjects)))
            return _traces.decode(self._limited.answer(request))
        except StoppedError as error:
            empty = tuple(Trace() for _ in subjects)
            return Traces(empty, f"tracing it was stopped: {error}", stopped=True)

    def close(self) -> None:
        """End the worker."""
        self._limited.close()
