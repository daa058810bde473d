from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from typing import Any

    from template_folder import TemplateFolder

SOURCES = """
source "null" "a" {
  communicator = "none"
  ssh_host     = "${source.type}.${source.name}"
}
source "null" "b" {
  communicator = "none"
}
source "file" "c" {
  target = "x"
}
"""


def build(folder: TemplateFolder, body: str, before: str = "") -> Any:
    return folder.document(f"{SOURCES}{before}\nbuild {{\n{body}\n}}\n")["builds"][0]


def names(made: Any) -> list[str]:
    return [f"{one['type']}.{one['label'] or one['name']}" for one in made["sources"]]


def test_listed_sources_are_merged_in(folder: TemplateFolder) -> None:
    made = build(folder, '  name = "n"\n  sources = ["source.null.a", "file.c"]')
    assert made["name"] == "n"
    assert made["sources"] == [
        {
            "type": "null",
            "name": "a",
            "label": "",
            "config": {"communicator": "none", "ssh_host": "null.a"},
        },
        {"type": "file", "name": "c", "label": "", "config": {"target": "x"}},
    ]


@pytest.mark.parametrize(
    ("listed", "chosen"),
    [
        ('["source.null.a", "file.c"]', None),
        ('[var.big ? "source.null.a" : "file.c"]', True),
        ('["source.${var.kind}.a"]', True),
    ],
)
def test_it_is_said_when_an_expression_chooses_the_sources(
    folder: TemplateFolder, listed: str, chosen: bool | None
) -> None:
    variables = 'variable "big" {\n  default = true\n}\nvariable "kind" {\n  default = "null"\n}\n'
    folder.file("variables.pkr.hcl", variables)
    assert build(folder, f"  sources = {listed}").get("sources_chosen") is chosen


def test_a_build_adds_to_a_source_and_renames_it(folder: TemplateFolder) -> None:
    made = build(
        folder,
        '  source "source.null.a" {\n    name = "other"\n    ssh_port = 23\n  }\n'
        '  source "null.a" {\n    ssh_username = source.name\n  }',
    )
    assert made["sources"] == [
        {
            "type": "null",
            "name": "a",
            "label": "other",
            "config": {"communicator": "none", "ssh_host": "null.other", "ssh_port": 23},
        },
        {
            "type": "null",
            "name": "a",
            "label": "",
            "config": {"communicator": "none", "ssh_host": "null.a", "ssh_username": "a"},
        },
    ]
    assert folder.load().document.sources[0].config == {
        "communicator": "none",
        "ssh_host": "null.a",
    }


def test_listed_sources_come_first(folder: TemplateFolder) -> None:
    made = build(folder, '  source "null.b" {}\n  sources = ["null.a"]')
    assert names(made) == ["null.a", "null.b"]


def test_a_build_cannot_set_what_the_source_sets(folder: TemplateFolder) -> None:
    made = build(folder, '  source "null.a" {\n    ssh_host = "mine"\n  }')
    assert made["sources"][0]["config"]["ssh_host"] == "null.a"
    assert [code for code, _ in folder.codes()] == ["duplicate-definition"]


def test_an_undefined_source(folder: TemplateFolder) -> None:
    made = build(folder, '  sources = ["source.null.aa", "null.b"]')
    assert names(made) == ["null.aa", "null.b"]
    ((code, line, message),) = folder.problems()
    assert (code, line) == ("undefined-source", 14)
    assert "null.a" in message
    (entry,) = folder.document()["unknowns"]
    assert entry["path"] == ["builds", 0, "sources", 0, "config"]
    assert entry["reason"] == "in error"


