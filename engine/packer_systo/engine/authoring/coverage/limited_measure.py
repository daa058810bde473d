"""The measure of what is reached, within limits: it evaluates what the cases evaluate, and may not end
where another engine did.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.authoring.coverage.models import Coverage, Unreached
from packer_systo.engine.bundle.models import Bundle
from packer_systo.engine.judgment.engines.limited import Limited, StoppedError
from packer_systo.engine.template.document import TemplateDocument

if TYPE_CHECKING:
    from collections.abc import Callable

    from packer_systo.engine.authoring.coverage.measure import Measure
    from packer_systo.engine.bundle.models import Rule
    from packer_systo.engine.judgment.engines.limits import Limits
    from packer_systo.engine.template.loaded import LoadedTemplate


class _Step(msgspec.Struct, frozen=True):
    """A rule to count, its full name, or with a `document` a case of it; or a Rego test to evaluate."""

    rule: str = ""
    document: TemplateDocument | None = None
    test: str = ""


_step = msgspec.json.Decoder(_Step | None)
_coverage = msgspec.json.Decoder(Coverage)
_NOTHING = b""


class Measuring(msgspec.Struct, frozen=True):
    """Takes steps, and replies to null with what all of them reached."""

    bundle: Bundle
    contents: dict[str, bytes]
    tests: dict[str, str]

    def start(self) -> Callable[[bytes], bytes]:
        measures: list[Measure] = []
        rules = {rule.full_name: rule for rule in self.bundle.rules}

        def answer(request: bytes) -> bytes:
            from packer_systo.engine.authoring.coverage.measure import Measure as Making

            step = _step.decode(request)
            if not measures:
                measures.append(Making(self.bundle, self.contents, self.tests))
            (measure,) = measures
            if step is None:
                return msgspec.json.encode(measure.coverage())
            if step.test:
                measure.add_test(step.test)
            elif step.document is not None:
                measure.add_case(rules[step.rule], step.document)
            elif step.rule:
                measure.add_rule(rules[step.rule])
            return _NOTHING

        return answer


class LimitedMeasure:
    """As `Measure`. `contents` are the bundle's files, `tests` its Rego tests by name."""

    def __init__(
        self, bundle: Bundle, contents: dict[str, bytes], tests: dict[str, str], limits: Limits
    ) -> None:
        self._bundle = bundle
        self._limited = Limited(Measuring(bundle, contents, tests), limits)
        self._steps: list[_Step] = []

    def add_rule(self, rule: Rule) -> None:
        self._steps.append(_Step(rule.full_name))

    def add_case(self, rule: Rule, loaded: LoadedTemplate) -> None:
        self._steps.append(_Step(rule.full_name, loaded.document))

    def add_test(self, query: str) -> None:
        self._steps.append(_Step(test=query))

    def coverage(self) -> Coverage:
        """What was reached; a rule or a test that does not end is left out, and is `unmeasured`."""
        steps = list(self._steps)
        stopped: list[Unreached] = []
        while True:
            step: _Step | None = None
            try:
                self._limited.answer(msgspec.json.encode(_Step()))  # reads all files
                for step in steps:
                    self._limited.answer(msgspec.json.encode(step))
                found = _coverage.decode(self._limited.answer(msgspec.json.encode(None)))
            except StoppedError as error:
                stopped.append(self._unmeasured(step, error))
                if step is None:
                    return Coverage((), tuple(stopped))
                steps = [one for one in steps if (one.rule, one.test) != (step.rule, step.test)]
                continue
            finally:
                self._limited.close()
            return Coverage(found.files, (*found.unmeasured, *stopped))

    def _unmeasured(self, step: _Step | None, error: StoppedError) -> Unreached:
        rule = next(
            (one for one in self._bundle.rules if step and one.full_name == step.rule), None
        )
        place = self._bundle.location + (f"/{rule.file}" if rule is not None else "")
        what = f"`{step.test}`" if step and step.test else "measuring it"
        return Unreached(place, 1, f"{what} was stopped: {error}")
