"""What a template is resolved with, beside its own files."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

VARIABLE_PREFIX = "PKR_VAR_"
"""`PKR_VAR_name` sets the variable `name`."""


class Inputs(msgspec.Struct, frozen=True):
    """The values given from outside, in the order in which they count.

    `var_files` are `--var-file` paths as given, read relative to the process' working directory.
    `variables` are `--var NAME=VALUE` pairs, a later one of the same name winning. Of
    `environment` only `PKR_VAR_*` of declared variables and the names that `env("…")` asks for are
    read, and what was read is recorded. `now` is RFC 3339. With `require_variables` a variable
    without a value is a problem. `working_directory` is where Packer would be run: relative
    scripts are looked for there too (empty: the process' own). `named_from` is the folder from which
    files are named in fingerprints where nothing marks the root of a project.
    """

    var_files: tuple[str, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()
    environment: Mapping[str, str] = {}
    now: str = ""
    require_variables: bool = False
    working_directory: str = ""
    named_from: str = ""