LISTED = '  sources = ["null.a"]\n'


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('  name = "x"', "missing-attribute"),
        ('  sources = ["a"]', "invalid-value"),
        ('  sources = ["null.1a"]', "invalid-value"),
        ('  sources = "null.a"', "wrong-type"),
        (LISTED + '  timeout = "5m"', "unknown-attribute"),
        (LISTED + '  provisoner "shell" {}', "unknown-block"),
        (LISTED + "  provisioner {}", "wrong-labels"),
        (LISTED + '  post-processors {\n    provisioner "shell" {}\n  }', "unknown-block"),
        (LISTED + '  error-cleanup-provisioner "breakpoint" {}\n' * 2, "duplicate-definition"),
    ],
)
def test_builds_that_are_wrong(folder: TemplateFolder, body: str, code: str) -> None:
    build(folder, body)
    assert [found for found, _ in folder.codes()] == [code]


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ('only = ["x"]\n    except = ["y"]', "invalid-value"),
        ('timeout = "5"', "invalid-value"),
        ('max_retries = "often"', "wrong-type"),
        ('override = "x"', "wrong-type"),
    ],
)
def test_settings_that_are_wrong(folder: TemplateFolder, settings: str, code: str) -> None:
    build(folder, f'{LISTED}  provisioner "breakpoint" {{\n    {settings}\n  }}')
    assert [found for found, _ in folder.codes()] == [code]


def test_provisioners_in_order_with_their_settings(folder: TemplateFolder) -> None:
    made = build(
        folder,
        """
  sources = ["null.a"]
  provisioner "shell" {
    name              = "first"
    inline            = ["a"]
    pause_before      = "10s"
    timeout           = "1h5m"
    max_retries       = "3"
    continue_on_error = true
  }
  error-cleanup-provisioner "shell-local" {
    inline = ["b"]
  }
  provisioner "file" {
    destination = "c"
  }
""",
    )
    first, cleanup, last = made["provisioners"]
    assert first == {
        "type": "shell",
        "name": "first",
        "config": {"inline": ["a"]},
        "sources": ["null.a"],
        "only": [],
        "except": [],
        "overrides": {},
        "pause_before": "10s",
        "timeout": "1h5m",
        "max_retries": 3,
        "kind": "provisioner",
        "continue_on_error": True,
    }
    assert (cleanup["type"], cleanup["kind"]) == ("shell-local", "error-cleanup-provisioner")
    assert last["type"] == "file"
    assert folder.load().problems == ()


def test_only_and_except_are_names_not_globs(folder: TemplateFolder) -> None:
    made = build(
        folder,
        """
  name    = "n"
  sources = ["null.a", "null.b"]
  source "null.b" {
    name = "c"
  }
  provisioner "shell" {
    only = ["null.a", "null.c"]
  }
  provisioner "shell" {
    except = ["null.a"]
  }
  provisioner "shell" {
    only = ["null.*", "n.null.a", "a"]
  }
  provisioner "shell" {
    only = []
  }
  post-processor "manifest" {
    except = ["null.b"]
  }
""",
    )
    assert [one["sources"] for one in made["provisioners"]] == [
        ["null.a", "null.c"],
        ["null.b", "null.c"],
        [],
        ["null.a", "null.b", "null.c"],
    ]
    assert made["post_processors"][0][0]["sources"] == ["null.a", "null.c"]


def test_chains_of_post_processors(folder: TemplateFolder) -> None:
    made = build(
        folder,
        """
  sources = ["null.a"]
  post-processor "manifest" {
    name                = "m"
    output              = "x"
    keep_input_artifact = true
  }
  post-processors {
    post-processor "artifice" {
      files = ["x"]
    }
    post-processor "checksum" {}
  }
""",
    )
    first, second = made["post_processors"]
    assert first == [
        {
            "type": "manifest",
            "name": "m",
            "config": {"output": "x"},
            "sources": ["null.a"],
            "only": [],
            "except": [],
            "keep_input_artifact": True,
        }
    ]
    assert [one["type"] for one in second] == ["artifice", "checksum"]


def test_overrides_are_found_by_the_sources_name(folder: TemplateFolder) -> None:
    made = build(
        folder,
        """
  sources = ["null.a", "null.b"]
  provisioner "shell" {
    inline   = ["x"]
    override = {
      a        = { inline = ["y"], timeout = null }
      "null.b" = { inline = ["z"] }
    }
  }
""",
    )
    assert made["provisioners"][0]["overrides"] == {"null.a": {"inline": ["y"]}}


