"""All clauses that a rule may come to: those of its own module and of the bundle's libraries."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.explanation.rego.bodies import DENY
from packer_systo.engine.explanation.rego.clauses import ClauseReader
from packer_systo.engine.explanation.rego.denials import DeniedPlaces
from packer_systo.engine.explanation.rego.names import ModuleNames, Names, Target
from packer_systo.engine.explanation.rego.questions import BOUNDED, EMPTY, EMPTY_FILE, questions
from packer_systo.engine.explanation.rego.syntax import RegoText, at, maybe
from packer_systo.engine.judgment.engines.guarded import GuardedEngine
from packer_systo.engine.judgment.engines.rego_heads import asks_before_negations, with_changes
from packer_systo.engine.template.document import JSON

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from packer_systo.engine.bundle.models import Bundle, Rule
    from packer_systo.engine.explanation.rego.bodies import CallSite, Clause


class _Source(msgspec.Struct):
    file: str


class _Tree(msgspec.Struct):
    source: _Source
    ast: JSON


class RegoProgram:
    """The clauses, and the modules' texts with the questions about them.

    Raises RuntimeError, the engine's, for what is no Rego, and LookupError for another form of tree.
    """

    def __init__(self, bundle: Bundle, rule: Rule) -> None:
        self._texts = dict([*bundle.libraries, (rule.file, rule.rego)])
        self._heads = bundle.heads
        self._numbers = count()
        self._readers: dict[str, ClauseReader] = {}
        self._clauses: dict[Target, tuple[Clause, ...]] = {}
        self._packages: dict[str, tuple[str, ...]] = {}
        self._read()
        self.deny = self.clauses(Target(self._packages[rule.file], DENY))
        places = DeniedPlaces(self._places[rule.file])
        self._denied = {
            one.number: places.of(at(maybe(maybe(one.spec, "head"), "Set"), "key"), one.body)
            for one in self.deny
        }
        self._asked = self._reached(self.deny)

    def clauses(self, target: Target) -> tuple[Clause, ...]:
        """All clauses of a rule or a function; they are read when somebody asks."""
        if target not in self._clauses:
            self._clauses[target] = tuple(
                clause
                for file, reader in self._readers.items()
                if self._packages[file] == target.package
                for clause in reader.clauses(target.name, self._numbers)
            )
        return self._clauses[target]

    def modules(self) -> Iterator[tuple[str, str]]:
        """Name and text of each module, with the questions."""
        yield EMPTY_FILE, EMPTY
        bounded: set[tuple[str, ...]] = set()
        for file, text in self._texts.items():
            own = [one for one in self._asked if one.file == file]
            parts: list[str] = []
            if own and self._packages[file] not in bounded:
                bounded.add(self._packages[file])
                parts.append(BOUNDED)
            for clause in own:
                parts.extend(questions(clause, self._denied.get(clause.number)))
            yield file, "\n\n".join([with_changes(text, self._heads.get(file, ())), *parts])

    def _read(self) -> None:
        engine = GuardedEngine()
        for file, text in self._texts.items():
            engine.add_policy(file, text)
        trees = msgspec.json.decode(engine.get_ast_as_json(), type=list[_Tree])
        texts = self._places = {file: RegoText(text) for file, text in self._texts.items()}
        modules = {one.source.file: ModuleNames(one.ast, texts[one.source.file]) for one in trees}
        names = Names(modules.values())
        for one in trees:
            file = one.source.file
            self._packages[file] = modules[file].package
            if asks_before_negations(self._heads.get(file, ())):  # then questions do, too
                texts[file].ask_before_negations(names.known_in(modules[file]))
            self._readers[file] = ClauseReader(file, one.ast, texts[file], modules[file], names)

    def _reached(self, first: Iterable[Clause]) -> list[Clause]:
        """The clauses that others lead to, these among them, in the order of their numbers."""
        found: dict[int, Clause] = {}
        pending = list(first)
        while pending:
            clause = pending.pop()
            if clause.number in found:
                continue
            found[clause.number] = clause
            for call in (call for one in clause.statements for call in one.calls):
                pending.extend(self.asked(call))
        return [found[number] for number in sorted(found)]

    def asked(self, call: CallSite) -> tuple[Clause, ...]:
        """The clauses that a call leads to."""
        if call.inner is not None:
            return (call.inner,)
        return self.clauses(call.target) if call.target is not None else ()
