"""From a string of a legacy template to its value.

Known functions are applied and `{{user …}}` is resolved. What only the run knows (`timestamp`,
`build_name` where several builders share a provisioner) is an unknown part of the text. Actions for
a plugin (`{{ .Vars }}`, `{{ clean_resource_name … }}`) stay in the text as they are written, as
they do in an HCL2 document: a rule can read them there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.secrets.environment import environment_secret
from packer_systo.engine.secrets.known import Finder
from packer_systo.engine.spelling import did_you_mean
from packer_systo.engine.template import origins
from packer_systo.engine.template.hidden_names import Name
from packer_systo.engine.template.legacy.call_checks import check_call
from packer_systo.engine.template.legacy.engine_errors import TemplateError
from packer_systo.engine.template.legacy.engine_template import (
    Action,
    Call,
    Literal,
    Pipeline,
    Text,
    first_word,
    parse,
)
from packer_systo.engine.template.legacy.functions import (
    BUILD_VALUE,
    ENGINE,
    FOR_VARIABLES,
    GO,
    OUTSIDE_WORLD,
    PLUGIN,
    PURE,
    UNKNOWN,
    WORLD,
    Argument,
    FunctionError,
    call,
)
from packer_systo.engine.template.problem import Problem
from packer_systo.engine.template.quotes import Quote, value_name
from packer_systo.engine.template.scopes import IN_ERROR, NO_VALUE
from packer_systo.engine.values.constructors import (
    derived,
    length_of,
    string,
    string_from_parts,
    unknown,
)
from packer_systo.engine.values.types import STRING
from packer_systo.engine.values.value import (
    Origin,
    PartialString,
    Piece,
    SecretText,
    Unknown,
    UnknownReason,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from packer_systo.engine.source.text import Span
    from packer_systo.engine.template.legacy.engine_template import Operand
    from packer_systo.engine.template.sourcemap import Path

MOST_PARENTS = 8

_USER_CALL = re.compile(r"\buser [`\"]([^`\"]{1,200})[`\"]")


class World(msgspec.Struct):
    """What strings may see of the outside.

    `folder` is the template's as reports show it; `read` collects the names of the environment that
    were asked for; `finder` tells which of their values are secret.
    """

    environment: Mapping[str, str]
    folder: str
    read: set[str]
    finder: Finder | None = None


class Surroundings(msgspec.Struct, frozen=True):
    """Where a string stands: in the `variables`, of which one, or for which builder.

    `sensitive`: the variable is. Without a name, several builders share it. `of_plugin` when a
    component's plugin adds functions of its own, `any_function` when nobody here knows which.
    """

    in_variables: bool = False
    variable: str = ""
    sensitive: bool = False
    any_function: bool = False
    of_plugin: bool = False
    build_name: Name | None = None
    build_type: str | None = None


class Renderer:
    """Renders the strings of one template.

    `variable` gives the value of a user variable, None for one that nobody declares or sets: many
    templates leave such to a var file, so that it is no mistake (Packer puts an empty text there).
    `missing` collects their names with the place of the first use, `used` the names of all.
    """

    def __init__(
        self,
        world: World,
        variable: Callable[[str], Value | None],
        problems: list[Problem],
    ) -> None:
        self.world = world
        self._variable = variable
        self._problems = problems
        # A provisioner's texts are rendered for each builder. They may hold secrets, so they are
        # not kept for longer than the template.
        self._parsed: dict[str, list[Text | Action]] = {}
        self.used: set[str] = set()
        self.missing: dict[str, Span | None] = {}

    def render(
        self, text: str, origin: Origin, surroundings: Surroundings, path: Path = ()
    ) -> Value:
        """The value of a string that stands at `origin`."""
        if "{{" not in text:
            return string(text, origin=origin)
        parts = self._parsed.get(text)
        if parts is None:
            try:
                parts = self._parsed[text] = parse(text)
            except TemplateError as error:
                message = f"This text is no template: {error.message}."
                quote = quote_of(text, "", "This text is no template.", surroundings, path)
                self.problem("invalid-value", message, origin.span, path, quote)
                return string(text, origin=origin)
        one = _Rendering(self, text, surroundings, origin, path)
        for part in parts:
            one.add(part)
        return one.value()

    def variable(self, name: str) -> Value | None:
        self.used.add(name)
        return self._variable(name)

    def environment(self, name: str) -> str:
        """A variable of the environment; one that is not set is an empty text, as in Packer."""
        self.world.read.add(name)
        return self.world.environment.get(name, "")

    @property
    def folder(self) -> str:
        return self.world.folder

    def problem(
        self, code: str, message: str, span: Span | None, path: Path, quote: Quote | None = None
    ) -> None:
        self._problems.append(Problem(code, message, span, path=path, quote=quote))


def quote_of(
    text: str, written: str, instead: str, surroundings: Surroundings, path: Path
) -> Quote:
    """What a message has out of the text that stands there."""
    name = surroundings.variable or value_name(path)
    return Quote(text, written, instead, name, secret=surroundings.sensitive)


class _PluginError(Exception):
    """The action has a part that only a plugin can evaluate."""


class _Rendering:
    """One string."""

    def __init__(
        self,
        renderer: Renderer,
        text: str,
        surroundings: Surroundings,
        origin: Origin,
        path: Path,
    ) -> None:
        self._renderer = renderer
        self._text = text
        self._surroundings = surroundings
        self._origin = origin
        self._path = path
        self._written = ""
        self._parts: list[str | Unknown | SecretText] = []
        self._parents: list[Origin] = []
        self._pieces: list[Piece] = []
        self._length = 0

    def value(self) -> Value:
        origin = self._origin
        if self._parents:
            parents = tuple(self._parents[:MOST_PARENTS])
            origin = Origin(origin.span, origin.label, parents, tuple(self._pieces))
        parts = self._parts
        if len(parts) == 1:
            only = parts[0]
            if isinstance(only, Unknown):
                return Value(STRING, only, None, origin)
            if isinstance(only, SecretText):
                return string(only.text, origin=origin, secret=only.secret)
        return string_from_parts(parts, origin=origin)

    def add(self, part: Text | Action) -> None:
        first, known = len(self._parts), len(self._parents)
        self._add(part)
        start = self._length
        self._length += sum(map(length_of, self._parts[first:]))
        if len(self._parents) > known and self._length > start:
            self._pieces.append(Piece(start, self._length, self._parents[known]))

    def _add(self, part: Text | Action) -> None:
        if isinstance(part, Text):
            self._parts.append(part.text)
            return
        self._written = part.written
        if part.pipeline is None:
            # A `with` or the like, which stays as it is; what it asks for is used all the same.
            self._renderer.used.update(_USER_CALL.findall(part.written))
            word = first_word(part)
            if word is not None and (message := self._no_function(word)):
                self._mistake(UNKNOWN, message)
            self._parts.append(part.written)
            return
        try:
            value = self._pipeline(part.pipeline, part.keyword)
        except _PluginError:
            self._parts.append(part.written)
            return
        except FunctionError as error:
            self._mistake(error.code, error.message)
            value = self._unknown(IN_ERROR)
        self._extend(value)

    def _extend(self, value: Value) -> None:
        data, secret = value.data, value.secret
        if isinstance(data, Unknown):
            self._parts.append(data)
        elif isinstance(data, PartialString):
            self._parts.extend(
                SecretText(piece, secret)
                if isinstance(piece, str) and secret is not None
                else piece
                for piece in data.parts
            )
        elif isinstance(data, str):
            self._parts.append(data if secret is None else SecretText(data, secret))

    def _pipeline(self, pipeline: Pipeline, keyword: str) -> Value:
        """The value that an action prints; of one with a keyword the value is only looked at."""
        known = len(self._parents)
        argument = self._argument(pipeline)
        if keyword == "range" and argument.text is not None:
            raise FunctionError("a {{range}} cannot go through a text")
        if keyword:
            del self._parents[known:]
            raise _PluginError
        if argument.text is not None:
            return argument.text
        return string(str(argument.number))

    def _argument(self, operand: Operand) -> Argument:
        if isinstance(operand, Literal):
            if isinstance(operand.value, int):
                return Argument(None, operand.value)
            return Argument(string(operand.value))
        if isinstance(operand, Call):
            return Argument(self._call(operand, []))
        result: Argument | None = None
        for command in operand.commands:
            if isinstance(command, Call):
                result = Argument(self._call(command, [] if result is None else [result]))
            else:
                result = self._argument(command)
        assert result is not None
        return result

    def _call(self, one: Call, piped: list[Argument]) -> Value:
        name = one.name
        if name not in ENGINE:
            return self._of_plugin(one, piped)
        arguments = [self._argument(argument) for argument in one.arguments] + piped
        check_call(name, arguments)
        if name in PURE:
            return call(name, arguments)
        if name == "user":
            key = self._name(name, arguments)
            return self._unknown(NO_VALUE) if key is None else self._user(key)
        if name in WORLD:
            return self._unknown(OUTSIDE_WORLD)
        if name in FOR_VARIABLES or name == "env":
            return self._for_variables(name, arguments)
        if name in ("build_name", "build_type") and self._surroundings.in_variables:
            raise FunctionError(f'the function {name} cannot be called in "variables"')
        if name == "template_dir":
            return string(self._renderer.folder or ".")
        if name == "pwd":
            # Packer gives an absolute path, but a document must not depend on where it is made.
            return string(".")
        if name == "build":
            self._check_build(self._name(name, arguments))
        if name == "sed":
            raise FunctionError("the function sed is gone; use replace or replace_all")
        if name == "build_name" and self._surroundings.build_name is not None:
            return self._surroundings.build_name.value()
        if name == "build_type" and self._surroundings.build_type is not None:
            return string(self._surroundings.build_type)
        return self._unknown(BUILD_VALUE)

    def _check_build(self, asked: str | None) -> None:
        """`build` with the name of what the builder tells."""
        if self._surroundings.in_variables:
            raise FunctionError('the function build cannot be called in "variables"')
        type = self._surroundings.build_type
        if asked is not None and type is not None:
            from packer_systo.engine.template.build_values import COMMON_NAMES, is_mistake

            if is_mistake(asked, frozenset({type})):
                hint = did_you_mean(asked, COMMON_NAMES)
                raise FunctionError(f'no build tells "{asked}".{hint}', UNKNOWN)

    def _of_plugin(self, one: Call, piped: list[Argument]) -> Value:
        """A function that Packer itself does not have; what is unknown stays unknown in it."""
        arguments = [self._argument(argument) for argument in one.arguments] + piped
        if message := self._no_function(one.name):
            raise FunctionError(message, UNKNOWN)
        check_call(one.name, arguments)
        for argument in arguments:
            if argument.text is not None and isinstance(argument.text.data, Unknown):
                return unknown(STRING, derived(argument.text.data.reasons))
        raise _PluginError

    def _no_function(self, name: str) -> str:
        """Why there is no such function, or empty."""
        own = PLUGIN if self._surroundings.of_plugin else frozenset[str]()
        if self._surroundings.any_function or name in GO or name in ENGINE or name in own:
            return ""
        return f'there is no function "{name}" here.{did_you_mean(name, ENGINE | own)}'

    def _for_variables(self, name: str, arguments: list[Argument]) -> Value:
        if not self._surroundings.in_variables:
            raise FunctionError(f'the function {name} can only be called in "variables"')
        if name != "env":
            return self._unknown(OUTSIDE_WORLD)
        key = self._name(name, arguments)
        if key is None:
            return self._unknown(NO_VALUE)
        self._parents.append(origins.environment_origin(key))
        text = self._renderer.environment(key)
        return string(text, secret=environment_secret(text, key, self._renderer.world.finder))

    def _user(self, name: str) -> Value:
        value = self._renderer.variable(name)
        if value is None:
            self._renderer.missing.setdefault(name, self._origin.span)
            return self._unknown(NO_VALUE)
        if value.origin is not None:
            self._parents.append(
                Origin(self._origin.span, f"user variable {name}", (value.origin,))
            )
        return value

    def _unknown(self, reason: str) -> Value:
        """Something that only the run knows, called by the action that asks for it."""
        return unknown(STRING, UnknownReason(self._written, reason))

    def _name(self, function: str, arguments: list[Argument]) -> str | None:
        """The one argument of a function that takes a name; None when it is not known."""
        if len(arguments) != 1:
            raise FunctionError(
                f"the function {function} takes 1 argument, and {len(arguments)} are given"
            )
        text = arguments[0].text
        if text is None:
            raise FunctionError(f"the function {function} needs a name here")
        return text.data if isinstance(text.data, str) and text.secret is None else None

    def _mistake(self, code: str, message: str) -> None:
        sentence = f"{message[:1].upper()}{message[1:]}{'' if message[-1] in '.?' else '.'}"
        instead = "This text calls in {{ … }} a function that Packer does not have."
        if code != UNKNOWN:
            instead = "This text has a call in {{ … }} that Packer refuses."
        quote = quote_of(self._text, self._written, instead, self._surroundings, self._path)
        self._renderer.problem(code, sentence, self._origin.span, self._path, quote)
