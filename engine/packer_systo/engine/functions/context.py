"""What functions may see of the world, and a record of what they looked at."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol

from packer_systo.engine.functions.allowance import Allowance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from packer_systo.engine.functions.reading import FileReader
    from packer_systo.engine.secrets.known import Finder
    from packer_systo.engine.source.text import SourceText
    from packer_systo.engine.values.value import Value


class Renderer(Protocol):
    """Parses the text of a template file and evaluates it; evaluation provides it."""

    def __call__(
        self, text: str, path: str, variables: Mapping[str, Value], context: FunctionContext
    ) -> Value:
        """The rendered value; FunctionError where the file is wrong. `path` is for messages."""
        ...


class FunctionContext:
    """The world as the functions of one template see it.

    `root` is the template's folder, `working_directory` the folder where Packer would be run;
    both are absolute. `path_root` is what `path.root` gives: the way from the one to
    the other. `environment_read` collects the names that were asked for; `finder` tells which of
    their values are secret.
    """

    __slots__ = (
        "allowance",
        "environment",
        "environment_read",
        "files",
        "finder",
        "in_template_file",
        "path_root",
        "render",
        "root",
        "template_files",
        "working_directory",
    )

    def __init__(
        self,
        files: FileReader,
        *,
        working_directory: str,
        path_root: str = ".",
        environment: Mapping[str, str],
        render: Renderer | None = None,
        in_template_file: bool = False,
        finder: Finder | None = None,
    ) -> None:
        self.files = files
        self.root = files.root
        self.working_directory = working_directory
        self.path_root = path_root
        self.environment = environment
        self.environment_read: set[str] = set()
        self.template_files: dict[str, SourceText] = {}
        """What `templatefile` read, by the shown path."""
        self.allowance = Allowance()
        self.render = render
        self.in_template_file = in_template_file
        self.finder = finder

    def located(self, path: str) -> str:
        """The path that a function such as `file` means, from the template's folder on.

        `${path.root}/x` means x in that folder. Packer joins the two, which finds nothing where
        `path.root` is a relative path other than `.`; people run it in the template's folder then.
        """
        prefix = self.path_root.rstrip("/") + "/"
        if self.path_root != "." and f"{path}/".startswith(prefix):
            path = path[len(prefix) :]
        return os.path.join(self.root, path)

    def variable(self, name: str) -> str | None:
        """A variable of the environment."""
        self.environment_read.add(name)
        return self.environment.get(name)

    def within_template_file(self) -> FunctionContext:
        """The same world, in which templatefile may not be called again."""
        inner = FunctionContext(
            self.files,
            working_directory=self.working_directory,
            path_root=self.path_root,
            environment=self.environment,
            render=self.render,
            in_template_file=True,
            finder=self.finder,
        )
        inner.environment_read = self.environment_read
        inner.template_files = self.template_files
        inner.allowance = self.allowance
        return inner
