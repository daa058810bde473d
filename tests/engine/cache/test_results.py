from __future__ import annotations

import base64
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.cache.results import Reads, ResultCache, TemplateResult
from packer_systo.engine.cache.store import FileStore
from report_samples import TEMPLATES, UNVERIFIED_ISO

if TYPE_CHECKING:
    from collections.abc import Callable

RESULT = TemplateResult(TEMPLATES[:1], (UNVERIFIED_ISO,), ("a note",))
ENVIRONMENT = {"PKR_VAR_password": "hunter2", "HOME": "/home/me"}


class World:
    """A folder with files that a result was made from, and a cache beside it."""

    def __init__(self, folder: Path) -> None:
        self.files = folder / "files"
        self.files.mkdir()
        (self.files / "a.pkr.hcl").write_text("a = 1\n")
        (self.files / "link").symlink_to("nowhere")
        self.cache_folder = folder / "cache"
        self.old()

    def old(self) -> None:
        """Make the files old enough to be sure that they are not changing."""
        os.utime(self.files / "a.pkr.hcl", (1_000_000, 1_000_000))

    def cache(
        self, environment: dict[str, str] | None = None, context: tuple[bytes, ...] = (b"day 1",)
    ) -> ResultCache:
        return ResultCache(
            FileStore(str(self.cache_folder)),
            ENVIRONMENT if environment is None else environment,
            context,
        )

    def reads(self) -> Reads:
        return Reads(
            files=(
                str(self.files / "a.pkr.hcl"),
                str(self.files / "missing.sh"),
                str(self.files / "link"),
            ),
            folders=(str(self.files),),
            variables=("PKR_VAR_password", "PKR_VAR_unset"),
        )

    def put(self) -> None:
        cache = self.cache()
        cache.put(cache.key(b"a"), RESULT, self.reads(), time.time_ns())

    def get(
        self, environment: dict[str, str] | None = None, context: tuple[bytes, ...] = (b"day 1",)
    ) -> TemplateResult | None:
        cache = self.cache(environment, context)
        return cache.get(cache.key(b"a"))


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_an_unchanged_world_gives_the_result(world: World) -> None:
    assert world.get() is None
    world.put()
    assert world.get() == RESULT


def test_a_touched_file_is_unchanged(world: World) -> None:
    world.put()
    os.utime(world.files / "a.pkr.hcl")
    assert world.get() == RESULT


def change_content(world: World) -> None:
    (world.files / "a.pkr.hcl").write_text("a = 2\n")
    world.old()  # same size, same time: only the content tells


def add_auto_var_file(world: World) -> None:
    (world.files / "x.auto.pkrvars.hcl").touch()


def create_missing(world: World) -> None:
    (world.files / "missing.sh").write_text("x")


def delete(world: World) -> None:
    (world.files / "a.pkr.hcl").unlink()


def lead_link(world: World) -> None:
    (world.files / "nowhere").write_text("now here")


@pytest.mark.parametrize(
    "change", [change_content, add_auto_var_file, create_missing, delete, lead_link]
)
def test_any_change_of_what_was_read_counts(world: World, change: Callable[[World], None]) -> None:
    world.put()
    change(world)
    assert world.get() is None


@pytest.mark.parametrize(
    "environment",
    [
        {**ENVIRONMENT, "PKR_VAR_password": "hunter3"},
        {**ENVIRONMENT, "PKR_VAR_password": ""},
        {**ENVIRONMENT, "PKR_VAR_unset": ""},
        {},
    ],
)
def test_the_environment_that_was_read_counts(world: World, environment: dict[str, str]) -> None:
    world.put()
    assert world.get(environment) is None


def test_the_environment_that_was_not_read_does_not_count(world: World) -> None:
    world.put()
    assert world.get({**ENVIRONMENT, "HOME": "/elsewhere", "NEW": "1"}) == RESULT


def test_another_context_has_other_results(world: World) -> None:
    world.put()
    assert world.get(context=(b"day 2",)) is None
    assert world.get(context=(b"day", b" 1")) is None, "parts do not run into each other"


def test_a_file_that_may_still_be_changing_is_not_kept(world: World) -> None:
    # After the run began, however long the machine takes from here to there.
    soon = time.time() + 60
    os.utime(world.files / "a.pkr.hcl", (soon, soon))
    world.put()
    assert world.get() is None


def test_a_pipe_is_not_waited_for(world: World) -> None:
    os.mkfifo(world.files / "pipe")
    cache = world.cache()
    reads = Reads(files=(str(world.files / "pipe"),))
    cache.put(cache.key(b"p"), RESULT, reads, time.time_ns() + 10**9)
    assert world.cache().get(cache.key(b"p")) == RESULT


def test_names_that_are_no_text(world: World) -> None:
    name = os.fsdecode(os.fsencode(str(world.files)) + b"/\xff.sh")
    Path(name).write_text("x")
    os.utime(name, (1_000_000, 1_000_000))
    cache = world.cache()
    cache.put(cache.key(b"n"), RESULT, Reads(files=(name,)), time.time_ns())
    assert world.cache().get(cache.key(b"n")) == RESULT
    Path(name).write_text("y")
    assert world.cache().get(cache.key(b"n")) is None


def test_an_entry_of_another_form_is_ignored(world: World) -> None:
    cache = world.cache()
    FileStore(str(world.cache_folder)).put(cache.key(b"a"), b"\x92\x01\x02")
    assert world.get() is None


def test_without_its_key_the_cache_starts_anew(world: World) -> None:
    world.put()
    (world.cache_folder / "00" / "key").unlink()
    assert world.get() is None
    world.put()
    assert world.get() == RESULT


def test_no_value_is_in_the_cache(world: World) -> None:
    world.put()
    cache = world.cache()
    cache.put(cache.key(b"hunter2 as --var"), RESULT, world.reads(), time.time_ns())
    for path in world.cache_folder.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert b"hunter2" not in content
        assert base64.b64encode(b"hunter2").rstrip(b"=") not in content
        assert "hunter2" not in path.name
