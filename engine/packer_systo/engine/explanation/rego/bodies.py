"""The bodies of a module's rules and functions, statement by statement.

A clause is one body with what its head says: `f(x) := y if { … }` and each `else` of it are clauses
of `f`. So is the body of an `every` or of a comprehension, with the variables around it as parameters;
of a comprehension which is all that a rule's value is the body is the rule's.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from packer_systo.engine.explanation.rego.names import Target
from packer_systo.engine.template.document import JSON

ClauseKind: TypeAlias = Literal["value", "set", "object", "every", "comprehension"]

GIVES = "systo_gives"
ELEMENT = "systo_element"
EACH = "systo_each"
"""Names of ours in bodies: what a clause gives, the element of it that is looked for, the key of an
`every`."""

DENY = "deny"


class ReadPlace(msgspec.Struct, frozen=True):
    """A reference into the document: its text, and expressions of which the first that has a value
    is its path, as an array; `needs` are the variables in them.
    """

    text: str
    paths: tuple[str, ...]
    needs: frozenset[str]


class CallSite(msgspec.Struct, frozen=True):
    """Where a statement asks a function, a rule, an `every` or a comprehension.

    `arguments` are expressions. Of a rule with many values `element` is the one that is meant, as an
    expression, or empty, and `indexes` are the keys in brackets behind its name.
    """

    text: str
    target: Target | None
    arguments: tuple[str, ...]
    needs: frozenset[str]
    element: str = ""
    indexes: tuple[str, ...] = ()
    inner: Clause | None = None


class Statement(msgspec.Struct, frozen=True):
    """A statement: text, line, the variables that it binds, and what it reads of bound ones.

    `asked` is the text with a name for each key of the document that it goes through, `places` are
    what it reads of the document, `calls` whom it asks. `declares` is true for `some x` alone, which
    binds only with what comes after it; `gives` where it is the value of the head. `replaced` are what
    its `with`s put for what, both as expressions.
    """

    text: str
    asked: str
    line: int
    binds: frozenset[str]
    reads: tuple[str, ...]
    places: tuple[ReadPlace, ...]
    calls: tuple[CallSite, ...] = ()
    declares: bool = False
    gives: bool = False
    replaced: tuple[tuple[str, str], ...] = ()


class Clause(msgspec.Struct, frozen=True):
    """A body. `parameters` are patterns, `bound` the variables in them; `indexes` are what stands in
    brackets behind the head's name. `otherwise` is true for an `else`.

    `number` tells it from all others of a program.
    """

    number: int
    file: str
    package: tuple[str, ...]
    name: str
    line: int
    kind: ClauseKind
    parameters: tuple[str, ...]
    bound: frozenset[str]
    statements: tuple[Statement, ...]
    indexes: tuple[str, ...] = ()
    otherwise: bool = False
    spec: JSON = None
    """The node of the rule, and of the body in it."""
    body: JSON = None
