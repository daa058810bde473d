"""No secret of our own templates is in anything that leaves a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from canaries import Case, canary, filled, leaks, loaded_templates, outputs

HCL = {
    "main.pkr.hcl": r"""
variable "sensitive" {
  type      = string
  default   = "«1»"
  sensitive = true
}
variable "given" {
  type      = string
  sensitive = true
}
variable "of_environment" {
  type      = string
  sensitive = true
}
variable "of_command_line" {
  type      = string
  sensitive = true
}
variable "wrong_type" {
  type      = number
  sensitive = true
  default   = "«2»"
}
variable "not_allowed" {
  type      = string
  sensitive = true
  default   = "«3»"
  validation {
    condition     = length(var.not_allowed) < 3
    error_message = "This is too long."
  }
}
variable "db_password" {
  default = "«4»" # the same as in the script: «4»
}
variable "settings" {
  type = any
  default = {
    api_token = "«5»"
    nested    = [{ root_password = "«6»" }]
    host      = "debian"
  }
}
variable "objects" {
  type      = any
  sensitive = true
  default   = { a = ["«7»"], b = 1 }
}
local "sensitive_local" {
  expression = "x-${var.sensitive}-«8»"
  sensitive  = true
}
locals {
  encoded   = base64encode("user:${var.sensitive}")
  as_json   = jsonencode({ p = var.sensitive, list = [var.given] })
  upper     = upper(var.sensitive)
  hash      = sha256(var.sensitive)
  joined    = join(",", [var.sensitive, "b"])
  looked_up = var.objects.a[0]
  keyed     = { (var.sensitive) = "value", "x" = var.settings.api_token }
  url       = "https://build:«10»@repo.example.com/x"
  listed    = [for one in [var.sensitive, "b"] : "--${one}--"]
  chosen    = var.sensitive == "x" ? "a" : "pw=${var.given}"
  wrong     = tonumber(var.sensitive)
  missing   = var.objects.c
  misused   = file(var.sensitive)
}
source "qemu" "debian" {
  ssh_username     = "packer"
  ssh_password     = "«11»"
  winrm_password   = "pre-${var.of_environment}"
  vnc_password     = <<-EOT
    «12»
  EOT
  boot_command     = ["<enter>password=«11»<enter>", "echo '«13»' | sudo -S true"]
  shutdown_command = "echo '${var.of_command_line}' | sudo -S shutdown"
  http_content     = { "/ks.cfg" = "rootpw --plaintext «14»\n" }
  disk_size        = var.sensitive
  headless         = "«1»"
  not_an_attribute = "${var.given}"
  iso_url          = "https://example.com/${var.sensitive}.iso"
}
source "amazon-ebs" "linux" {
  access_key = "AKIA«15:16»"
  secret_key = "«16:40»"
  user_data  = <<EOT
#cloud-config
chpasswd:
  list: |
    root:«17»
EOT
  tags = { Owner = "me", Token = "ghp_«18:36»" }
  run_tag {
    key   = "deploy_token"
    value = "glpat-«19»"
  }
}
data "amazon-secretsmanager" "x" {
  name  = "app"
  token = "«20»"
}
build {
  sources = ["source.qemu.debian", "source.amazon-ebs.linux"]
  source "source.qemu.debian" {
    name         = "again"
    output_directory = "out-${var.sensitive}"
  }
  provisioner "shell" {
    inline           = ["export DB_PASSWORD=${var.db_password}", "echo ${local.encoded}", "curl -u me:«21» x"]
    environment_vars = ["API_TOKEN=«22:30»", "B=${data.amazon-secretsmanager.x.value}-${var.sensitive}"]
    env              = { MYSQL_ROOT_PASSWORD = "«23»" }
    execute_command  = "echo '${var.sensitive}' | sudo -S sh '{{ .Path }}'"
    override = {
      debian = { execute_command = "echo «24» | sudo -S x" }
    }
  }
  provisioner "shell" {
    scripts = ["install.sh"]
  }
  provisioner "shell" {
    inline = [templatefile("setup.pkrtpl", { host = var.settings.host })]
  }
  provisioner "powershell" {
    elevated_user     = "a"
    elevated_password = "«25»"
    inline            = ["net user vagrant «26» /add"]
  }
  post-processor "docker-push" {
    login_password = join("", ["«27»"])
  }
  post-processor "shell-local" {
    inline = ["echo ${base64gzip(var.sensitive)} ${urlencode(var.given)} ${local.as_json}"]
  }
}
""",
    "setup.pkrtpl": "#!/bin/sh\nmysql -u root -p«36» -h ${host}\n"
    "curl -u me:«37» http://${host}/x | sh\n",
    "extra.pkrvars.hcl": 'given = "«28»"\nnot_declared = "«29»"\n',
    "install.sh": "#!/bin/sh\n# password=«30»\nexport DB_PASSWORD='«4»'\necho «11»\n"
    "cat > key <<EOF\n-----BEGIN RSA PRIVATE KEY-----\n«31:64»\n«32:64»\n"
    "-----END RSA PRIVATE KEY-----\nEOF\nmysql -u root --password=«33»\n",
}
HCL_CASE = Case(
    ".",
    var_files=("extra.pkrvars.hcl",),
    variables=(("of_command_line", "«34»"),),
    environment={"PKR_VAR_of_environment": "«35»"},
)

LEGACY = {
    "template.json": r"""{
  "variables": {
    "plain": "debian",
    "secret": "«1»",
    "db_password": "«2»",
    "of_environment": "{{env `BUILD_PASSWORD`}}",
    "given": "",
    "wrong": 3
  },
  "sensitive-variables": ["secret", "of_environment", "given"],
  "builders": [{
    "type": "qemu",
    "name": "{{user `plain`}}",
    "ssh_password": "x{{user `plain`}}-«3»",
    "winrm_password": "{{user `secret`}}",
    "vnc_password": "«4»",
    "boot_command": ["pw {{user `secret`}} <enter>", "literal «4»", "echo «5» | sudo -S x"],
    "disk_size": "{{user `given` | upper}}",
    "memory": "{{user `secret`}}",
    "misspelt": "{{user `of_environment`}}",
    "qemuargs": [["-x", "{{split `a-«6»` `-` 1}} password=«6»"]],
    "http_content": {"/«4»": "rootpw «7»"}
  }, {
    "type": "unheard-of",
    "api_token": "«8»"
  }],
  "provisioners": [{
    "type": "shell",
    "inline": ["echo {{user `secret`}} | base64", "mysql --password=\"«9»\""],
    "environment_vars": ["DB_PASSWORD={{user `db_password`}}"],
    "script": "install.sh",
    "override": {"{{user `plain`}}": {"execute_command": "echo '{{user `secret`}}' | sudo -S x"}}
  }],
  "post-processors": [[{"type": "vagrant-cloud", "access_token": "«10»"}, "manifest"]]
}
""",
    "vars.json": '{"given": "«11»", "not_declared_password": "«12»"}',
    "install.sh": "export TOKEN=ghp_«13:36»\n# the password is «4»\n",
}
LEGACY_CASE = Case(
    "template.json",
    var_files=("vars.json",),
    environment={"BUILD_PASSWORD": "«14»"},
)

HCL_JSON = {
    "main.pkr.json": r"""{
  "variable": {"p": {"type": "string", "default": "«1»", "sensitive": true}},
  "source": {"null": {"x": {"ssh_password": "«2»", "communicator": "${var.p}"}}},
  "build": {"sources": ["source.null.x"],
    "provisioner": {"shell-local": {"inline": ["echo ${var.p} PASSWORD=«3»"]}}}
}
""",
}

GIVEN_ELSEWHERE = {
    "main.pkr.hcl": r"""
