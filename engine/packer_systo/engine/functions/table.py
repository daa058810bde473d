"""Which module has which function; a module is imported when one of its functions is first used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from packer_systo.engine.functions.models import Function

_FAMILIES = {
    "strings": (
        "chomp endswith indent lower replace split startswith strcontains strrev substr title trim "
        "trimprefix trimspace trimsuffix upper"
    ),
    "formatting": "format formatlist join",
    "regular_expressions": "regex regex_replace regexall",
    "numbers": "abs ceil floor log max min parseint pow range signum sum",
    "lists": (
        "alltrue anytrue chunklist coalescelist compact concat contains distinct element flatten "
        "index reverse slice sort"
    ),
    "maps": "keys lookup merge values zipmap",
    "collections": "coalesce length",
    "sets": "setintersection setproduct setunion",
    "encoding": (
        "base64decode base64encode base64gzip textdecodebase64 textencodebase64 urlencode"
    ),
    "csv": "csvdecode",
    "json": "jsondecode jsonencode",
    "yaml": "yamldecode yamlencode",
    "hashing": "md5 rsadecrypt sha1 sha256 sha512 uuidv5",
    "network": "cidrhost cidrnetmask cidrsubnet cidrsubnets",
    "filesystem": (
        "abspath basename dirname file filebase64 fileexists fileset pathexpand templatefile"
    ),
    "dates": "formatdate rfc3339_parse timeadd unix_timestamp_parse",
    "world": (
        "aws_secretsmanager aws_secretsmanager_raw bcrypt consul_key legacy_isotime "
        "legacy_strftime timestamp uuidv4 vault"
    ),
    "lazy": "can convert try",
}
_MODULES = {name: module for module, names in _FAMILIES.items() for name in names.split()}

NAMES = frozenset(_MODULES)
"""Every function that a template may call. `env` is not among them: see `find_for_defaults`."""

_found: dict[str, Function] = {}


def find(name: str) -> Function | None:
    """The function of that name, or None when Packer has none."""
    function = _found.get(name)
    if function is not None or name not in _MODULES:
        return function
    for one in _functions(_MODULES[name]):
        _found[one.name] = one
    return _found[name]


def find_for_defaults(name: str) -> Function | None:
    """The function of that name where a variable's default is evaluated: there `env` exists too."""
    if name == "env":
        return _functions("environment")[0]
    return find(name)


def _functions(module: str) -> tuple[Function, ...]:
    family = import_module(f"packer_systo.engine.functions.{module}")
    return cast("tuple[Function, ...]", family.FUNCTIONS)
