"""The rules of the bundle `template`: what the reader itself finds, described as any other rule.

They come from Python, since they are about texts that are no document yet. `RULES` is in the order
of their names; `rule_of` gives the one that a problem's code names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.bundle.models import Judged, RuleMetadata
from packer_systo.engine.waivers.rules import WAIVER_RULES

if TYPE_CHECKING:
    from packer_systo.engine.finding.models import Category, Impact, Recovery, Severity

BUNDLE = "template"
SEPARATE_TEMPLATES = "separate-templates"

_STOPS = "Packer refuses the template, so nothing is built"
_WHOLE = Judged(subject="/")


def _rule(
    name: str,
    title: str,
    description: str,
    remediation: str,
    *,
    severity: Severity = "high",
    category: Category = "syntax",
    impact: Impact = "medium",
    why: str = _STOPS,
    recovery: Recovery = "minutes",
    waivable: bool = True,
    confidence: float = 1.0,
) -> RuleMetadata:
    return RuleMetadata(
        name=name,
        title=title,
        description=description,
        severity=severity,
        category=category,
        impact=impact,
        why=why,
        recovery=recovery,
        remediation=remediation,
        judges=_WHOLE,
        waivable=waivable,
        confidence=confidence,
        since="0.1.0",
    )


_READER_RULES: tuple[RuleMetadata, ...] = (
    _rule(
        "ambiguous-template",
        "Two readers understand the template differently",
        "With --cross-check every HCL file is read a second time by an independent parser. Where "
        "the two see different attributes or blocks, the text may mean two things.",
        "write the place more plainly, so that every reader sees the same",
        category="security",
        impact="high",
        why="a template that one program reads otherwise than another can slip past a review",
    ),
    _rule(
        "conflicting-attributes",
        "Attributes that exclude each other are both set",
        "The component takes one of several attributes, and more than one of them is set. Told of the "
        "components that are part of Packer, such as shell with both inline and script.",
        "keep the one that is meant, and move what the others hold into a component of its own",
    ),
    _rule(
        "deprecated-attribute",
        "An attribute is deprecated",
        "The component still reads this attribute, and a later version of its plugin may not.",
        "use the attribute that replaces it",
        severity="low",
        impact="low",
        why="an update of the plugin can break the build",
    ),
    _rule(
        "duplicate-definition",
        "Something is defined twice",
        "A variable, local, source or block that may stand once is there more than once.",
        "keep one of the definitions",
    ),
    _rule(
        "expression-error",
        "An expression cannot be evaluated",
        "An operator or a function is given what it cannot work with.",
        "correct the expression",
    ),
    _rule(
        "invalid-value",
        "A value is not allowed here",
        "The attribute takes only certain values, and this is none of them.",
        "give one of the values that the message names",
    ),
    _rule(
        "invalid-variable-value",
        "A variable is given a value that does not fit its type",
        "A default, a var file, the environment or --var gives a value of another type.",
        "give a value of the variable's type, or change the type",
    ),
    _rule(
        "missing-attribute",
        "A required attribute is missing",
        "The block needs this attribute, or one of several, to do anything. Of components, this is told "
        "of those that are part of Packer, such as shell without inline, script or scripts; what is "
        "set from a value that nobody knows here is taken for set.",
        "add the attribute",
    ),
    _rule(
        "missing-build",
        "Nothing builds the sources of a template",
        "The files of the template declare sources and have no `build` block.",
        "add a build block that names them",
    ),
    _rule(
        "reference-cycle",
        "Values refer to each other in a circle",
        "A local or variable needs itself, directly or through others; the message shows the way.",
        "break the circle: give one of them a value that does not need the others",
    ),
    _rule(
        "removed-attribute",
        "A later version of the plugin has this attribute no more",
        "The attribute was there in older versions of the component's plugin. The build works as "
        "long as the template, or whoever runs it, stays with such a version.",
        "use what took its place, and pin the plugin's version until then",
        severity="medium",
        why="the next packer init without a pinned version brings a plugin that refuses it",
    ),
    _rule(
        "repeated-block",
        "A block that may stand once is there more than once",
        "The component takes one such block, and the others say something else.",
        "keep one of the blocks",
    ),
    _rule(
        "repeated-key",
        "A key stands twice in one object",
        "Readers of JSON keep one of the two and drop the other without a word.",
        "keep one of the two",
        why="what Packer builds is not what one of the two lines says",
    ),
    _rule(
        "second-reader-failed",
        "The second reader cannot read the template",
        "With --cross-check an independent parser reads every HCL file too. It is narrower than "
        "Packer's own; what it cannot read could not be compared.",
        "nothing needs to be mended; write the place more plainly to have it compared",
        severity="info",
        impact="low",
        why="the file was read once only, as without --cross-check",
    ),
    _rule(
        SEPARATE_TEMPLATES,
        "Files of one folder are templates of their own",
        "The files define the same things and each has a build, so they were judged one by one. "
        "`packer build` on the folder would refuse them.",
        "build each file by its name, or give each a folder",
        severity="info",
        category="architectural",
        impact="low",
        why="packer build on the folder fails",
    ),
    _rule(
        "syntax-error",
        "The text is not valid",
        "The file breaks the grammar of HCL or JSON, or is not UTF-8.",
        "correct the text as the message says",
        severity="critical",
        impact="high",
        waivable=False,
    ),
    _rule(
        "too-many-blocks",
        "A template makes more blocks than can be looked at",
        "Its dynamic blocks, or its lists of sources, unfold to so much that reading it was ended.",
        "make fewer blocks, or split the template",
        severity="medium",
        why="what was not looked at was not judged",
    ),
    _rule(
        "undeclared-assignment",
        "A var file sets a variable that is not declared",
        "A var file that was given sets a variable that the template does not have.",
        "declare the variable, or remove the value",
        severity="low",
        impact="low",
        why="the value has no effect: a misspelt name keeps its default",
    ),
    _rule(
        "undeclared-variable",
        "--var sets a variable that is not declared",
        "A value is given on the command line for a variable that no `variable` block declares.",
        "correct the name that is given to --var, or declare the variable",
    ),
    _rule(
        "undefined-source",
        "A build uses a source that does not exist",
        "The build names a source that no `source` block defines.",
        "define the source, or correct its name",
    ),
    _rule(
        "unknown-attribute",
        "A component has no such attribute",
        "The attribute is not among those of the component's plugin.",
        "correct the name, or remove the attribute",
    ),
    _rule(
        "unknown-block",
        "There is no such block here",
        "The block's type is not one that Packer, or the component, reads at this place.",
        "correct the name, or move the block to where it belongs",
    ),
    _rule(
        "unknown-component",
        "There is no component of this type",
        "The type of a source, provisioner, post-processor or data source is misspelt, or belongs to "
        "another kind of component. A type that is only unknown is left alone: plugins bring types "
        "of which nobody here knows.",
        "correct the type, or name the plugin that brings it in required_plugins",
        confidence=0.95,
    ),
    _rule(
        "unknown-function",
        "There is no such function",
        "An expression calls a function that Packer does not have, or a text does so between `{{` and "
        "`}}`. Packer looks for these braces in all texts of a component, also in what HCL2 made of a "
        "file or a variable, and whichever program they are meant for, such as Ansible or "
        "`docker ps --format`.",
        "correct the name, or write {{`{{ … }}`}} where the braces are for another program",
    ),
    _rule(
        "unknown-reference",
        "An expression refers to something that does not exist",
        "The name leads to no variable, local, data source or attribute. That is told also where the "
        "present values do not lead, such as the other side of a condition: with others Packer "
        "refuses it.",
        "correct the name, or define what it refers to",
    ),
    _rule(
        "unmatched-sensitive-name",
        "A name in sensitive-variables is that of no variable",
        "Packer takes the list `sensitive-variables` of a legacy template as it is, and hides the "
        "values of the variables that it names. A name that no variable has is passed over.",
        "correct the name, or take it out",
        severity="medium",
        category="security",
        why="the value that was to be hidden is printed in logs and by packer inspect",
    ),
    _rule(
        "unreadable-file",
        "A file that the template needs cannot be read",
        "The file is missing, may not be read, or is too large.",
        "put the file there, or correct the path",
    ),
    _rule(
        "unset-variable",
        "A variable has no value",
        "With --require-variables each variable must have a default or be set from outside.",
        "give the variable a default, or set it with --var or --var-file",
        why="rules cannot decide what depends on it, and packer build asks for it or fails",
    ),
    _rule(
        "validation-failed",
        "A variable's own validation fails",
        "The value does not meet a `validation` block of the variable.",
        "give a value that the validation accepts",
    ),
    _rule(
        "value-known-too-late",
        "A setting depends on a data source",
        "Packer reads the name of a build, its sources, and settings of steps such as `only` before "
        "anything else. `packer validate` runs no data source, unless it is called with "
        "-evaluate-datasources, and refuses a setting that depends on one; `packer build` runs them.",
        "write the value out, or use a variable",
        severity="medium",
        why="packer validate refuses the template, and what is built depends on a query",
    ),
    _rule(
        "wrong-labels",
        "A block has the wrong labels",
        "The block takes another number of labels, or labels of another form.",
        'write the labels as the message says, such as source "qemu" "debian" { … }',
    ),
    _rule(
        "wrong-type",
        "A value has the wrong type",
        "The attribute takes a value of another type, and this one cannot be converted.",
        "give a value of the type that the message names",
    ),
)

RULES: tuple[RuleMetadata, ...] = tuple(
    sorted((*_READER_RULES, *WAIVER_RULES), key=lambda rule: rule.name)
)

_BY_NAME = {rule.name: rule for rule in RULES}


def rule_of(code: str) -> RuleMetadata:
    """The rule that reports problems of a code. A code without a rule is a defect: KeyError."""
    return _BY_NAME[code]