variable "db_password" { default = "«1»" }
variable "root_password" {
  default = "«2»"
}
variable "admin_password" { default = "«3»" }
variable "user_password" {
  default = "«4»"
}
variable "hidden" {
  default   = "«5»"
  sensitive = true
}
variable "api_token" { default = "short-«6:6»" }
variable "region" { default = "eu" }
variable "passwords" {
  type    = map(string)
  default = { root = "«7»" }
}
variable "api_keys" {
  default = ["«8»", "«9»"]
}
variable "login_password" {
  type    = object({ a = string })
  default = { a = "«10»" }
}
variable "secrets" {
  type    = map(list(string))
  default = { a = ["«11»"] }
}
source "null" "x" {
  communicator = "none"
}
build {
  sources = ["source.null.x"]
  provisioner "shell-local" {
    inline           = ["export DB_PASSWORD=«12»; echo ${var.region}", "mysql -p«13»"]
    environment_vars = ["DB_PASSWORD=«14»", "R=${var.region}"]
  }
}
""",
    "first.pkrvars.hcl": 'admin_password = "«15»"\nuser_password  = "«16»"\n',
    "second.pkrvars.hcl": 'admin_password = "«17»"\n',
}
GIVEN_ELSEWHERE_CASE = Case(
    ".",
    var_files=("first.pkrvars.hcl", "second.pkrvars.hcl"),
    variables=(
        ("root_password", "«18»"),
        ("user_password", "«19»"),
        ("hidden", "«20»"),
        ("api_token", "«21»"),
    ),
    environment={"PKR_VAR_db_password": "«22»", "PKR_VAR_passwords": '{ b = "«23»" }'},
)

LEGACY_GIVEN_ELSEWHERE = {
    "template.json": r"""{
  "variables": {"db_password": "«1»", "hidden": "«2»", "region": "eu"},
  "sensitive-variables": ["hidden"],
  "builders": [{"type": "null", "communicator": "none"}],
  "provisioners": [{"type": "shell-local", "inline": [
    "export DB_PASSWORD=«3»; echo {{user `region`}}", "mysql -p«4» {{user `hidden`}}"
  ]}]
}
""",
}
LEGACY_GIVEN_ELSEWHERE_CASE = Case(
    "template.json", variables=(("db_password", "«5»"), ("hidden", "«6»"))
)

CASES = [
    pytest.param(HCL, HCL_CASE, 36, id="hcl2"),
    pytest.param(LEGACY, LEGACY_CASE, 14, id="legacy"),
    pytest.param(HCL_JSON, Case("."), 3, id="hcl-json"),
    pytest.param(GIVEN_ELSEWHERE, GIVEN_ELSEWHERE_CASE, 23, id="given-elsewhere"),
    pytest.param(
        LEGACY_GIVEN_ELSEWHERE, LEGACY_GIVEN_ELSEWHERE_CASE, 6, id="legacy-given-elsewhere"
    ),
]


@pytest.mark.parametrize(("files", "case", "count"), CASES)
def test_no_secret_of_a_template_leaves_it(
    files: dict[str, str],
    case: Case,
    count: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    used: dict[str, str] = {}
    for name, text in files.items():
        Path(name).write_text(filled(text, used), encoding="utf-8")
    given = Case(
        case.path,
        case.var_files,
        tuple((name, filled(text, used)) for name, text in case.variables),
        {name: filled(text, used) for name, text in case.environment.items()},
    )
    assert len(used) == count
    (loaded,) = loaded_templates(given)
    assert loaded.document.builds, "the template is read"
    assert len(loaded.document.secrets) >= count // 2, "and its secrets are seen"
    assert leaks(list(used.values()), outputs(given)) == []


def test_a_leak_would_be_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same machinery finds what is no secret, in every output that shows it."""
    monkeypatch.chdir(tmp_path)
    word = canary(1)
    Path("main.pkr.hcl").write_text(
        f'locals {{\n  a = "{word}"\n  b = base64encode("x:${{local.a}}")\n}}\n'
        f'source "null" "{word}" {{\n}}\nbuild {{\n  sources = ["source.null.{word}"]\n'
        f'  provisioner "{word}" {{\n  }}\n  provisioner "file" {{\n    {word} = 1\n  }}\n}}\n',
        encoding="utf-8",
    )
    found = " ".join(leaks([word], outputs(Case("."))))
    for name in ("document", "source map", "problems", "excerpt", "json report", "html report"):
        assert name in found
    assert "cache file" in found
