"""What is reached of each rule."""

from __future__ import annotations

import msgspec


class Unreached(msgspec.Struct, frozen=True):
    """A branch that no case and no test reaches: `what` is a sentence for the rule's author."""

    file: str
    line: int
    what: str


class FileCoverage(msgspec.Struct, frozen=True):
    """The branches of one rule, or of a Rego file that rules share.

    A branch is a body of a Rego rule or function, reached when it holds once; for CEL, each
    operand of `assert` and `when` makes two, one seen true and one seen false. `rule` is the full
    name, or empty for a shared file. `reached` says whether the rule was evaluated at all.
    """

    file: str
    branches: int
    unreached: tuple[Unreached, ...]
    rule: str = ""
    reached: bool = True

    @property
    def covered(self) -> int:
        return self.branches - len(self.unreached)


class Coverage(msgspec.Struct, frozen=True):
    """Of a whole bundle. `unmeasured` are files of which the branches cannot be told, and why."""

    files: tuple[FileCoverage, ...]
    unmeasured: tuple[Unreached, ...] = ()

    @property
    def branches(self) -> int:
        return sum(one.branches for one in self.files)

    @property
    def covered(self) -> int:
        return sum(one.covered for one in self.files)

    @property
    def percent(self) -> float:
        """From 0 to 100; a bundle without branches is covered."""
        return 100 * self.covered / self.branches if self.branches else 100.0
