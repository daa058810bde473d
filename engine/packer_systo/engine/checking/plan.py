"""From options and settings to what is done: made before anything is judged."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.bundle.builtin import bundle_place
from packer_systo.engine.checking.clock import resolve_now
from packer_systo.engine.checking.options import CheckOptions
from packer_systo.engine.errors import SettingsError
from packer_systo.engine.finding.models import Severity
from packer_systo.engine.finding.root import named_folder
from packer_systo.engine.finding.verdict import DEFAULT_THRESHOLD
from packer_systo.engine.settings.engine import EngineSettings, asks_servers, over
from packer_systo.engine.settings.find import find_settings
from packer_systo.engine.settings.models import Settings
from packer_systo.engine.template.inputs import Inputs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TypeAlias

    Path: TypeAlias = str | os.PathLike[str]
    Paths: TypeAlias = Path | Sequence[Path]


class Plan(msgspec.Struct, frozen=True):
    """What a check does, and by what its verdict is made.

    `bundles` are the names of built-in bundles and the absolute paths of folders. `variants` are
    the var files of `--each-var-file`. `cache_folder` is empty for none. `feedback` is
    the absolute path of the store, which need not be there. `notes`
    say what of the repository's settings was left out.
    """

    paths: tuple[str, ...]
    options: CheckOptions
    settings: Settings
    inputs: Inputs
    only: tuple[str, ...]
    profiles: tuple[str, ...]
    bundles: tuple[str, ...]
    variants: tuple[str, ...]
    fail_on: Severity
    undecided_fails: bool
    baseline: str
    cache_folder: str
    engine: EngineSettings
    feedback: str = ""
    min_confidence: float = 0.0
    notes: tuple[str, ...] = ()


def prepare(paths: Paths, options: CheckOptions) -> Plan:
    """Read the settings and put the options over them. Raises SettingsError, UsageError."""
    environment = os.environ if options.environment is None else options.environment
    working_directory = os.getcwd()
    paths = _each(paths)
    settings, notes = _settings(paths, options, working_directory)
    now = resolve_now(options.now, environment)
    variants: tuple[str, ...] = ()
    if options.each_var_file:
        from packer_systo.engine.checking.variants import var_files

        variants = var_files(options.each_var_file)
    _check_var_files(options.var_files, settings)
    baseline = os.path.abspath(options.baseline) if options.baseline else settings.baseline
    inputs = Inputs(
        var_files=(*settings.var_files, *options.var_files),
        variables=options.variables,
        environment=environment,
        now=now,
        require_variables=options.require_variables or settings.require_variables is True,
        working_directory=working_directory,
        named_from=named_folder(paths, baseline),
    )
    return Plan(
        paths=paths,
        options=options,
        settings=settings,
        inputs=inputs,
        only=options.only or settings.only,
        profiles=_profiles(options, settings),
        bundles=tuple(
            dict.fromkeys(
                [
                    *settings.bundles,
                    *(bundle_place(name, working_directory) for name in options.bundles),
                ]
            )
        ),
        variants=variants,
        fail_on=options.fail_on or settings.fail_on or DEFAULT_THRESHOLD,
        undecided_fails=options.undecided_fails or settings.undecided == "fail",
        baseline=baseline,
        cache_folder=_cache_folder(options, settings) if options.cache else "",
        engine=over(settings.engine or EngineSettings(), options.engine),
        feedback=_feedback(options, settings, environment),
        min_confidence=settings.min_confidence or 0.0
        if options.min_confidence is None
        else options.min_confidence,
        notes=notes,
    )


def _each(paths: Paths) -> tuple[str, ...]:
    """One path is not a sequence of its characters."""
    if isinstance(paths, (str, os.PathLike)):
        return (os.fspath(paths),)
    return tuple([os.fspath(path) for path in paths])


def _check_var_files(asked: Sequence[str], settings: Settings) -> None:
    """A var file that cannot be opened is a mistake of the call, not of each template.

    Raises UsageError, or SettingsError for one that the settings name.
    """
    if not asked and not settings.var_files:
        return
    from packer_systo.engine.errors import ReadError, SettingsError, UsageError
    from packer_systo.engine.source.reading import read_head
    from packer_systo.engine.source.shown import shown_path

    for path, error_class in (
        *((path, SettingsError) for path in settings.var_files),
        *((path, UsageError) for path in asked),
    ):
        shown = shown_path(path)
        try:
            read_head(path, shown, 1)
        except ReadError as error:
            raise error_class(
                f"the var file cannot be read: {error.message}", where=shown, hint=error.hint
            ) from None


def _settings(
    paths: Sequence[str], options: CheckOptions, working_directory: str
) -> tuple[Settings, tuple[str, ...]]:
    own_file = find_settings(paths, working_directory) if options.own_settings else None
    trusted_file = os.path.abspath(options.config) if options.config else None
    if own_file is None and trusted_file is None:
        return Settings(), ()
    # Without any settings file, which is the usual case, none of this is imported.
    from packer_systo.engine.settings.load import load_settings
    from packer_systo.engine.source.shown import shown_path

    if trusted_file is None:
        assert own_file is not None
        own = load_settings(own_file, shown_path(own_file))
        if own.engine is not None and asks_servers(own.engine):
            raise SettingsError(
                "a repository cannot say which servers judge it",
                where=f"{own.file} [engine]",
                hint="name them on the command line with --server, or give the settings that name "
                "them with --config",
            )
        return own, ()
    trusted = load_settings(trusted_file, shown_path(trusted_file))
    if own_file is None or os.path.realpath(own_file) == os.path.realpath(trusted_file):
        return trusted, ()
    from packer_systo.engine.settings.tighten import tighten

    return tighten(trusted, load_settings(own_file, shown_path(own_file)))


def _feedback(options: CheckOptions, settings: Settings, environment: Mapping[str, str]) -> str:
    if options.feedback:
        return os.path.abspath(options.feedback)
    if settings.feedback:
        return settings.feedback
    from packer_systo.engine.feedback.location import default_file

    return default_file(environment)


def _profiles(options: CheckOptions, settings: Settings) -> tuple[str, ...]:
    """Those of the options, else of the settings; who names rules does not want them narrowed."""
    if options.profiles or options.only:
        return options.profiles
    return tuple(name.strip() for name in settings.profile.split(",") if name.strip())


def _cache_folder(options: CheckOptions, settings: Settings) -> str:
    if settings.cache_dir:
        return settings.cache_dir
    from packer_systo.engine.cache.location import default_folder

    return default_folder(os.environ if options.environment is None else options.environment)
