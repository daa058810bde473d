"""The format of cases.md, and what is wrong in one."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packer_systo.engine.bundle.builtin import checkout_policies
from packer_systo.engine.bundle.cases import ExpectedPlace, read_cases
from packer_systo.engine.errors import BundleError

WHOLE = """# wrong-thing

## What it does

It looks.

```hcl
not = "a case"
```

## Bad: it is wrong

```hcl
source "qemu" "a" {
  thing = var.thing
}
```

Another file:

```hcl title="variables.pkr.hcl"
variable "thing" {}
```

finds: line 2, variables.pkr.hcl line 1
finds: /builds/0/sources/0/config/thing
undecided: line 1

## Good: it is right

````json
{"a": "```"}
````

## Undecided: nobody knows

~~~hcl
a = 1
~~~

undecided: line 1
"""


def test_sections_cases_and_what_they_expect() -> None:
    found = read_cases(WHOLE, "cases.md")
    assert found.title == "wrong-thing"
    (section,) = found.sections
    assert section.title == "What it does"
    assert 'not = "a case"' in section.text
    bad, good, undecided = found.cases
    assert (bad.kind, bad.title, bad.line) == ("bad", "it is wrong", 11)
    assert [name for name, _ in bad.files] == ["template.pkr.hcl", "variables.pkr.hcl"]
    assert bad.files[1][1] == 'variable "thing" {}\n'
    assert bad.expected == (
        ExpectedPlace("fail", file="template.pkr.hcl", line=2),
        ExpectedPlace("fail", file="variables.pkr.hcl", line=1),
        ExpectedPlace("fail", path="/builds/0/sources/0/config/thing"),
        ExpectedPlace("undecided", file="template.pkr.hcl", line=1),
    )
    assert good.files == (("template.json", '{"a": "```"}\n'),)
    assert undecided.expected[0].status == "undecided"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("## Bad: x\n", "line 1: .*no template"),
        ("text\n", "must begin with"),
        ("# a\n# b\n", "line 2: there is a second"),
        ("# a\n## Bad: x\n```hcl\n", "line 3: the fence is not closed"),
        ("# a\n## Bad: x\n```hcl\n```\n", "line 2: .*says no `finds"),
        ("# a\n## Good: x\n```hcl\n```\nfinds: line 1\n", "line 2: .*must not expect"),
        ("# a\n## Undecided: x\n```hcl\n```\n", "line 2: .*must say `undecided"),
        ("# a\n## Bad: x\nfinds: line 1\n```hcl\n```\n", "line 3: .*after the template"),
        ("# a\n## Bad: x\n```hcl\n```\nfinds: 3\n", "line 5: `3` is no place"),
        ("# a\n## Bad: x\n```hcl\n```\nfinds: y.hcl line 3\n", "line 5: .*no file `y.hcl`"),
        (
            "# a\n## Bad: x\n```sh\n```\n",
            "line 3: the fence's language is `sh`, and a template's is",
        ),
        ("# a\n## Bad: x\n```hcl\n```\n```hcl\n```\n", "line 5: the fence needs a file name"),
        ("# a\n## bad: x\n```hcl\n```\n", "line 2: the heading `bad: x` begins no case"),
        ("# a\n## Good\n", "line 2: the heading `Good` begins no case"),
        ("# a\n## Bad - x\n", "line 2: the heading `Bad - x` begins no case"),
        ("# a\n## What\n### Bad: x\n", "line 3: the heading `Bad: x` begins no case"),
        ("# a\n## Bad: x\n```hcll\n```\n", "line 3: the fence's language is `hcll`, and"),
        (
            "# a\n## Good: x\n```hcl\n```\n```hcl fixed\n```\n",
            "line 5: what the fix makes stands once",
        ),
        ('# a\n## Bad: x\n```hcl title="../x"\n```\n', "line 3: .*no file name below"),
        ('# a\n## Bad: x\n```hcl title="/x"\n```\n', "line 3: .*no file name below"),
        ('# a\n## Bad: x\n```hcl\n```\n```x title="template.pkr.hcl"\n```\n', "line 5: .*twice"),
    ],
)
def test_a_mistake_is_named_with_its_line(text: str, says: str) -> None:
    with pytest.raises(BundleError, match=says) as caught:
        read_cases(text, "x/cases.md")
    assert caught.value.where == "x/cases.md"


@given(st.text(alphabet='#` ~\nabBd:GoUn,="/1 finds line hcl', max_size=200))
def test_no_text_crashes_it(text: str) -> None:
    with contextlib.suppress(BundleError):
        read_cases(text, "cases.md")


def test_every_built_in_rule_has_readable_cases() -> None:
    policies = checkout_policies()
    if policies is None:
        pytest.skip("not a checkout: the wheel's bundles have no cases to read here")
    paths = sorted(Path(policies).glob("*/*/*/cases.md"))
    assert paths
    for path in paths:
        found = read_cases(path.read_text(), str(path))
        assert found.title == path.parent.name
        assert {case.kind for case in found.cases} >= {"bad", "good"}
