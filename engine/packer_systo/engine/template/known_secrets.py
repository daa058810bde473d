"""All secret texts of a template, before anything of it is written.

A password that one attribute holds may also stand in the middle of a command, where nothing tells
that it is one: it must be known from the first word of the document on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.secrets.known import Seen, known_in
from packer_systo.engine.template.configuration import Configuration, Nested

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from packer_systo.engine.secrets.known import Finder
    from packer_systo.engine.source.text import Span
    from packer_systo.engine.template.resolved import Resolved
    from packer_systo.engine.template.scripts import FoundScript
    from packer_systo.engine.values.value import Value

Known = tuple[str, str]


def known_secrets(
    resolved: Resolved, scripts: Sequence[FoundScript], finder: Finder
) -> Iterator[Known]:
    """Each secret text with its kind, some more than once."""
    seen = Seen()
    for variable in resolved.variables:
        yield from known_in(variable.value, finder, variable.name, seen=seen)
        for value in (variable.default, *variable.replaced):
            if value is not None:
                yield from known_in(value, finder, variable.name, seen=seen)
    for local in resolved.locals:
        yield from known_in(local.value, finder, local.name, seen=seen)
    for data in resolved.data:
        yield from _of_configuration(data.config, finder, seen)
    for source in resolved.sources:
        yield from _of_configuration(source.config, finder, seen)
    for build in resolved.builds:
        yield from _of_settings(build.settings, finder, seen)
        yield from _of_configuration(build.registry, finder, seen)
        for source in build.sources:
            yield from _of_configuration(source.config, finder, seen)
        for provisioner in build.provisioners:
            yield from _of_settings(provisioner.settings, finder, seen)
            yield from _of_configuration(provisioner.config, finder, seen)
            for override in provisioner.overrides.values():
                yield from known_in(override, finder, seen=seen)
        for chain in build.post_processors:
            for one in chain:
                yield from _of_settings(one.settings, finder, seen)
                yield from _of_configuration(one.config, finder, seen)
    for script in scripts:
        if script.source is not None:
            text = script.source.text
            for hit in finder.find(text):
                yield text[hit.start : hit.end], hit.kind


def _of_configuration(
    configuration: Configuration | None, finder: Finder, seen: Seen
) -> Iterator[Known]:
    if configuration is None:
        return
    for name, setting in configuration.settings.items():
        if isinstance(setting.value, Nested):
            for block in setting.value.blocks:
                yield from _of_configuration(block, finder, seen)
        else:
            yield from known_in(setting.value, finder, name, seen=seen)


def _of_settings(
    settings: Mapping[str, tuple[Value, Span]], finder: Finder, seen: Seen
) -> Iterator[Known]:
    for name, (value, _) in settings.items():
        yield from known_in(value, finder, name, seen=seen)
