"""Functions on paths and files.

Semantics: go-cty-funcs (filesystem) and Packer's own `filebase64`, `templatefile`. Only what lies
in the template's folder is read: anything else is unknown, with the reason.
"""

from __future__ import annotations

import os
import posixpath
from typing import TYPE_CHECKING

from packer_systo.engine.functions.models import Function, FunctionError, Parameter, Secrets
from packer_systo.engine.functions.reading import NOT_READABLE, OutsideError
from packer_systo.engine.syntax.hcl.identifiers import name_length
from packer_systo.engine.values.constructors import boolean, set_value, string
from packer_systo.engine.values.types import ANY, BOOL, STRING, Kind, set_of

if TYPE_CHECKING:
    from packer_systo.engine.functions.context import FunctionContext
    from packer_systo.engine.functions.models import Call
    from packer_systo.engine.values.value import Value


def clean(path: str) -> str:
    """Go's filepath.Clean: like normpath, but never with two slashes in front."""
    path = posixpath.normpath(path)
    return path[1:] if path.startswith("//") else path


def _base_name(call: Call) -> Value:
    path = call.text(0)
    if not path:
        return string(".")
    return string(posixpath.basename(path.rstrip("/")) or "/")


def _folder_name(call: Call) -> Value:
    path = call.text(0)
    return string(clean(path[: path.rfind("/") + 1]))


def _absolute(call: Call) -> Value:
    path = call.text(0)
    return string(clean(posixpath.join(call.context.working_directory.replace(os.sep, "/"), path)))


def _expanded(call: Call, index: int) -> str | None:
    """The path with `~` as the home folder; None when there is no home."""
    path = call.text(index)
    if not path.startswith("~"):
        return path
    if path[1:2] not in ("", "/", "\\"):
        raise FunctionError("another user's home folder cannot be found", index)
    home = call.context.variable("HOME")
    return clean(home + "/" + path[1:]) if home else None


def _expand(call: Call) -> Value:
    path = _expanded(call, 0)
    if path is None:
        return call.outside(f"{NOT_READABLE}: the home folder is not known")
    return string(path)


def _located(call: Call) -> str:
    """The absolute path that argument 0 names; OutsideError without a home folder."""
    path = _expanded(call, 0)
    if path is None:
        raise OutsideError("the home folder is not known")
    if "\0" in path:
        raise FunctionError("a path must not hold a zero byte", 0)
    return clean(call.context.located(path))


def _contents(call: Call) -> bytes:
    data = call.context.files.read(_located(call))
    if data is None:
        raise FunctionError("there is no such file", 0)
    return data


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise FunctionError("the file is not UTF-8 text; filebase64 reads any file", 0) from error


def _file(call: Call) -> Value:
    try:
        return string(_text(_contents(call)))
    except OutsideError as error:
        return call.outside(f"{NOT_READABLE}: {error.reason}")


def _file_base64(call: Call) -> Value:
    """Unlike every other function, Packer's looks from the folder in which it is run."""
    import base64

    context = call.context
    path = call.text(0)
    if "\0" in path:
        raise FunctionError("a path must not hold a zero byte", 0)
    try:
        # Unlike elsewhere, the path is not cleaned: with a slash at its end it names no file.
        found = not path.endswith("/")
        located = clean(os.path.join(context.working_directory, path))
        data = context.files.read(located) if found else None
    except OutsideError as error:
        return call.outside(f"{NOT_READABLE}: {error.reason}")
    if data is None:
        if os.path.isabs(path) or os.path.realpath(context.working_directory) == os.path.realpath(
            context.root
        ):
            raise FunctionError("there is no such file", 0)
        return call.outside(f"{NOT_READABLE}: it is looked for where Packer is run")
    return string(base64.b64encode(data).decode())


def _file_exists(call: Call) -> Value:
    try:
        kind = call.context.files.kind(_located(call))
    except OutsideError as error:
        return call.outside(f"{NOT_READABLE}: {error.reason}")
    if kind not in ("file", "missing"):
        raise FunctionError("there is something at this path that is not a file", 0)
    return boolean(kind == "file")


def _file_set(call: Call) -> Value:
    base, pattern = call.text(0), call.text(1)
    if "\0" in base + pattern:
        raise FunctionError("a path must not hold a zero byte")
    start = clean(call.context.located(base))
    try:
        found = _matching(call.context, clean(start + "/" + pattern))
    except OutsideError as error:
        return call.outside(f"{NOT_READABLE}: {error.reason}")
    names = [os.path.relpath(path, start).replace(os.sep, "/") for path in found]
    return set_value([string(name) for name in names], STRING)


def _matching(context: FunctionContext, pattern: str) -> list[str]:
    """The regular files that an absolute pattern finds."""
    from packer_systo.engine.functions.globbing import find_files

    # What comes before the template's folder in the path is no pattern, whatever its letters.
    root = context.root
    if pattern != root and not pattern.startswith(root.rstrip("/") + "/"):
        raise OutsideError("it is outside of the template's folder")
    found = find_files(context.files, root, pattern[len(root) :])
    kinds = [context.files.kind(path) for path in found]
    if "missing" in kinds:
        raise FunctionError("a link leads to a file that is not there")
    return [path for path, kind in zip(found, kinds, strict=True) if kind == "file"]


def _template_file(call: Call) -> Value:
    variables = call.arguments[1]
    if call.context.in_template_file:
        raise FunctionError("templatefile cannot be called from within a template file")
    try:
        text = _text(_contents(call))
    except OutsideError as error:
        return call.outside(f"{NOT_READABLE}: {error.reason}")
    if variables.type.kind not in (Kind.MAP, Kind.OBJECT) or not isinstance(variables.data, dict):
        raise FunctionError("a map or object of variables is required", 1)
    if not all(name and name_length(name) == len(name) for name in variables.data):
        raise FunctionError("the name of a variable begins with a letter and has no spaces", 1)
    inner = call.context.within_template_file()
    if inner.render is None:
        return call.outside(f"{NOT_READABLE}: there is nothing to read its expressions")
    from packer_systo.engine.source.shown import shown_path

    shown = shown_path(_located(call), call.context.working_directory)
    return inner.render(text, shown, variables.data, inner)


_PATH = Parameter("path", STRING)

FUNCTIONS = (
    Function("abspath", (_PATH,), STRING, _absolute),
    Function("basename", (_PATH,), STRING, _base_name),
    Function("dirname", (_PATH,), STRING, _folder_name),
    Function("file", (_PATH,), STRING, _file),
    Function("filebase64", (_PATH,), STRING, _file_base64),
    Function("fileexists", (_PATH,), BOOL, _file_exists),
    Function("fileset", (_PATH, Parameter("pattern", STRING)), set_of(STRING), _file_set),
    Function("pathexpand", (_PATH,), STRING, _expand),
    Function(
        "templatefile", (_PATH, Parameter("vars", ANY, secrets=Secrets.KEPT)), ANY, _template_file
    ),
)
