"""What the pages show and a test cannot run as it stands: here, with the reason, and nowhere else.

A command that is neither run as it is written nor named here fails its page.
"""

from __future__ import annotations

from typing import Final

PROGRAMS: Final = {
    "pip": (
        "no index has a release yet, and tests ask no network: the real pip, in an environment of "
        "its own, installs the wheel of this checkout from a folder; its dependencies are those of "
        "the tests' environment"
    ),
    "uvx": (
        "as pip; and uv is none of the packages that the tests may use: a script that installs what "
        "uvx is asked for with that pip, and runs its command of the same name"
    ),
    "make": "as in MAKE_TARGETS; all other targets are run, with the environment of the tests",
}
"""Programs that a scene gives the page: what is done in their place."""

MAKE_TARGETS: Final = {
    "test": "the suite within itself would not end",
    "lint": "it is about the whole repository, of which the page's folder is a copy",
    "types": "the same, and it takes minutes",
}
"""Targets that are only planned (`make -n`). CI runs each of them in a fresh clone: `.ci/run` must
say so.
"""

USES: Final = {
    "actions/checkout": "GitHub's own: the page's folder is what it would make",
    "actions/setup-python": "GitHub's own: the tests' Python",
    "github/codeql-action/upload-sarif": "sends a file to GitHub: the file must be there",
}
"""Steps of GitHub that are programs of others; their `with` is held against GitHub's schema."""

HOSTS: Final = {
    "https://policy.example.org:8443": (
        "OPA over plain http: no certificate that the program trusts by itself can be had"
    ),
    "policy-1.example.org:8443": "OPA on loopback, started by the page's own command",
    "policy-2.example.org:8443": "the same, on another port",
    "localhost:8181": "OPA on loopback, on a free port",
    "registry.example.org": "Debian's docker-registry on loopback, with TLS and a password",
    "git+ssh://git@git.example.org": (
        "a repository in a folder, by git+file: there is no account on a server to log in to; "
        "tests/engine/distribution/test_git_servers.py does it over real ssh and https"
    ),
    "https://git.example.org/packer-systo": "this checkout, as a git repository in a folder",
}
"""Names that lead nowhere: what stands in their place while a page runs."""
