"""A function that calls itself is refused when the bundle is loaded."""

from __future__ import annotations

import pytest

from engine.bundle.bundles import REGO_FILE, REGO_RULE, small_bundle
from packer_systo.engine.bundle.load import load_files
from packer_systo.engine.errors import BundleError

LIBRARY = "package small.lib.words\n\nimport data.small.build.other_thing as other\n\n"


@pytest.mark.parametrize(
    ("rule", "library", "name"),
    [
        ("f(x) := f(x + 1)\n", "", "f"),
        ("f(x) := 1 if {\n\ty := x\n\tg(y)\n}\n\ng(x) := f(x)\n", "", "f"),
        ("f(1) := 1\n\nf(x) := count([f(x)])\n", "", "f"),
        ("f(x) := words.g(x)\n", "g(x) := other.f(x)\n", "f"),
        ("f(x) := data.small.build.other_thing.f(x)\n", "", "f"),
    ],
)
def test_recursion_is_refused(rule: str, library: str, name: str) -> None:
    files = small_bundle(
        {
            REGO_FILE: f"{REGO_RULE}\nimport data.small.lib.words\n\n{rule}",
            "lib/words.rego": LIBRARY + library,
        }
    )
    with pytest.raises(BundleError, match=f"`{name}` calls itself") as caught:
        load_files(files, "small")
    assert caught.value.where == f"small/{REGO_FILE}"


@pytest.mark.parametrize(
    "rule",
    [
        "f(x) := g(x)\n\ng(x) := count(x)\n",
        'f(x) := "f(x)" # f(x)\n',
        "f(x) := x\n\nr := f(1)\n",
        "f(x) := x\n\ng contains f(x) if some x in f([1])\n",
        "count_all(x) := count(x)\n",
        "f(x) := [y | y := words.f(x)]\n",
    ],
)
def test_what_calls_others_is_fine(rule: str) -> None:
    files = small_bundle(
        {
            REGO_FILE: f"{REGO_RULE}\nimport data.small.lib.words\n\n{rule}",
            "lib/words.rego": "package small.lib.words\n\nf(x) := x\n",
        }
    )
    assert load_files(files, "small").rules
