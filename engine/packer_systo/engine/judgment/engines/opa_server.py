"""Rego by OPA servers: many machines sharing one policy service.

Documents are asked about by a few threads, each with a connection of its own to a server; a bounded
number is under way, so memory stays bounded and a slow service slows the reading of templates. A
server that is gone or late is asked no more, and the others take over; when none is left, or when
one answers what it should not, the run ends. No answer is ever taken for "nothing is wrong".

A document takes one question a bundle: what all its rules deny, as a release of it answers, or else the
value of its whole package, in which each rule's `deny` is among much else. If that fails or is late, its
rules are asked one by one, so that the one which fails is named. The bundles of each server are compared
with ours before the first question and after the last.
"""

from __future__ import annotations

import threading
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.bundle.answers import answers_package, key_of, root_of
from packer_systo.engine.errors import EngineError
from packer_systo.engine.judgment.engines.denials import read_denials
from packer_systo.engine.judgment.engines.interface import Answer, RuleResult, kept
from packer_systo.engine.judgment.engines.server_bundle import check_bundles, upload
from packer_systo.engine.judgment.engines.server_connection import (
    Connection,
    RuleFailedError,
    ServerGoneError,
    WrongServerError,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from packer_systo.engine.bundle.models import Bundle, Rule
    from packer_systo.engine.judgment.engines.interface import Question
    from packer_systo.engine.judgment.engines.server_access import Access, Server

THREADS_A_SERVER = 3
MOST_THREADS = 32
WAITING_A_THREAD = 2
"""How many questions may wait for each thread."""

FEW = 2
"""So many rules are asked about one by one: a bundle's whole package costs as much as many."""

MOST_LATE = 3
"""If the first so many rules that are asked about alone are late, it is not the rules: it is the server."""

_NOTHING = msgspec.Raw(b"[]")
_objects = msgspec.json.Decoder(dict[str, msgspec.Raw])

_CHANGED = "it has loaded another bundle during the run"
_AGAIN = "run again"
_MEND = "look at the server; its own log says more"


class ServerEngine:
    name = "opa-server"

    def __init__(self, bundles: Sequence[Bundle], access: Access) -> None:
        self._bundles = [
            bundle for bundle in bundles if any(rule.language == "rego" for rule in bundle.rules)
        ]
        self._access = access
        self._pool = _Pool(access)
        self._ready = False

    @property
    def notes(self) -> tuple[str, ...]:
        """What went wrong with servers that others stood in for."""
        if not self._pool.usable():
            return ()
        return tuple(
            f"{url}: {reason}; the other servers answered instead"
            for url, reason in self._pool.gone.items()
        )

    def answer(self, questions: Iterable[Question]) -> Iterator[Answer]:
        threads = min(MOST_THREADS, THREADS_A_SERVER * len(self._access.servers))
        executor = ThreadPoolExecutor(threads, "systo-opa-server")
        try:
            if not self._ready:
                self._check_all(executor, first=True)
                self._ready = True
            yield from self._answers(executor, questions, threads * WAITING_A_THREAD)
            self._check_all(executor, first=False)
        finally:
            executor.shutdown(wait=False, cancel_futures=True)
            self._pool.close()

    def _answers(
        self, executor: ThreadPoolExecutor, questions: Iterable[Question], most: int
    ) -> Iterator[Answer]:
        under_way: set[Future[Answer]] = set()
        waiting = iter(questions)
        more = True
        while more or under_way:
            while more and len(under_way) < most:
                question = next(waiting, None)
                if question is None:
                    more = False
                else:
                    under_way.add(executor.submit(self._ask, question))
            if under_way:
                done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                for future in done:
                    yield future.result()

    def _check_all(self, executor: ThreadPoolExecutor, *, first: bool) -> None:
        """Compare the bundles of every server that answers. Raises EngineError."""
        checks = [
            executor.submit(self._check, server, first=first) for server in self._pool.usable()
        ]
        for check in checks:
            check.result()
        if not self._pool.usable():
            raise self._pool.nobody_left()

    def _check(self, server: Server, *, first: bool) -> None:
        try:
            connection = self._pool.connection(server)
            if first and self._access.upload:
                for bundle in self._bundles:
                    upload(connection, bundle)
            self._pool.answers(server, check_bundles(connection, self._bundles))
        except ServerGoneError as trouble:
            self._pool.leave(server, trouble)
        except WrongServerError as wrong:
            raise _ended(server, wrong) from None
        except RuleFailedError as trouble:
            raise _ended(server, WrongServerError(f"its data cannot be read: {trouble}")) from None

    def _ask(self, question: Question) -> Answer:
        """The answer of the first server that gives one. Runs in a thread of the pool."""
        while True:
            server = self._pool.mine()
            try:
                connection = self._pool.connection(server)
                return _Asking(connection, self._pool, question).answer()
            except ServerGoneError as trouble:
                self._pool.leave(server, trouble)
            except WrongServerError as wrong:
                raise _ended(server, wrong) from None


def _ended(server: Server, wrong: WrongServerError) -> EngineError:
    return EngineError(
        f"the policy service is wrong: {wrong}", where=server.url, hint=wrong.hint or _MEND
    )


class _Pool:
    """The servers that may be asked, and the connections of each thread."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._lock = threading.Lock()
        self._local = threading.local()
        self._turn = 0
        self._all: list[Connection] = []
        self._provenance: dict[str, bytes] = {}
        self._answered: dict[str, frozenset[str]] = {}
        self.gone: dict[str, str] = {}

    def usable(self) -> list[Server]:
        with self._lock:
            return [server for server in self._access.servers if server.url not in self.gone]

    def mine(self) -> Server:
        """The server that this thread asks: each in turn, one after another. Raises EngineError."""
        left = self.usable()
        if not left:
            raise self.nobody_left()
        number: int | None = getattr(self._local, "number", None)
        if number is None:
            with self._lock:
                number = self._turn
                self._turn += 1
            self._local.number = number
        return left[number % len(left)]

    def connection(self, server: Server) -> Connection:
        """The thread's own, kept open."""
        connections: dict[str, Connection] | None = getattr(self._local, "connections", None)
        if connections is None:
            connections = self._local.connections = {}
        connection = connections.get(server.url)
        if connection is None:
            connection = connections[server.url] = Connection(server, self._access)
            with self._lock:
                self._all.append(connection)
        return connection

    def leave(self, server: Server, trouble: ServerGoneError) -> None:
        """Ask a server no more in this run."""
        with self._lock:
            self.gone.setdefault(server.url, str(trouble))

    def nobody_left(self) -> EngineError:
        with self._lock:
            reasons = "; ".join(f"{url}: {reason}" for url, reason in self.gone.items())
        return EngineError(
            f"no policy server answers ({reasons})",
            where="--engine opa-server",
            hint=f"{_MEND}; `answer-seconds` is how long one may take",
        )

    def same_judge(self, server: Server, provenance: bytes) -> None:
        """Refuse a server that has loaded another bundle since its first answer."""
        with self._lock:
            before = self._provenance.setdefault(server.url, provenance)
        if before != provenance:
            raise WrongServerError(_CHANGED, _AGAIN)

    def answers(self, server: Server, roots: frozenset[str]) -> None:
        """Note for which bundles a server answers all rules at once. It must not change its mind."""
        with self._lock:
            before = self._answered.setdefault(server.url, roots)
        if before != roots:
            raise WrongServerError(_CHANGED, _AGAIN)

    def answered(self, server: Server) -> frozenset[str]:
        with self._lock:
            return self._answered.get(server.url, frozenset())

    def close(self) -> None:
        with self._lock:
            for connection in self._all:
                connection.close()
            self._all.clear()
            self._local = threading.local()
            self._turn = 0


class _Asking:
    """One question to one server."""

    def __init__(self, connection: Connection, pool: _Pool, question: Question) -> None:
        self._connection = connection
        self._pool = pool
        self._question = question
        self._alone = self._late = 0  # how many rules were asked about one by one, and were late

    def answer(self) -> Answer:
        found: dict[str, RuleResult] = {}
        by_root: dict[str, list[Rule]] = {}
        for rule in self._question.rules:
            by_root.setdefault(root_of(rule), []).append(rule)
        for root, rules in by_root.items():
            found.update(self._by_root(root, rules))
        results = tuple(found[rule.full_name] for rule in self._question.rules)
        return Answer(self._question.key, results)

    def _by_root(self, root: str, rules: Sequence[Rule]) -> dict[str, RuleResult]:
        if len(rules) > FEW:
            at_once = root in self._pool.answered(self._connection.server)
            try:
                whole = self._value(f"{answers_package(root)}.denials" if at_once else root)
            except RuleFailedError:
                whole = msgspec.UNSET
            except ServerGoneError as trouble:
                # Late because of one rule, or because of the server? A server answers about itself.
                if not trouble.late or not self._connection.healthy():
                    raise
                whole = msgspec.UNSET
            if whole is not msgspec.UNSET and at_once:
                denials = _members(whole)
                return {
                    rule.full_name: self._result(denials.get(key_of(rule), msgspec.UNSET), rule)
                    for rule in rules
                }
            if whole is not msgspec.UNSET:
                tree = _Tree(whole)
                return {
                    rule.full_name: self._result(
                        tree.deny(tuple(rule.package.split(".")[1:])), rule
                    )
                    for rule in rules
                }
        return {rule.full_name: self._one(rule) for rule in rules}

    def _one(self, rule: Rule) -> RuleResult:
        self._alone += 1
        try:
            return self._result(self._value(f"{rule.package}.deny"), rule)
        except RuleFailedError as trouble:
            place = f" ({trouble.file}:{trouble.line})" if trouble.file else ""
            return self._error(rule, f"the rule cannot be evaluated: {trouble}{place}")
        except ServerGoneError as trouble:
            self._late += 1
            if (
                not trouble.late
                or self._late == self._alone == MOST_LATE
                or not self._connection.healthy()
            ):
                raise
            return self._error(
                rule,
                f"the rule was stopped: {trouble}",
                "make the rule look at less, or raise `answer-seconds` in `[engine]`",
            )

    def _value(self, path: str) -> msgspec.Raw | msgspec.UnsetType:
        answered = self._connection.evaluate(path, self._question.document)
        self._pool.same_judge(self._connection.server, bytes(answered.provenance))
        return answered.value

    def _result(self, value: msgspec.Raw | msgspec.UnsetType, rule: Rule) -> RuleResult:
        if value is msgspec.UNSET:
            return self._error(
                rule,
                "the rule has no `deny`",
                "a rule adds objects to the set `deny`: `deny contains {…} if {…}`",
            )
        if value == _NOTHING:
            return ()
        try:
            return read_denials(bytes(value), rule, self._question.name)
        except EngineError as error:
            return kept(error)

    def _error(self, rule: Rule, message: str, hint: str = "") -> EngineError:
        return EngineError(message, where=f"{rule.full_name} on {self._question.name}", hint=hint)


class _Tree:
    """The value of a bundle's whole package, of which only what is asked for is read."""

    def __init__(self, value: msgspec.Raw) -> None:
        self._packages: dict[tuple[str, ...], dict[str, msgspec.Raw]] = {(): _members(value)}

    def deny(self, path: tuple[str, ...]) -> msgspec.Raw | msgspec.UnsetType:
        """The set `deny` of the package at a path below the bundle's own; UNSET if there is none."""
        return self._package(path).get("deny", msgspec.UNSET)

    def _package(self, path: tuple[str, ...]) -> dict[str, msgspec.Raw]:
        found = self._packages.get(path)
        if found is None:
            value = self._package(path[:-1]).get(path[-1])
            found = self._packages[path] = {} if value is None else _members(value)
        return found


def _members(value: msgspec.Raw) -> dict[str, msgspec.Raw]:
    try:
        return _objects.decode(value)
    except msgspec.ValidationError:  # another value than an object has no members
        return {}
