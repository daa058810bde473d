"""The CEL of rules within limits: evaluated in a worker, where it is stopped if it does not end.

Neither CEL engine counts what an expression takes, and the lists of a hostile document, or a few
`replace` in a row, make it take for ever. So rules that are not known to end soon (see `known`) are
decided in a worker as a whole: one request a document. A rule that was stopped is asked no more in
the run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.bundle.models import Bundle
from packer_systo.engine.judgment.decision import Decision, failed
from packer_systo.engine.judgment.engines.known import (
    LARGEST_HERE,
    LARGEST_SQUARE_HERE,
    LINEAR,
    QUADRATIC,
    known_bundles,
)
from packer_systo.engine.judgment.engines.limited import LateError, Limited, StoppedError, stopped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from packer_systo.engine.judgment.engines.limits import Limits
    from packer_systo.engine.judgment.patterns import Pattern
    from packer_systo.engine.judgment.prepared import PreparedRule


class _Asked(msgspec.Struct, frozen=True):
    document: msgspec.Raw
    rules: list[str]


_decisions = msgspec.json.Decoder(list[Decision])


class Deciding(msgspec.Struct, frozen=True):
    """Replies to `_Asked` with a `Decision` for each rule."""

    bundles: tuple[Bundle, ...]

    def start(self) -> Callable[[bytes], bytes]:
        from packer_systo.engine.judgment.cel.choice import cel_engine
        from packer_systo.engine.judgment.kept_answers import KeptAnswers
        from packer_systo.engine.judgment.prepared import prepare_rule
        from packer_systo.engine.judgment.task import Task
        from packer_systo.engine.template.document import TemplateDocument
        from packer_systo.engine.template.loaded import of_document

        data = {bundle.metadata.name: bundle.data for bundle in self.bundles}
        rules = {rule.full_name: rule for bundle in self.bundles for rule in bundle.rules}
        prepared: dict[str, PreparedRule] = {}
        cel = cel_engine()
        kept = KeptAnswers()
        asked_decoder = msgspec.json.Decoder(_Asked)
        decoder = msgspec.json.Decoder(TemplateDocument)

        def answer(request: bytes) -> bytes:
            asked = asked_decoder.decode(request)
            for name in asked.rules:
                if name not in prepared:
                    prepared[name] = prepare_rule(rules[name])
            chosen = [prepared[name] for name in asked.rules]
            task = Task(of_document(decoder.decode(asked.document)), chosen, data, cel, kept)
            return msgspec.json.encode([task.decision(one) for one in chosen])

        return answer


class SupervisedDecider:
    """Decides the rules that use CEL and are not known to end: `known` are names of bundles."""

    def __init__(
        self, bundles: Sequence[Bundle], limits: Limits, known: Iterable[str] | None = None
    ) -> None:
        self._limits = limits
        self._known = known_bundles(bundles) if known is None else frozenset(known)
        self._growth = {
            name: power
            for bundle in bundles
            if bundle.metadata.name in self._known
            for name, power in bundle.growth.items()
        }
        self._limited = Limited(Deciding(tuple(bundles)), limits)
        self._stopped: dict[str, Decision] = {}

    def decisions(
        self,
        name: str,
        document: str,
        rules: Sequence[PreparedRule],
        subjects: Callable[[Pattern], int],
    ) -> Mapping[str, Decision]:
        size = len(document)
        asked = [
            full
            for one in rules
            if one.uses_cel
            and not self._ends_soon(one, size, subjects)
            and (full := one.rule.full_name) not in self._stopped
        ]
        found = dict(self._stopped)
        if asked:
            try:
                found.update(self._asked(document, asked))
            except StoppedError as error:
                if len(asked) == 1 and isinstance(error, LateError):
                    found[asked[0]] = self._stop(name, asked[0], error)
                else:
                    found.update({one: self._alone(name, document, one) for one in asked})
        return found

    def close(self) -> None:
        self._limited.close()

    def _ends_soon(
        self, prepared: PreparedRule, size: int, subjects: Callable[[Pattern], int]
    ) -> bool:
        power = self._growth.get(prepared.rule.full_name)
        if power is None:
            return False
        if size <= LARGEST_HERE or power == LINEAR:
            return True
        return power == QUADRATIC and size * subjects(prepared.subject) <= LARGEST_SQUARE_HERE

    def _asked(self, document: str, rules: list[str]) -> Mapping[str, Decision]:
        """Raises StoppedError."""
        request = msgspec.json.encode(_Asked(msgspec.Raw(document.encode()), rules))
        return dict(zip(rules, _decisions.decode(self._limited.answer(request)), strict=True))

    def _alone(self, name: str, document: str, rule: str) -> Decision:
        """One rule, which is named if it does not end."""
        try:
            return self._asked(document, [rule])[rule]
        except StoppedError as error:
            return self._stop(name, rule, error)

    def _stop(self, name: str, rule: str, error: StoppedError) -> Decision:
        decision = failed(stopped(error, f"{rule} on {name}"))
        self._stopped[rule] = decision
        return decision
