"""From the parsed files of an HCL2 template to its resolved form.

Packer stops at the first phase that has a mistake. Here every phase runs, what is in error is
unknown to the later ones, and all mistakes are reported at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.evaluation.traversals import NOT_READ
from packer_systo.engine.source.text import Span
from packer_systo.engine.template.blocks import Part
from packer_systo.engine.template.builds import Builds
from packer_systo.engine.template.component_types import ComponentTypes
from packer_systo.engine.template.config import Configurator
from packer_systo.engine.template.damage import Damage
from packer_systo.engine.template.declarations import Declarations
from packer_systo.engine.template.demands import check_demands
from packer_systo.engine.template.files import AUTO_VAR_FILE, TEMPLATE
from packer_systo.engine.template.interpolation import check_interpolation
from packer_systo.engine.template.locals import Locals
from packer_systo.engine.template.packer_block import read_packer
from packer_systo.engine.template.problem import Problem
from packer_systo.engine.template.reference_checks import ReferenceChecks
from packer_systo.engine.template.references import Found, of_body
from packer_systo.engine.template.registry import registry_config
from packer_systo.engine.template.resolved import Resolved, ResolvedData
from packer_systo.engine.template.schema_checks import check_name, duplicate
from packer_systo.engine.template.scopes import NO_BUILD, Scopes, data_root, source_root
from packer_systo.engine.template.sources import Sources
from packer_systo.engine.template.var_files import assignments
from packer_systo.engine.template.variables import Variables
from packer_systo.engine.values.constructors import unknown
from packer_systo.engine.values.types import ANY
from packer_systo.engine.values.value import UnknownReason, Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from packer_systo.engine.evaluation.budget import Budget
    from packer_systo.engine.functions.context import FunctionContext
    from packer_systo.engine.template.configuration import Configuration
    from packer_systo.engine.template.declarations import Placed
    from packer_systo.engine.template.files import TemplateFile
    from packer_systo.engine.template.inputs import Inputs
    from packer_systo.engine.template.redaction import Redactions


def resolve(
    files: list[TemplateFile],
    folder: str,
    inputs: Inputs,
    *,
    context: FunctionContext,
    budget: Budget,
    redactions: Redactions,
    problems: list[Problem],
) -> tuple[Resolved, tuple[str, ...]]:
    """The resolved template and the names of its variables without a value.

    `files` are the template's and the var files in the order in which they count; `folder` is what
    `path.root` gives. What is wrong is added to `problems`.
    """
    scopes = Scopes(folder, context, budget)
    return _Resolution(files, inputs, scopes, redactions, problems).run(context.environment_read)


class _Resolution:
    def __init__(
        self,
        files: list[TemplateFile],
        inputs: Inputs,
        scopes: Scopes,
        redactions: Redactions,
        problems: list[Problem],
    ) -> None:
        self._files = files
        self._inputs = inputs
        self._problems = problems
        self._told_before = len(problems)
        self._scopes = scopes
        templates = [file for file in files if file.role == TEMPLATE]
        self._declarations = Declarations(templates, problems)
        self._variables = Variables(self._scopes, redactions, problems)
        self._locals = Locals(self._scopes, problems)
        self._damage = Damage(templates)
        self._unread = unread = self._damage.unread()
        for root, namespace, names in (
            ("var", scopes.variables, unread.variables),
            ("local", scopes.locals, unread.locals),
        ):
            namespace.complete = not unread.lost
            namespace.values.update({name: _not_read(f"{root}.{name}") for name in names})
        self._values_lost = any(file.lost for file in files if file.role != TEMPLATE)
        packer = read_packer(self._declarations.of("packer"), scopes, problems)
        types = ComponentTypes(
            [placed.plugin for placed in packer.plugins] if packer is not None else (),
            problems,
            complete=packer is not None or not any(file.broken for file in templates),
        )
        self._packer = packer
        self._configurator = Configurator(problems, redactions, types)

    def run(self, environment_read: set[str]) -> tuple[Resolved, tuple[str, ...]]:
        of = self._declarations.of
        self._assign(environment_read)
        self._scopes.variables.values.update(self._variables.values())
        data = self._declared_data()
        for placed in of("local", "locals"):
            self._locals.declare(placed)
        for placed in data:
            self._locals.add_data(placed)
        self._scopes.data = self._data_root(data)
        found = self._references(data)
        used_locals = _names(found, "local")
        locals = self._locals.evaluate(used_locals)
        sources = Sources(self._scopes, self._configurator, unread=self._unread)
        for placed in of("source"):
            sources.declare(placed)
        resolved_data = self._data(data, _data_read(found))
        registry = self._registry()
        builds = Builds(self._scopes, sources, self._configurator)
        resolved_builds = tuple(
            [builds.resolve(placed, index, registry) for index, placed in enumerate(of("build"))]
        )
        self._check_built(of("source"), of("build"))
        variables = self._variables.resolved(
            _names(found, "var"),
            required=self._inputs.require_variables and not self._values_lost,
        )
        resolved = Resolved(
            tuple(self._files),
            self._packer,
            variables,
            tuple(locals),
            resolved_data,
            sources.resolved(),
            resolved_builds,
            self._unread.lost,
        )
        described = self._configurator.types.is_described
        check_demands(resolved, self._problems, is_described=described)
        check_interpolation(resolved, self._problems, is_described=described)
        self._report(found, data)
        self._problems[self._told_before :] = [
            one for one in self._problems[self._told_before :] if not self._damage.explains(one)
        ]
        return resolved, self._variables.unset

    def _check_built(self, sources: Sequence[Placed], builds: Sequence[Placed]) -> None:
        """Packer builds nothing of a folder without a build. One may be in what could not be read."""
        if not sources or builds or any(file.broken for file in self._files):
            return
        first = sources[0]
        name = ".".join(_labels(first))
        self._problems.append(
            Problem(
                "missing-build",
                "The template has sources and no `build` block, so Packer builds nothing.",
                first.header,
                f'build {{\n  sources = ["source.{name}"]\n}}',
            )
        )

    def _assign(self, environment_read: set[str]) -> None:
        """Give the variables their values, in Packer's order."""
        for placed in self._declarations.of("variable", "variables"):
            self._variables.declare(placed)
        self._variables.assign_from_environment(self._inputs, environment_read)
        for file in self._files:
            if file.role != TEMPLATE:
                for one in assignments(file, self._scopes, self._problems):
                    self._variables.assign(one, known_only=file.role == AUTO_VAR_FILE)
        self._variables.assign_from_command_line(self._inputs)

    def _declared_data(self) -> list[Placed]:
        """The data sources, without those that repeat another's labels."""
        first: dict[tuple[str, str], Span] = {}
        found: list[Placed] = []
        for placed in self._declarations.of("data"):
            key = _labels(placed)
            if key in first:
                what = f'The data source "{key[0]}.{key[1]}"'
                self._problems.append(duplicate(what, placed.header, first[key]))
                continue
            first[key] = placed.header
            label = placed.block.labels[0]
            span = Span(placed.file.source, label.start, label.end)
            self._configurator.types.check("data", key[0], span)
            for index, what in enumerate(("type of a data source", "name of a data source")):
                check_name(placed.block, index, what, placed.file, self._problems)
            found.append(placed)
        return found

    def _references(self, data: list[Placed]) -> list[tuple[Found, TemplateFile]]:
        """What all expressions refer to, but for those of variables and of the packer block."""
        found = self._locals.references()
        for placed in (*data, *self._declarations.of("source", "build", "hcp_packer_registry")):
            found.append((of_body(placed.block.body), placed.file))
        return found

    def _report(self, found: list[tuple[Found, TemplateFile]], data: list[Placed]) -> None:
        """What evaluation found wrong, and the references that it did not come to."""
        reported: set[tuple[str, int]] = set()
        for one in self._scopes.problems:
            reported.add((one.span.source.path, one.span.start))
            self._problems.append(Problem(one.code, one.message, one.span, one.hint))
        checks = ReferenceChecks(
            self._scopes.variables.values,
            {*self._locals.names, *self._unread.locals},
            data=[*map(_full_name, data), *self._unread.data],
            reported=reported,
            problems=self._problems,
            complete=not self._unread.lost,
        )
        ordered = len(self._locals.names) + len(data)
        for index, (references, file) in enumerate(found):
            checks.check(references, file)
            if index < ordered:
                checks.check_graph(references, file)

    def _data(
        self, data: list[Placed], read: frozenset[tuple[str, ...]]
    ) -> tuple[ResolvedData, ...]:
        resolved: list[ResolvedData] = []
        for index, placed in enumerate(data):
            type, name = _labels(placed)
            part = self._part(placed)
            config = self._configurator.configure(
                [part], placed.header, "data", type, path=("data", index, "config")
            )
            used = bool(read & {(), (type,), (type, name)})
            resolved.append(ResolvedData(type, name, config, used))
        return tuple(resolved)

    def _data_root(self, data: list[Placed]) -> Value:
        if self._unread.lost or self._unread.data:
            return _not_read("data")
        return data_root(_labels(placed) for placed in data)

    def _registry(self) -> Configuration | None:
        """The template's own registry block, which counts for every build that has none."""
        registry: Configuration | None = None
        for placed in self._declarations.of("hcp_packer_registry"):
            if registry is not None and registry.header is not None:
                what = "The hcp_packer_registry block"
                self._problems.append(duplicate(what, placed.header, registry.header))
                continue
            part = self._part(placed)
            registry = registry_config(part, placed.header, self._configurator)
        return registry

    def _part(self, placed: Placed) -> Part:
        scope = self._scopes.body(placed.file, build=NO_BUILD, source=source_root(None, None))
        return Part(placed.block.body, scope, placed.file)


def _labels(placed: Placed) -> tuple[str, str]:
    type, name = placed.block.labels
    return type.value, name.value


def _data_read(found: list[tuple[Found, TemplateFile]]) -> frozenset[tuple[str, ...]]:
    """The data sources that expressions name: type and name, or less where that is all they say."""
    return frozenset(
        [
            tuple(one.names[:2])
            for references, _ in found
            for one in references.references
            if one.root == "data"
        ]
    )


def _full_name(placed: Placed) -> str:
    return ".".join(_labels(placed))


def _not_read(expression: str) -> Value:
    return unknown(ANY, UnknownReason(expression, NOT_READ))


def _names(found: list[tuple[Found, TemplateFile]], root: str) -> frozenset[str]:
    """The first names after a root: which variables, which locals."""
    return frozenset(
        [
            one.names[0]
            for references, _ in found
            for one in references.references
            if one.root == root and one.names
        ]
    )
