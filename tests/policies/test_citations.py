"""Each rule names where it was met: what it cites of the corpus is still found there."""

from __future__ import annotations

import re

import pytest

from packer_systo.engine.bundle.builtin import builtin_files

BASELINE = "packer-baseline"
CITED = re.compile(r"- `([^`]+/[^`]+)`, `([^`]+)`, line (\d+)")


def sections() -> dict[str, str]:
    """By rule, what stands below `## Seen in` or `## Known incident`."""
    found: dict[str, str] = {}
    for name, content in builtin_files(BASELINE).items():
        if not name.endswith("/cases.md"):
            continue
        rule = f"{BASELINE}/{name.split('/')[1]}"
        text = content.decode()
        for heading in ("## Seen in\n", "## Known incident\n"):
            if heading in text:
                found[rule] = text.partition(heading)[2].partition("\n## ")[0].strip()
    return found


def test_each_rule_says_where_it_was_met() -> None:
    rules = {
        f"{BASELINE}/{name.split('/')[1]}"
        for name in builtin_files(BASELINE)
        if name.endswith((".cel.yaml", ".rego")) and name.count("/") == 2
    }
    assert rules == set(sections())
    for rule, text in sections().items():
        lines = [line for line in text.splitlines() if line.startswith("- ")]
        assert all(map(CITED.match, lines)), rule
        assert lines or "https://" in text, rule


@pytest.mark.slow
def test_what_is_cited_is_found(reported: set[tuple[str, str, str, int]]) -> None:
    cited = {
        (rule, repository, file, int(line))
        for rule, text in sections().items()
        for repository, file, line in CITED.findall(text)
    }
    assert len(cited) > 100
    assert cited - reported == set()
