"""How places are written, and what is none."""

from __future__ import annotations

import pytest

from packer_systo.engine.distribution.places import Place, read_place
from packer_systo.engine.errors import SettingsError


@pytest.mark.parametrize(
    ("text", "kind", "location", "tag"),
    [
        ("../policies", "local", "/home/policies", ""),
        ("/srv/x.tar.gz", "local", "/srv/x.tar.gz", ""),
        ("https://example.org/policies/", "https", "https://example.org/policies/", ""),
        ("https://example.org:8443/x", "https", "https://example.org:8443/x", ""),
        ("oci://registry.example.org/a/b-c", "oci", "registry.example.org/a/b-c", ""),
        ("oci://127.0.0.1:5000/a.b/c:1.2.0", "oci", "127.0.0.1:5000/a.b/c", "1.2.0"),
        ("git+https://example.org/a.git", "git", "https://example.org/a.git", ""),
        ("git+https://example.org/a.git@v1.2.0", "git", "https://example.org/a.git", "v1.2.0"),
        ("git+ssh://git@example.org/a.git", "git", "ssh://git@example.org/a.git", ""),
        ("git+ssh://git@example.org/a.git@v1.2.0", "git", "ssh://git@example.org/a.git", "v1.2.0"),
        ("git+file:///srv/a.git@v1.2.0", "git", "file:///srv/a.git", "v1.2.0"),
    ],
)
def test_places(text: str, kind: str, location: str, tag: str) -> None:
    place = read_place(text, "/home/work")
    assert place == Place(place.kind, text, location, tag)
    assert place.kind == kind


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no place"),
        ("x\ny", "no place"),
        ("x" * 2000, "no place"),
        ("http://example.org/x", "no bundles by `http:`"),
        ("ftp://example.org/x", "no bundles by `ftp:`"),
        ("git+ext://sh -c id", "no bundles by `git"),
        ("ext::sh -c id", "no place"),
        ("https://user:secret@example.org/x", "no user and no password"),
        ("https://example.org/x?token=secret", "no `[?]`"),
        ("https://-oProxyCommand=id/x", "names no host"),
        ("https:///x", "names no host"),
        ("git+ssh://-oProxyCommand=id/x", "names no host"),
        ("git+ssh://-x@example.org/x", "no user"),
        ("git+ssh://git:secret@example.org/x", "no user"),
        ("git+https://git@example.org/x", "no user and no password"),
        ("git+file://host/x", "no git repository"),
        ("git+https://example.org/x@v1 --upload-pack=id", "no tag"),
        ("oci://registry.example.org", "no name in a registry"),
        ("oci://registry.example.org/../x", "no name in a registry"),
        ("oci://registry.example.org/A", "no name in a registry"),
        ("oci://registry.example.org/a:", "no name in a registry"),
        ("oci://user:secret@registry.example.org/a", "no user and no password"),
    ],
)
def test_what_is_no_place(text: str, reason: str) -> None:
    with pytest.raises(SettingsError, match=reason) as refused:
        read_place(text, "/home/work")
    assert "secret" not in refused.value.message