def test_the_name_of_the_build_is_known_within_it(folder: TemplateFolder) -> None:
    made = build(
        folder,
        '  name = "n"\n  sources = ["null.a"]\n  provisioner "shell" {\n'
        '    inline = [build.name, "${build.ID}!", packer.version]\n  }',
    )
    assert made["provisioners"][0]["config"]["inline"] == ["n", "<unknown>!"]
    entries = folder.document()["unknowns"]
    assert [(one["expression"], one["whole"]) for one in entries] == [
        ("build.ID", False),
        ("packer.version", False),
    ]
    assert {one["reason"] for one in entries} == {"build value"}


@pytest.mark.parametrize(
    ("sources", "only", "expected"),
    [
        (["null.a"], "", "null a"),
        (["null.a", "null.b"], "", "null <unknown>"),
        (["null.a", "file.c"], "", "<unknown> <unknown>"),
        (["null.a", "file.c"], 'only = ["file.c"]', "file c"),
    ],
)
def test_source_is_known_where_all_agree(
    folder: TemplateFolder, sources: list[str], only: str, expected: str
) -> None:
    listed = ", ".join(f'"{one}"' for one in sources)
    made = build(
        folder,
        f'  sources = [{listed}]\n  provisioner "shell" {{\n    {only}\n'
        '    inline = ["${source.type} ${source.name}"]\n  }',
    )
    assert made["provisioners"][0]["config"]["inline"] == [expected]


def test_sources_that_are_not_known(folder: TemplateFolder) -> None:
    made = build(folder, "  sources = var.s", 'variable "s" {}')
    assert made["sources"] == []
    assert ["builds", 0, "sources"] in [one["path"] for one in folder.document()["unknowns"]]
    assert folder.load().problems == ()


def test_only_that_is_not_known(folder: TemplateFolder) -> None:
    body = '  sources = ["null.a"]\n  provisioner "shell" {\n    only = [var.s]\n  }'
    made = build(folder, body, 'variable "s" {}')
    assert made["provisioners"][0]["sources"] == []
    paths = [one["path"] for one in folder.document()["unknowns"]]
    assert ["builds", 0, "provisioners", 0, "sources"] in paths


def test_the_registry_of_the_template_is_that_of_its_builds(folder: TemplateFolder) -> None:
    text = (
        SOURCES + 'hcp_packer_registry {\n  bucket_name = "outer"\n}\n'
        'build {\n  sources = ["null.a"]\n}\n'
        'build {\n  sources = ["null.a"]\n  hcp_packer_registry {\n    bucket_name = "own"\n'
        "    bucket = 1\n  }\n}\n"
    )
    builds = folder.document(text)["builds"]
    assert [one["hcp_packer_registry"]["bucket_name"] for one in builds] == ["outer", "own"]
    assert [code for code, _ in folder.codes()] == ["unknown-attribute"]


def test_what_is_not_set_is_absent(folder: TemplateFolder) -> None:
    made = build(folder, '  sources = ["null.a"]\n  provisioner "shell" {}')
    assert "hcp_packer_registry" not in made
    assert "timeout" not in made["provisioners"][0]
    assert "packer" not in folder.document()


def test_sources_without_a_build_are_built_by_nothing(folder: TemplateFolder) -> None:
    def told(text: str) -> list[tuple[str, int]]:
        problems = folder.load(text).problems
        return [
            (one.code, one.span.source.position(one.span.start).line if one.span else 0)
            for one in problems
        ]

    source = 'source "null" "a" {\n  communicator = "none"\n}\n'
    assert told(f'variable "v" {{\n  default = 1\n}}\n{source}') == [("missing-build", 4)]
    assert told('variable "v" {\n  default = 1\n}\n') == []
    # The build may be in what cannot be read.
    assert told(f"{source}build {{\n  sources = [\n}}\n") == [("syntax-error", 6)]
