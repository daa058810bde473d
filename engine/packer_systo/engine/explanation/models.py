"""An explanation: subjects, conditions, values with their places, and what followed from them.

The structs are what `why --format json` prints, so each field is for machines too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import msgspec

from packer_systo.engine.finding.models import Place, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

Result: TypeAlias = Literal["true", "false", "unknown", "error", "not needed"]

SubjectOutcome: TypeAlias = Literal[
    "fail", "pass", "undecided", "waived", "baseline", "not judged", "error"
]


class NamedValue(msgspec.Struct, frozen=True):
    """An expression and what it comes to: JSON cut to a length, or `absent`; never a secret."""

    text: str
    value: str


class CelStep(msgspec.Struct, frozen=True):
    """A part of a CEL expression.

    `parts` are those of an outermost `&&`, `||`, `!` or `? :`. `decides` says whether the whole
    would be another if this part were. `values` are the operands. `note` says what went wrong, or
    what cannot be known. `macros` are those in a part that has no parts of its own.
    """

    text: str
    result: Result
    decides: bool = False
    values: tuple[NamedValue, ...] = ()
    parts: tuple[CelStep, ...] = ()
    note: str = ""
    macros: tuple[CelElements, ...] = ()


class CelElements(msgspec.Struct, frozen=True):
    """The elements on which a macro hangs: of `exists` the one that held, of `all` the one that did
    not, of `filter` and `exists_one` those that held; all where there is no such one, and of `map`.

    `count` elements there are, `deciding` of them decide, and `named` are the first of these.
    """

    macro: Literal["exists", "all", "exists_one", "filter", "map"]
    count: int
    deciding: int
    named: tuple[CelElement, ...]


class CelElement(msgspec.Struct, frozen=True):
    """`name` is the macro's for it; `path` where it stands in the document, and `value` is empty for
    a block that has such a place. `parts` tell about the body, where the element decides.
    """

    name: str
    path: str
    value: str
    parts: tuple[CelStep, ...] = ()


class RegoStep(msgspec.Struct, frozen=True):
    """A statement in the body of `deny`, at a line of the rule's file.

    `held` says whether it and all before it hold together for the subject; None where the body
    ended before it. `values` are what it reads, as the statements before leave it; `gives` are the
    variables that it binds, where it holds; `places` are the paths of the document that it reads.
    Large values, such as those of whole blocks, are not among `gives`. `calls` are the functions and
    rules that it asks. `head` is true where it is no statement, but the value that the body gives.
    Where it does not hold, `tried` says for how many ways through those before it, if several.
    """

    line: int
    text: str
    held: bool | None
    values: tuple[NamedValue, ...] = ()
    gives: tuple[NamedValue, ...] = ()
    places: tuple[str, ...] = ()
    calls: tuple[RegoCall, ...] = ()
    head: bool = False
    tried: int = 0


class RegoBody(msgspec.Struct, frozen=True):
    """One `deny` of a rule, or one body of what it asks.

    `stopped_at` is the line of the statement that does not hold, or None. `given` are the parameters
    of a function: what is large is told by where it stands in the document. `otherwise` is true for
    an `else`.
    """

    line: int
    steps: tuple[RegoStep, ...]
    stopped_at: int | None
    given: tuple[NamedValue, ...] = ()
    otherwise: bool = False


class RegoCall(msgspec.Struct, frozen=True):
    """What a statement asks: a function, a rule of this or another module, an `every`, a comprehension.

    `held` says whether it has a value that is not false, of a comprehension whether it has elements;
    None where it was not asked, since one of its arguments has no value. `value` is that value, cut to
    a length. `bodies` are empty where it is not looked into, and `folded` says why. Of a comprehension
    the body is that of its first element, or of what gets furthest where there is none.
    """

    text: str
    file: str
    line: int
    held: bool | None
    value: str = ""
    bodies: tuple[RegoBody, ...] = ()
    folded: str = ""


def places_of(body: RegoBody) -> Iterator[str]:
    """The paths of the document that its statements read, and then those that they ask."""
    for step in body.steps:
        yield from step.places
    for inner in (inner for step in body.steps for call in step.calls for inner in call.bodies):
        yield from places_of(inner)


class OriginStep(msgspec.Struct, frozen=True):
    """A step on the way of a value: what it is, and where. No place for the environment, `--var`."""

    label: str
    place: Place | None


class ReadValue(msgspec.Struct, frozen=True):
    """A value that decides.

    `path` is a path of the document. `value` is JSON cut to a length, empty where the document has
    nothing there: then `unknown` says why it cannot be known, or is empty too where it is absent.
    `chain` begins with the value's own place and goes back to where it was written.
    """

    path: str
    value: str
    unknown: str
    chain: tuple[OriginStep, ...]


class Said(msgspec.Struct, frozen=True):
    """What the report says of a subject. `waiver` says by what it is accepted."""

    status: Status
    message: str
    place: Place
    reason: str = ""
    waiver: str = ""
    fingerprint: str = ""


class Subject(msgspec.Struct, frozen=True):
    """One thing that the rule looks at.

    `when` holds the parts of the rule's condition, `assertion` is set for a CEL rule that got that
    far, `bodies` for a Rego rule; `untraced` says why there are none.
    """

    path: str
    name: str
    place: Place
    outcome: SubjectOutcome
    when: CelStep | None
    undecided: str
    reads: tuple[ReadValue, ...]
    assertion: CelStep | None
    bodies: tuple[RegoBody, ...]
    untraced: str
    said: tuple[Said, ...]


class TemplateExplanation(msgspec.Struct, frozen=True):
    """A rule on one template. `hidden` says why there may be more subjects than are listed.

    `said` holds the findings that belong to no subject, such as those of the reader's own rules.
    """

    template: str
    subjects: tuple[Subject, ...]
    hidden: tuple[str, ...]
    said: tuple[Said, ...]
    error: str = ""


class ReadData(msgspec.Struct, frozen=True):
    """A value of the bundle's data that the rule names.

    `name` is as CEL and Rego have it, `data.acme.settings.mirrors`; `value` is JSON cut to a length.
    `set_at` is the place in the settings of whoever uses the bundle, empty for the bundle's own value.
    """

    name: str
    value: str
    set_at: str = ""


class Explanation(msgspec.Struct, frozen=True):
    """A rule on what a path names: one template, or the files of a folder one by one."""

    version: Literal["1"]
    rule: str
    title: str
    language: Literal["rego", "cel", "built in"]
    file: str
    """The rule's file, from the bundle's root; empty for the reader's own."""
    subject: str
    """The pattern of what is judged."""
    inputs: tuple[str, ...]
    templates: tuple[TemplateExplanation, ...]
    data: tuple[ReadData, ...] = ()
    """What the rule reads of its bundle's data, the same for all templates."""
