"""What the worker of the supervised engine does: ask regorus what rules deny."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.bundle.models import Bundle
from packer_systo.engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable

    from packer_systo.engine.judgment.engines.interface import Question


class Asked(msgspec.Struct, frozen=True):
    """A question; `rules` are full names, as the worker has the bundles."""

    name: str
    document: str
    rules: list[str]


class Content(msgspec.Struct, frozen=True):
    """A rule's `deny` as JSON or, with a `message`, why it cannot be evaluated."""

    deny: str = ""
    message: str = ""
    where: str = ""
    hint: str = ""

    def result(self) -> str | EngineError:
        if self.message:
            return EngineError(self.message, where=self.where, hint=self.hint)
        return self.deny


_contents = msgspec.json.Decoder(list[Content])


class RegoDenials(msgspec.Struct, frozen=True):
    """Replies to `Asked` with a `Content` for each rule."""

    bundles: tuple[Bundle, ...]

    def start(self) -> Callable[[bytes], bytes]:
        from packer_systo.engine.judgment.engines.embedded import EmbeddedEngine
        from packer_systo.engine.judgment.engines.interface import Question as Told

        engine = EmbeddedEngine(self.bundles)
        rules = {rule.full_name: rule for bundle in self.bundles for rule in bundle.rules}
        decoder = msgspec.json.Decoder(Asked)

        def answer(request: bytes) -> bytes:
            asked = decoder.decode(request)
            chosen = tuple(rules[name] for name in asked.rules)
            question = Told(0, asked.name, asked.document, chosen)
            return msgspec.json.encode([_content(one) for one in engine.contents(question)])

        return answer


def request_of(question: Question) -> bytes:
    names = [rule.full_name for rule in question.rules]
    return msgspec.json.encode(Asked(question.name, question.document, names))


def results_of(reply: memoryview) -> list[str | EngineError]:
    """For each rule what it denies as JSON, or why it cannot be evaluated."""
    return [one.result() for one in _contents.decode(reply)]


def _content(one: str | EngineError) -> Content:
    if isinstance(one, EngineError):
        return Content(message=one.message, where=one.where, hint=one.hint)
    return Content(one)
