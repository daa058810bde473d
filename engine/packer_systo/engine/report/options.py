"""What a renderer may be told besides the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import msgspec

from packer_systo.engine.finding.models import Category, Severity
from packer_systo.engine.finding.verdict import DEFAULT_THRESHOLD, counts

if TYPE_CHECKING:
    from packer_systo.engine.finding.models import Finding

Format: TypeAlias = Literal[
    "terminal", "json", "sarif", "junit", "github", "gitlab", "markdown", "html"
]
FORMATS: tuple[Format, ...] = (
    "terminal",
    "json",
    "sarif",
    "junit",
    "github",
    "gitlab",
    "markdown",
    "html",
)


class RuleInfo(msgspec.Struct, frozen=True):
    """What a report says of a rule beside its findings. `name` is the full one, `bundle/rule`."""

    name: str
    title: str = ""
    description: str = ""
    severity: Severity = "medium"
    category: Category = "security"
    why: str = ""
    remediation: str = ""
    help: str = ""
    """A link, or empty."""
    controls: tuple[str, ...] = ()
    confidence: float = 1.0


class RenderOptions(msgspec.Struct, frozen=True):
    """`width` is the terminal's in columns, 0 for none: text is then not wrapped.

    `verbose` also shows each undecided, waived and baseline finding. `rules` describe the rules
    that were run; a rule that is not among them is described from its findings. `program` is the
    name that the user knows the command by. `failing` says from which severity on, and whether
    undecided ones too, the run fails.
    """

    colour: bool = False
    width: int = 0
    verbose: bool = False
    program: str = "systo-policy"
    version: str = "0"
    rules: tuple[RuleInfo, ...] = ()
    fail_on: Severity = DEFAULT_THRESHOLD
    undecided_fails: bool = False

    def fails(self, finding: Finding) -> bool:
        """Whether this finding makes the run fail."""
        return counts(finding, self.fail_on, undecided_fails=self.undecided_fails)
