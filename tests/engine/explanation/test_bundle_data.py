"""What a rule read of its bundle's data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.judgment.templates import rego_rule
from packer_systo.engine.authoring.scaffold.new import new_bundle
from packer_systo.engine.checking.options import CheckOptions
from packer_systo.engine.explanation import text
from packer_systo.engine.explanation.why import explain_result

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("language", ["cel", "rego"])
def test_what_is_read_of_the_data_of_the_bundle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "systo.toml").write_text(
        'bundles = ["acme"]\n\n[[bundle]]\nname = "acme"\n\n[bundle.settings]\n'
        'mirrors = ["https://a.example.com/"]\n'
    )
    new_bundle(str(tmp_path / "acme"))
    (tmp_path / "acme/data.json").write_text(
        '{"acme": {"hosts": {"a": 1}, "settings": {"mirrors": ["https://mirror.example.org/"]}}}'
    )
    rule = tmp_path / "acme/security/foreign-mirror/foreign-mirror.cel.yaml"
    changed = rule.read_text().replace(
        "data.acme.settings.mirrors.",
        'size(data["acme"].hosts) == 1 && data.acme.settings.mirrors.',
    )
    rule.write_text(changed)
    if language == "rego":
        rule.unlink()
        package = "security.foreign_mirror"
        name, written = rego_rule(
            "foreign-mirror",
            'deny contains {"msg": "x", "path": ["builds", 0, "sources", 0]} if {\n'
            "\tcount(data.acme.hosts) == 1\n\tcount(mine.mirrors) == 1\n"
            f"\tnot data.acme.{package}.is_good\n}}",
        )
        written = written.replace(f"package small.{package}", f"package acme.{package}")
        written = written.replace(
            "import rego.v1\n", "import rego.v1\n\nimport data.acme.settings as mine\n"
        )
        rule.with_name(name).write_text(written)
    (tmp_path / "t").mkdir()
    (tmp_path / "t/t.pkr.hcl").write_text(
        'source "qemu" "a" {\n  iso_url = "https://b.example.com/x.iso"\n}\n'
        'build {\n  sources = ["source.qemu.a"]\n}\n'
    )
    found = explain_result("acme/foreign-mirror", "t", CheckOptions(cache=False))
    assert {(one.name, one.value, one.set_at) for one in found.data} >= {
        ("data.acme.hosts", '{"a":1}', ""),
        ("data.acme.settings.mirrors", '["https://a.example.com/"]', "systo.toml:7"),
    }
    shown = text.render(found)
    assert 'data: data.acme.hosts = {"a":1}, the bundle\'s own\n' in shown
    assert (
        'data: data.acme.settings.mirrors = ["https://a.example.com/"], set in systo.toml:7\n'
        in shown
    )
