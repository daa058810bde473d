"""Blocks of commands: `console`, with what each prints, and `sh`, without."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from documents.command_words import programs_of
from documents.servers import start_server
from documents.stand_ins import MAKE_TARGETS, PROGRAMS
from shared_data import REPOSITORY

if TYPE_CHECKING:
    from documents.fences import Fence
    from documents.workspace import Workspace

EVERYWHERE = frozenset(
    [
        "cat",
        "cd",
        "cp",
        "echo",
        "eval",
        "git",
        "ls",
        "mkdir",
        "mv",
        "openssl",
        "packer-systo",
        "python",
        "sed",
        "systo-policy",
        "test",
    ]
)
"""What any block may run: it is where the tests run, works on files, and asks no network."""

OTHERS = frozenset({"conftest", "docker-registry", "opa"})
"""What a block may run that says `with …`."""


def run_console(fence: Fence, workspace: Workspace) -> None:
    """Run the commands of a `console` block; fails where what they print is not what it says."""
    steps = _steps(fence)
    for number, (command, expected) in enumerate(steps):
        _check_programs(command, fence, workspace)
        output = workspace.run(command)
        assert re.fullmatch(_pattern(expected), output), (
            f"{fence.place}: `{command}` gives\n{output}\nThe page says\n{expected}"
        )
        if number + 1 == len(steps):
            _check_code(command, fence.said.code, output, fence, workspace)
        elif steps[number + 1][0] != "echo $?":
            _check_code(command, 0, output, fence, workspace)


def run_script(fence: Fence, workspace: Workspace, shell: str = "/bin/sh") -> None:
    """Run the commands of an `sh` block one by one: the last exits as the comment says."""
    commands = _commands(fence.text)
    assert commands, f"{fence.place}: no command"
    if fence.said.hosts:
        assert len(commands) == 1, f"{fence.place}: a server is one command"
        _check_programs(commands[0], fence, workspace)
        for host in fence.said.hosts:
            start_server(commands[0], host, fence.place, workspace)
        return
    for number, command in enumerate(commands):
        last = number + 1 == len(commands)
        run_command(command, fence, workspace, fence.said.code if last else 0, shell)


def run_command(
    command: str, fence: Fence, workspace: Workspace, code: int, shell: str = "/bin/sh"
) -> None:
    """Run one command, which must exit with `code`."""
    _check_programs(command, fence, workspace)
    output = workspace.run(_planned(command, fence), shell)
    _check_code(command, code, output, fence, workspace)


def _check_code(command: str, code: int, output: str, fence: Fence, workspace: Workspace) -> None:
    assert workspace.code == code, (
        f"{fence.place}: `{command}` exits with {workspace.code}, not {code}:\n{output}"
    )


def _check_programs(command: str, fence: Fence, workspace: Workspace) -> None:
    for program in programs_of(command):
        if program in OTHERS:
            assert program in fence.said.programs, (
                f"{fence.place}: the comment before must say `with {program}`"
            )
        else:
            known = program in EVERYWHERE or workspace.has(program)
            assert known, f"{fence.place}: the runner does not know `{program}`"


def _planned(command: str, fence: Fence) -> str:
    """A command of `make` whose targets are not run here is planned, and must be one of CI's."""
    words = command.split()
    targets = [word for word in words[1:] if word in MAKE_TARGETS]
    if words[0] != "make" or not targets:
        return command
    assert "make" in PROGRAMS
    assert len(targets) + 1 == len(words), f"{fence.place}: run and planned targets in one command"
    ci = (REPOSITORY / ".ci/run").read_text(encoding="utf-8").splitlines()
    for target in targets:
        assert f"make {target}" in ci, f"{fence.place}: .ci/run does not run `make {target}`"
    return " ".join(["make", "-n", *targets])


def _commands(text: str) -> list[str]:
    """The commands, without comments, continued lines put together."""
    found: list[str] = []
    for line in text.replace("\\\n", " ").splitlines():
        command = re.sub(r"(?:^|\s+)#.*", "", line).strip()
        if command:
            found.append(command)
    return found


def _steps(fence: Fence) -> list[tuple[str, str]]:
    """Each command with the output that stands below it."""
    steps: list[tuple[str, str]] = []
    lines = fence.text.split("\n")[:-1]
    at = 0
    while at < len(lines):
        assert lines[at].startswith("$ "), f"{fence.place}: `{lines[at]}` comes before any command"
        command = lines[at][2:]
        while command.endswith("\\"):
            at += 1
            command = f"{command[:-1]}{lines[at].removeprefix('>').lstrip()}"
        at += 1
        begin = at
        while at < len(lines) and not lines[at].startswith("$ "):
            at += 1
        steps.append((command, "".join(f"{line}\n" for line in lines[begin:at])))
    assert steps, f"{fence.place}: no command"
    return steps


def _pattern(expected: str) -> str:
    """`…` as a line stands for any number of lines, within a line for any text."""
    parts: list[str] = []
    for line in expected.split("\n")[:-1]:
        if line.strip() == "…":
            parts.append(r"(?:.*\n)*?")
        else:
            parts.append(".*?".join(re.escape(piece) for piece in line.split("…")) + r"\n")
    return "".join(parts)
