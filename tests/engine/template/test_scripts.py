from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.secrets.detector import Detector
from packer_systo.engine.secrets.patterns import SecretPattern, SecretPatterns
from packer_systo.engine.template.scripts import LARGEST_TEXT
from template_folder import KEYS

if TYPE_CHECKING:
    from typing import Any

    from template_folder import TemplateFolder


def scripts(folder: TemplateFolder, provisioner: str, **options: Any) -> Any:
    text = (
        f'variable "unknown" {{}}\nsource "null" "a" {{}}\nbuild {{\n  sources = ["null.a"]\n'
        f"{provisioner}\n}}\n"
    )
    folder.file("images/main.pkr.hcl", text)
    return folder.document(target="images", **options)["scripts"]


def test_the_text_of_scripts(folder: TemplateFolder) -> None:
    folder.file("images/a.sh", "#!/bin/sh\necho a\n")
    folder.file("images/b.ps1", "echo b\r\n")
    found = scripts(
        folder,
        '  provisioner "shell" {\n    scripts = [var.unknown, "a.sh"]\n  }\n'
        '  provisioner "shell-local" {\n    script = "a.sh"\n  }\n'
        '  provisioner "powershell" {\n    script = "./b.ps1"\n  }\n'
        '  provisioner "file" {\n    source = "b.ps1"\n  }',
    )
    assert found == [
        {
            "path": "a.sh",
            "file": "images/a.sh",
            "text": "#!/bin/sh\necho a\n",
            "truncated": False,
            "crlf": False,
            "missing": False,
            "outside": False,
            "used_by": [
                ["builds", 0, "provisioners", 0, "config", "scripts", 0],
                ["builds", 0, "provisioners", 1, "config", "script"],
            ],
        },
        {
            "path": "./b.ps1",
            "file": "images/b.ps1",
            "text": "echo b\r\n",
            "truncated": False,
            "crlf": True,
            "missing": False,
            "outside": False,
            "used_by": [["builds", 0, "provisioners", 2, "config", "script"]],
        },
    ]


def test_scripts_are_found_from_the_working_directory_too(folder: TemplateFolder) -> None:
    folder.file("images/scripts/a.sh", "a")
    folder.file("shared/b.sh", "b")
    found = scripts(
        folder,
        '  provisioner "shell" {\n    scripts = ["${path.root}/scripts/a.sh", "shared/b.sh", '
        '"${path.cwd}/shared/b.sh"]\n  }',
    )
    assert [one["file"] for one in found] == [
        "images/scripts/a.sh",
        "shared/b.sh",
        "shared/b.sh",
    ]


def test_a_script_that_is_not_there(folder: TemplateFolder) -> None:
    (found,) = scripts(folder, '  provisioner "shell" {\n    script = "absent.sh"\n  }')
    assert found["missing"] is True
    assert found["file"] == ""
    loaded = folder.load(target="images")
    assert os.path.join(folder.path, "images", "absent.sh") in loaded.dependencies.files


def test_a_script_elsewhere_is_not_read(folder: TemplateFolder, tmp_path_factory: Any) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "key.sh"
    elsewhere.write_text("hunter2", encoding="utf-8")
    (folder.path / "link.sh").symlink_to(elsewhere)
    found = scripts(
        folder, f'  provisioner "shell" {{\n    scripts = ["{elsewhere}", "../link.sh"]\n  }}'
    )
    assert [(one["outside"], one["text"]) for one in found] == [(True, ""), (True, "")]


@pytest.mark.parametrize(("sign", "is_folder"), [(".git", True), ("LICENSE", False)])
def test_a_script_elsewhere_in_the_project_is_read(
    folder: TemplateFolder,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
    sign: str,
    is_folder: bool,
) -> None:
    if is_folder:
        (folder.path / sign).mkdir()
    else:
        folder.file(sign, "")
    folder.file("scripts/a.sh", "a")
    folder.file("images/scripts/b.sh", "b")
    folder.file(
        "images/web/web.pkr.hcl",
        'source "null" "a" {}\nbuild {\n  sources = ["source.null.a"]\n  provisioner "shell" {\n'
        '    scripts = ["../../scripts/a.sh", "scripts/a.sh", "scripts/b.sh", "scripts/c.sh"]\n'
        "  }\n}\n",
    )
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    loaded = folder.load(target=str(folder.path / "images/web"))
    found = [(one.text, one.missing, one.outside) for one in loaded.document.scripts]
    assert found == [
        ("a", False, False),
        ("a", False, False),
        ("b", False, False),
        ("", True, False),
    ]
    assert str(folder.path / sign) in loaded.dependencies.files


def test_a_long_script_is_cut(folder: TemplateFolder) -> None:
    folder.file("images/a.sh", "x" * (LARGEST_TEXT + 1))
    (found,) = scripts(folder, '  provisioner "shell" {\n    script = "a.sh"\n  }')
    assert found["truncated"] is True
    assert len(found["text"]) == LARGEST_TEXT


def test_a_script_that_is_a_folder_or_no_text(folder: TemplateFolder) -> None:
    (folder.path / "images").mkdir()
    (folder.path / "images" / "dir").mkdir()
    (folder.path / "images" / "x.sh").write_bytes(b"\xff\xfeabc")
    found = scripts(folder, '  provisioner "shell" {\n    scripts = ["dir", "x.sh"]\n  }')
    assert found[0]["missing"] is True
    assert found[1]["text"].endswith("abc")


def test_secrets_in_scripts(folder: TemplateFolder) -> None:
    folder.file("images/a.sh", "export X=KEY-hunter2\n")
    (found,) = scripts(folder, '  provisioner "shell" {\n    script = "a.sh"\n  }', detector=KEYS)
    assert found["text"] == "export X=<secret>\n"
    loaded = folder.load(target="images", detector=KEYS)
    (entry,) = loaded.document.secrets
    assert entry.path == ["scripts", 0, "text"]
    (hidden,) = loaded.secrets["images/a.sh"]
    assert loaded.texts["images/a.sh"].text[slice(*hidden)] == "KEY-hunter2"


def test_the_place_of_a_script_is_where_it_is_named(folder: TemplateFolder) -> None:
    folder.file("images/a.sh", "a")
    scripts(folder, '  provisioner "shell" {\n    script = "a.sh"\n  }')
    source_map = folder.load(target="images").source_map
    header = source_map.header(("scripts", 0))
    assert header is not None
    assert header.source.text[header.start : header.end] == '"a.sh"'
    origin = source_map.origin(("scripts", 0, "text"))
    assert origin is not None
    assert origin.span is not None
    assert origin.span.source.path == "images/a.sh"


def test_which_lines_of_a_script_look_like_they_hold_a_secret(folder: TemplateFolder) -> None:
    text = "one\nid hunter42\npassword=hunter42\nid hunter42\npassword=other42\n"
    folder.file("a.sh", text)
    folder.file("b.sh", "id hunter42\n")
    provisioner = '  provisioner "shell" {\n    scripts = ["a.sh", "b.sh"]\n  }'
    folder.file("main.pkr.hcl", f"build {{\n{provisioner}\n}}\n")
    look = SecretPattern("password", "a password", ("password",), r"password=(\w+)")
    document = folder.document(detector=Detector(SecretPatterns((look,))))
    assert document["scripts"][0]["text"].count("<secret>") == 4
    first, second = document["secrets"]
    assert first["path"] == ["scripts", 0, "text"]
    assert first["lines"] == [3, 5]
    assert second["path"] == ["scripts", 1, "text"]
    assert "lines" not in second
