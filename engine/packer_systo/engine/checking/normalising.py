"""One template's document, as `check` would judge it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.checking.bundles import load_bundles
from packer_systo.engine.checking.plan import prepare
from packer_systo.engine.errors import NothingToJudgeError, UsageError
from packer_systo.engine.secrets.detector import Detector
from packer_systo.engine.secrets.patterns import secret_patterns
from packer_systo.engine.source.discovery import Target, find_templates
from packer_systo.engine.source.shown import shown_path
from packer_systo.engine.template.load import load

if TYPE_CHECKING:
    from packer_systo.engine.checking.options import CheckOptions
    from packer_systo.engine.checking.plan import Path
    from packer_systo.engine.template.loaded import LoadedTemplate


def normalise_template(path: Path, options: CheckOptions) -> LoadedTemplate:
    """The loaded template at `path`, a file or a folder. Raises SystoError."""
    plan = prepare(path, options)
    target = one_target(plan.paths[0])
    patterns = secret_patterns(bundle.data for bundle in load_bundles(plan, None))
    return load(target, plan.inputs, Detector(patterns))


def one_target(path: str) -> Target:
    """The one template that a path names. Raises SystoError where there is none, or are several."""
    discovery = find_templates([path])
    for error in discovery.errors:
        raise error
    for target in discovery.targets:
        if shown_path(target.path) == shown_path(path):
            return target
    if not discovery.targets:
        raise NothingToJudgeError("there is no template here", where=shown_path(path))
    first, *others = discovery.targets
    if others:
        names = ", ".join(target.shown for target in (first, *others[:2]))
        raise UsageError(
            f"there are {len(discovery.targets)} templates below this folder",
            where=shown_path(path),
            hint=f"name one of them, such as {names}",
        )
    return first
