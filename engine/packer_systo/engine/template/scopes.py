"""What the names in the expressions of a template stand for.

The roots are `var`, `local`, `data`, `path`, `packer`, `build` and `source`; which of them an
expression sees depends on where it stands, as in Packer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.evaluation.scope import Namespace, Scope
from packer_systo.engine.functions.table import find_for_defaults
from packer_systo.engine.source.text import SourceText
from packer_systo.engine.template.data_outputs import DATA_OUTPUTS
from packer_systo.engine.values.constructors import object_value, string, unknown
from packer_systo.engine.values.types import ANY, STRING
from packer_systo.engine.values.value import UnknownReason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.evaluation.budget import Budget
    from packer_systo.engine.evaluation.problems import Problem as EvaluationProblem
    from packer_systo.engine.evaluation.scope import Root
    from packer_systo.engine.functions.context import FunctionContext
    from packer_systo.engine.template.files import TemplateFile
    from packer_systo.engine.template.hidden_names import Name
    from packer_systo.engine.values.value import Value

BUILD_VALUE = "build value"
DATA_SOURCE = "data source"
IN_ERROR = "in error"
NO_VALUE = "variable without a value"

PACKER_NAMES = ("version", "iterationID", "versionFingerprint")


class Scopes:
    """Makes the scopes of one template, which share their problems and the work they may cause.

    `path.root` is the template's folder as reports show it, relative to the working directory, as
    Packer has it when it runs there. `path.cwd` is `.`: Packer gives an absolute path, but a
    document must not depend on where a checkout lies.
    """

    def __init__(self, folder: str, context: FunctionContext, budget: Budget) -> None:
        path = object_value({"root": string(folder or "."), "cwd": string(".")})
        nowhere = SourceText("", "")
        self.variables = Namespace("variable", {})
        self.locals = Namespace("local", {})
        self.data = object_value({})
        self.packer = packer_root()
        self._base = Scope(nowhere, {}, context, budget=budget)
        self._constant = self._base.within({})
        self._constant.functions = None
        self._default = self._base.within({})
        self._default.find_function = find_for_defaults
        self._path = path
        self.finder = context.finder

    @property
    def problems(self) -> list[EvaluationProblem]:
        return self._base.problems

    @property
    def budget(self) -> Budget:
        return self._base.budget

    def constant(self, file: TemplateFile) -> Scope:
        """For what must be written out: no names, no functions."""
        return self._constant.at(file.source)

    def default(self, file: TemplateFile) -> Scope:
        """For the default of a variable: no names, but `env`."""
        return self._default.at(file.source)

    def condition(self, file: TemplateFile, name: str, value: Value) -> Scope:
        """For a validation rule: the variable itself."""
        own = Namespace("variable", {name: value})
        return self._base.at(file.source).within({"var": own})

    def body(self, file: TemplateFile, *, build: Root, source: Value) -> Scope:
        """For everything else."""
        names: dict[str, Root] = {
            "var": self.variables,
            "local": self.locals,
            "data": self.data,
            "path": self._path,
            "packer": self.packer,
            "build": build,
            "source": source,
        }
        return self._base.at(file.source).within(names)


def unknown_text(expression: str, reason: str) -> Value:
    return unknown(STRING, UnknownReason(expression, reason))


def in_error(expression: str) -> Value:
    """What stands for something that is wrong; its own problem is reported elsewhere."""
    return unknown(ANY, UnknownReason(expression, IN_ERROR))


NO_BUILD = Namespace("build value", {}, only="provisioners and post-processors")
"""`build` outside of them: there nothing is built yet."""


def is_told_late(reason: UnknownReason) -> bool:
    """Whether Packer itself learns this only after it has read a template.

    It knows its own version then. Data sources run later than that, unless it is told otherwise.
    """
    return reason.reason == DATA_SOURCE or (
        reason.reason == BUILD_VALUE and reason.expression != "packer.version"
    )


def source_root(type: Name | None, name: Name | None) -> Value:
    """`source`: of the one source that an expression is for, or unknown where there are several."""
    return object_value(
        {
            "type": type.value() if type is not None else unknown_text("source.type", BUILD_VALUE),
            "name": name.value() if name is not None else unknown_text("source.name", BUILD_VALUE),
        }
    )


def packer_root() -> Value:
    """`packer`: which Packer will run is not known."""
    return object_value(
        {name: unknown_text(f"packer.{name}", BUILD_VALUE) for name in PACKER_NAMES}
    )


def _data_source(type: str, name: str) -> Value:
    full_name = f"data.{type}.{name}"
    outputs = DATA_OUTPUTS.get(type)
    if outputs is None:
        return unknown(ANY, UnknownReason(full_name, DATA_SOURCE))
    return object_value({
        output: unknown(ANY, UnknownReason(f"{full_name}.{output}", DATA_SOURCE))
        for output in outputs
    })  # fmt: skip


def data_root(sources: Iterable[tuple[str, str]]) -> Value:
    """`data`: what data sources find is only known when they run."""
    by_type: dict[str, dict[str, Value]] = {}
    for type, name in sources:
        by_type.setdefault(type, {})[name] = _data_source(type, name)
    return object_value({type: object_value(names) for type, names in by_type.items()})
