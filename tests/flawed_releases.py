"""Releases that must be refused: one function a kind, named for its flaw.

Each changes what lies at `scene.file`, where a good release was. What stock OPA takes all the same
is marked `opa_takes=True`: what is refused by us alone.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import hmac
import io
import json
import tarfile
import zlib
from typing import TYPE_CHECKING, NamedTuple, Protocol

from packer_systo.engine.bundle.archive import pack
from packer_systo.engine.bundle.file_names import SIGNATURES
from packer_systo.engine.release.opa_signature import file_hash, signatures
from packer_systo.engine.release.sigstore_bundle import SUFFIX, make_sigstore_bundle
from packer_systo.engine.release.verification import Release
from release_scene import entry, tar_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from packer_systo.engine.release.keys import PrivateKey
    from release_scene import Scene

CEL_FILE = "security/wrong-thing/wrong-thing.cel.yaml"
REGO_FILE = "build/other-thing/other-thing.rego"
CASES_FILE = "security/wrong-thing/cases.md"


class Flawing(Protocol):
    def __call__(self, scene: Scene) -> None: ...


class Flaw(NamedTuple):
    """`reason` is a pattern of what is said about it."""

    name: str
    make: Flawing
    reason: str
    opa_takes: bool


FLAWS: list[Flaw] = []


def flaw(reason: str, *, opa_takes: bool = False) -> Callable[[Flawing], Flawing]:
    def add(make: Flawing) -> Flawing:
        name = getattr(make, "__name__", "")
        FLAWS.append(Flaw(name.replace("_", "-"), make, reason, opa_takes))
        return make

    return add


# The archive itself.


@flaw("cut off")
def empty_file(scene: Scene) -> None:
    scene.file.write_bytes(b"")


@flaw("cut off")
def truncated_file(scene: Scene) -> None:
    # Right within a file: stock OPA does not miss what is cut off from the padding at the end.
    scene.file.write_bytes(scene.release.content[: len(scene.release.content) // 2])


@flaw("no gzip file")
def not_compressed(scene: Scene) -> None:
    scene.file.write_bytes(scene.plain_tar())


@flaw("no tar file")
def not_a_tar(scene: Scene) -> None:
    scene.file.write_bytes(gzip.compress(b"policies: none\n" * 100))


@flaw("cut off in")
def truncated_tar(scene: Scene) -> None:
    scene.file.write_bytes(gzip.compress(scene.plain_tar()[:700]))


@flaw("no end")
def tar_without_an_end(scene: Scene) -> None:
    scene.file.write_bytes(gzip.compress(scene.plain_tar().rstrip(b"\0") + bytes(300)))


@flaw("damaged")
def flipped_bit(scene: Scene) -> None:
    content = bytearray(scene.release.content)
    content[content.index(b"deny contains")] ^= 4
    scene.file.write_bytes(content)


@flaw("follows the end of the gzip file", opa_takes=True)
def second_gzip_member(scene: Scene) -> None:
    more = tar_of({"security/none/none.rego": b"package small.security.none\n"})
    scene.file.write_bytes(scene.release.content + gzip.compress(more))


@flaw("follows the end of the gzip file", opa_takes=True)
def bytes_after_the_gzip_file(scene: Scene) -> None:
    scene.file.write_bytes(scene.release.content + b"#!/bin/sh\n")


@flaw("follows the end of the archive", opa_takes=True)
def entries_after_the_end(scene: Scene) -> None:
    more = tar_of({"lib/more.rego": b"package small.lib\n"})
    scene.file.write_bytes(gzip.compress(scene.plain_tar() + more))


@flaw("a header's sum is wrong")
def wrong_header_sum(scene: Scene) -> None:
    plain = bytearray(scene.plain_tar())
    plain[100:107] = b"0000755"
    scene.file.write_bytes(gzip.compress(plain))


@flaw("unpacks to more than")
def gzip_bomb(scene: Scene) -> None:
    packed = zlib.compressobj(9, wbits=31)
    block = bytes(1024 * 1024)
    parts = [packed.compress(block) for _ in range(300)]
    scene.file.write_bytes(b"".join(parts) + packed.flush())


@flaw("unpacks to more than", opa_takes=True)
def bomb_in_a_signed_file(scene: Scene) -> None:
    contents = {**scene.contents(), "notes.md": b"#\n" * 8_000_000}
    _write(scene, gzip.compress(tar_of(_signed(scene, contents)), 9))


@flaw("more than 5000 entries")
def more_files_than_a_bundle_has(scene: Scene) -> None:
    many = {f"notes/{number}.md": b"" for number in range(6000)}
    _write(scene, gzip.compress(tar_of({**scene.contents(), **many}), 1))


@flaw("cut off in")
def size_beyond_the_end(scene: Scene) -> None:
    _write_entries(scene, _header_with(entry("notes.md", 8 * 1024 * 1024 * 1024 - 1)))


@flaw("is no number")
def negative_size(scene: Scene) -> None:
    _write_entries(scene, _header_with(entry("notes.md"), size=b"-1".rjust(11) + b"\0"))


@flaw("is no number")
def size_in_base_256(scene: Scene) -> None:
    _write_entries(scene, _header_with(entry("notes.md"), size=b"\x80" + bytes(10) + b"\1"))


@flaw("has a content")
def folder_with_a_content(scene: Scene) -> None:
    _write_entries(scene, _header_with(entry("notes/", 5, tarfile.DIRTYPE)), b"notes")


# Names.


@flaw("leads out of the bundle")
def path_to_the_parent(scene: Scene) -> None:
    _write_signed(scene, {"../evil.rego": b"package evil\n"})


@flaw("leads out of the bundle")
def path_to_the_parent_from_within(scene: Scene) -> None:
    _write_signed(scene, {"security/../../evil.rego": b"package evil\n"})


@flaw("leads out of the bundle")
def absolute_path(scene: Scene) -> None:
    _write_signed(scene, {f"{scene.folder}/outside/evil.md": b"evil\n"})


@flaw("leads out of the bundle", opa_takes=True)
def path_with_backslashes(scene: Scene) -> None:
    _write_signed(scene, {"..\\..\\evil.md": b"evil\n"})


@flaw("leads out of the bundle", opa_takes=True)
def path_with_a_drive(scene: Scene) -> None:
    _write_signed(scene, {"C:evil.md": b"evil\n"})


@flaw("no portable name", opa_takes=True)
def name_with_a_dot_folder(scene: Scene) -> None:
    _write_signed(scene, {"./notes.md": b"\n"})


@flaw("no portable name", opa_takes=True)
def hidden_file(scene: Scene) -> None:
    _write_signed(scene, {".git/hooks/post-checkout": b"#!/bin/sh\n"})


@flaw("no portable name", opa_takes=True)
def name_beyond_ascii(scene: Scene) -> None:
    _write_signed(scene, {"lib/\u202eoger.rego.md": b"\n"})


@flaw("no portable name", opa_takes=True)
def name_that_steers_a_terminal(scene: Scene) -> None:
    _write_signed(scene, {"lib/\x1b[2Knotes.md": b"\n"})


@flaw("no portable name", opa_takes=True)
def name_of_a_device(scene: Scene) -> None:
    _write_signed(scene, {"lib/con.md": b"\n"})


@flaw("longer than", opa_takes=True)
def long_name(scene: Scene) -> None:
    _write_signed(scene, {f"{'n' * 120}/{'m' * 90}.md": b"\n"})


@flaw("nested deeper", opa_takes=True)
def deep_folders(scene: Scene) -> None:
    _write_signed(scene, {"a/" * 40 + "notes.md": b"\n"})


@flaw("there twice")
def file_there_twice(scene: Scene) -> None:
    changed = scene.contents()[REGO_FILE].replace(b"wrong", b"right")
    more = (entry(REGO_FILE, len(changed)), changed)
    _write(scene, gzip.compress(tar_of(scene.contents(), more)))


@flaw("differ in their case only", opa_takes=True)
def same_name_in_another_case(scene: Scene) -> None:
    _write_signed(scene, {CASES_FILE.upper(): b"# cases\n"})


@flaw("both a file and a folder", opa_takes=True)
def file_that_is_a_folder_too(scene: Scene) -> None:
    _write_signed(scene, {"lib": b"", "lib/notes.md": b"\n"})


# Kinds of entries. OPA leaves out what is no plain file; others unpack it.


@flaw("a symbolic link", opa_takes=True)
def symbolic_link(scene: Scene) -> None:
    _write_entry(scene, _link("notes.md", "/etc/passwd", tarfile.SYMTYPE))


@flaw("a symbolic link", opa_takes=True)
def link_to_the_parent(scene: Scene) -> None:
    _write_entry(scene, _link("lib", "..", tarfile.SYMTYPE))


@flaw("a hard link", opa_takes=True)
def hard_link(scene: Scene) -> None:
    _write_entry(scene, _link("notes.md", "../../../etc/passwd", tarfile.LNKTYPE))


@flaw("a device", opa_takes=True)
def device(scene: Scene) -> None:
    _write_entry(scene, entry("notes.md", kind=tarfile.CHRTYPE))


@flaw("a pipe", opa_takes=True)
def pipe(scene: Scene) -> None:
    _write_entry(scene, entry("notes.md", kind=tarfile.FIFOTYPE))


@flaw("a sparse file")
def sparse_file(scene: Scene) -> None:
    _write_entry(scene, entry("notes.md", kind=tarfile.GNUTYPE_SPARSE))


@flaw("unknown kind", opa_takes=True)
def entry_of_an_unknown_kind(scene: Scene) -> None:
    _write_entry(scene, entry("notes.md", kind=b"Z"))


@flaw("an extended header")
def extended_header_that_renames(scene: Scene) -> None:
    info = entry("notes.md", 1)
    info.pax_headers = {"path": "../evil.md"}
    _write(scene, gzip.compress(_pax_tar(scene, info)))


@flaw("an extended header", opa_takes=True)
def extended_header_for_all(scene: Scene) -> None:
    made = io.BytesIO()
    with tarfile.open(
        fileobj=made,
        mode="w",
        format=tarfile.PAX_FORMAT,
        pax_headers={"comment": "all"},
    ) as archive:
        for name, content in scene.contents().items():
            archive.addfile(entry(name, len(content)), io.BytesIO(content))
    _write(scene, gzip.compress(made.getvalue()))


@flaw("a long name of GNU tar")
def long_name_of_gnu_tar(scene: Scene) -> None:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for name, content in scene.contents().items():
            archive.addfile(entry(name, len(content)), io.BytesIO(content))
        archive.addfile(entry("n" * 150))
    _write(scene, gzip.compress(made.getvalue()))


# Files that OPA reads and packer-systo does not: signed, and still not the same bundle for both.


@flaw("OPA would read", opa_takes=True)
def data_in_a_folder_below(scene: Scene) -> None:
    _write_signed(scene, {"small/lists/data.json": b"{}"})


@flaw("OPA would read", opa_takes=True)
def data_in_yaml(scene: Scene) -> None:
    # Signed by the key's owner with OPA's own program, which parses YAML first.
    contents = scene.contents()
    del contents[SIGNATURES]
    files = _entries(scene, contents)
    files.append(_file("data.yaml", b"{}"))
    contents["data.yaml"] = b"{}\n"
    _write(scene, gzip.compress(tar_of(_with_token(contents, _token(scene.key(), files)))))


@flaw("OPA would read", opa_takes=True)
def patch_of_a_delta_bundle(scene: Scene) -> None:
    _write_signed(scene, {"patch.json": b'{"data": []}'})


@flaw("OPA would read", opa_takes=True)
def compiled_policy(scene: Scene) -> None:
    _write_signed(scene, {"policy.wasm": b"\0asm"})


@flaw("OPA would read")
def second_manifest(scene: Scene) -> None:
    _write_signed(scene, {"lib/older.manifest": b"{}"})


# What is signed.


@flaw("not signed: it has no .signatures.json")
def unsigned(scene: Scene) -> None:
    contents = scene.contents()
    del contents[SIGNATURES]
    _write(scene, pack(contents, "small"))


@flaw("not by this key")
def signed_by_somebody_else(scene: Scene) -> None:
    scene.write(scene.released(key="other"))


@flaw("was changed")
def changed_rule(scene: Scene) -> None:
    _write_changed(scene, REGO_FILE, b"deny contains", b"deny2 contains")


@flaw("was changed")
def changed_cel_rule(scene: Scene) -> None:
    _write_changed(scene, CEL_FILE, b'!= "wrong"', b'!= "right"')


@flaw("was changed")
def changed_cases(scene: Scene) -> None:
    _write_changed(scene, CASES_FILE, b"Looks.", b"Never looks.")


@flaw("was changed")
def changed_data(scene: Scene) -> None:
    _write_changed(scene, "data.json", b"3", b"4")


@flaw("is not what the bundle's manifest lists", opa_takes=True)
def changed_spaces_in_the_data(scene: Scene) -> None:
    # OPA hashes what the JSON says; the manifest's digest is of the bytes.
    _write_changed(scene, "data.json", b": 3", b":   3")


@flaw("was changed")
def changed_version(scene: Scene) -> None:
    _write_changed(scene, ".manifest", b'"1.2.0"', b'"1.3.0"')


@flaw("was changed")
def renamed_bundle(scene: Scene) -> None:
    _write_changed(scene, ".manifest", b'"name": "small"', b'"name": "packer-baseline"')


@flaw("a key is there twice", opa_takes=True)
def key_there_twice_in_the_manifest(scene: Scene) -> None:
    _write_changed(scene, ".manifest", b'"revision"', b'"revision": "9.9.9",\n  "revision"')


@flaw("somebody has added it")
def added_rule(scene: Scene) -> None:
    rule = b"package small.build.more\n"
    _write(scene, pack({**scene.contents(), "build/more/more.rego": rule}, "small"))


@flaw("somebody has added it")
def added_file_that_is_no_rule(scene: Scene) -> None:
    _write(scene, pack({**scene.contents(), "lib/notes.md": b"\n"}, "small"))


@flaw("somebody has removed it")
def removed_rule(scene: Scene) -> None:
    contents = scene.contents()
    del contents[CEL_FILE]
    _write(scene, pack(contents, "small"))


@flaw("somebody has added it")
def renamed_file(scene: Scene) -> None:
    contents = scene.contents()
    contents["build/other-thing/other-thing_test.rego"] = contents.pop(REGO_FILE)
    _write(scene, pack(contents, "small"))


@flaw("was changed")
def swapped_files(scene: Scene) -> None:
    contents = scene.contents()
    contents[REGO_FILE], contents[CASES_FILE] = contents[CASES_FILE], contents[REGO_FILE]
    _write(scene, pack(contents, "small"))


# The signature.


@flaw("the signature says none")
def signature_without_an_algorithm(scene: Scene) -> None:
    contents = scene.contents()
    del contents[SIGNATURES]
    head = _part({"alg": "none"})
    _write_token(scene, f"{head}.{_part({'files': _entries(scene, contents)})}.AAAA")


@flaw("the signature says HS256")
def public_key_as_a_password(scene: Scene) -> None:
    contents = scene.contents()
    del contents[SIGNATURES]
    signed = f"{_part({'alg': 'HS256'})}.{_part({'files': _entries(scene, contents)})}"
    password = scene.folder.joinpath("security.pub").read_bytes()
    made = hmac.new(password, signed.encode(), hashlib.sha256).digest()
    _write_token(scene, f"{signed}.{_base64(made)}")


@flaw("there must be one signature")
def no_signature_in_the_list(scene: Scene) -> None:
    _write_signatures(scene, b'{"signatures": []}')


@flaw("there must be one signature")
def two_signatures(scene: Scene) -> None:
    token = _the_token(scene)
    _write_signatures(scene, json.dumps({"signatures": [token, token]}).encode())


@flaw("no JWT of three parts")
def signature_of_two_parts(scene: Scene) -> None:
    _write_token(scene, _the_token(scene).rpartition(".")[0])


@flaw("not of the length|no base64url")
def signature_cut_off(scene: Scene) -> None:
    _write_token(scene, _the_token(scene)[:-4])


@flaw("not by this key")
def signature_of_zeros(scene: Scene) -> None:
    _write_token(scene, f"{_the_token(scene).rpartition('.')[0]}.{_base64(bytes(64))}")


@flaw("not by this key")
def changed_payload(scene: Scene) -> None:
    head, _, signature = _the_token(scene).split(".")
    contents = scene.contents()
    del contents[SIGNATURES]
    contents[REGO_FILE] += b"# more\n"
    _write_token(
        scene,
        f"{head}.{_part({'files': _entries(scene, contents)})}.{signature}",
        contents,
    )


@flaw("is no base64url")
def padded_signature(scene: Scene) -> None:
    _write_token(scene, f"{_the_token(scene)}==")


@flaw("this is not valid JSON|no signature of a bundle")
def signatures_that_are_no_json(scene: Scene) -> None:
    _write_signatures(scene, b"signatures: none\n")


@flaw("no signature of a bundle")
def signature_that_names_a_plugin(scene: Scene) -> None:
    token = _the_token(scene)
    _write_signatures(scene, json.dumps({"signatures": [token], "plugin": "none"}).encode())


@flaw("only SHA-256 is accepted", opa_takes=True)
def weak_hash(scene: Scene) -> None:
    contents = scene.contents()
    del contents[SIGNATURES]
    files = [
        {
            "name": one["name"],
            "hash": hashlib.md5(contents[one["name"]]).hexdigest(),  # noqa: S324 - the flaw
            "algorithm": "MD5",
        }
        if one["name"] == REGO_FILE
        else one
        for one in _entries(scene, contents)
    ]
    _write_token(scene, _token(scene.key(), files))


@flaw("for the scope")
def signature_for_another_scope(scene: Scene) -> None:
    contents = scene.contents()
    del contents[SIGNATURES]
    _write_token(scene, _token(scene.key(), _entries(scene, contents), scope="read"))


@flaw("the claim `exp`", opa_takes=True)
def signature_that_has_expired(scene: Scene) -> None:
    contents = scene.contents()
    del contents[SIGNATURES]
    _write_token(scene, _token(scene.key(), _entries(scene, contents), exp=1))


@flaw("is signed twice", opa_takes=True)
def file_signed_twice(scene: Scene) -> None:
    contents = scene.contents()
    del contents[SIGNATURES]
    files = _entries(scene, contents)
    _write_token(scene, _token(scene.key(), [_file(REGO_FILE, b"other"), *files]))


@flaw("is not listed|is not what the bundle's manifest lists", opa_takes=True)
def signed_but_not_built_by_us(scene: Scene) -> None:
    _write_signed(scene, {"lib/notes.md": b"\n"})


@flaw("is missing|needs|must|has no", opa_takes=True)
def signed_but_does_not_load(scene: Scene) -> None:
    contents = scene.contents()
    contents[CEL_FILE] = contents[CEL_FILE].replace(b"assert:", b"assertion:")
    _write(scene, gzip.compress(tar_of(_signed(scene, _listed(contents)))))


# The sigstore bundle beside it. OPA does not look at it.


@flaw("about another file", opa_takes=True)
def sigstore_bundle_of_another_release(scene: Scene) -> None:
    _write_sigstore(scene, make_sigstore_bundle(b"another", scene.key()))


@flaw("made with another key", opa_takes=True)
def sigstore_bundle_by_somebody_else(scene: Scene) -> None:
    _write_sigstore(scene, make_sigstore_bundle(scene.release.content, scene.key("other")))


@flaw("not by this key", opa_takes=True)
def sigstore_bundle_with_a_false_hint(scene: Scene) -> None:
    forged = json.loads(make_sigstore_bundle(scene.release.content, scene.key("other")))
    assert scene.release.sigstore is not None
    forged["verificationMaterial"] = json.loads(scene.release.sigstore)["verificationMaterial"]
    _write_sigstore(scene, json.dumps(forged).encode())


@flaw("no sigstore bundle", opa_takes=True)
def sigstore_bundle_that_is_none(scene: Scene) -> None:
    _write_sigstore(scene, b'{"verified": true}')


@flaw("made with a certificate", opa_takes=True)
def sigstore_bundle_with_a_certificate(scene: Scene) -> None:
    assert scene.release.sigstore is not None
    made = json.loads(scene.release.sigstore)
    made["verificationMaterial"] = {"certificate": {"rawBytes": "AAAA"}, "tlogEntries": []}
    _write_sigstore(scene, json.dumps(made).encode())


@flaw("signs a statement", opa_takes=True)
def sigstore_bundle_of_a_statement(scene: Scene) -> None:
    assert scene.release.sigstore is not None
    made = json.loads(scene.release.sigstore)
    del made["messageSignature"]
    made["dsseEnvelope"] = {
        "payload": "e30=",
        "payloadType": "application/vnd.in-toto+json",
        "signatures": [{"sig": "AAAA"}],
    }
    _write_sigstore(scene, json.dumps(made).encode())


def _write(scene: Scene, content: bytes) -> None:
    scene.write(Release(content), scene.file.name)


def _write_signed(scene: Scene, more: Mapping[str, bytes]) -> None:
    """A release with more files, signed by its owner in whatever form the names are."""
    _write(scene, gzip.compress(tar_of(_signed(scene, {**scene.contents(), **more}))))


def _write_changed(scene: Scene, name: str, old: bytes, new: bytes) -> None:
    contents = scene.contents()
    assert old in contents[name], f"{name} does not have {old!r}"
    contents[name] = contents[name].replace(old, new)
    _write(scene, pack(contents, "small"))


def _write_entry(scene: Scene, info: tarfile.TarInfo) -> None:
    _write(scene, gzip.compress(tar_of(scene.contents(), (info, b""))))


def _write_entries(scene: Scene, *blocks: bytes) -> None:
    """The release's tar with raw blocks before its end."""
    files = tar_of(scene.contents()).rstrip(b"\0")
    files += bytes(-len(files) % 512)
    more = b"".join(block + bytes(-len(block) % 512) for block in blocks)
    _write(scene, gzip.compress(files + more + bytes(1024)))


def _write_signatures(scene: Scene, content: bytes) -> None:
    _write(scene, pack({**scene.contents(), SIGNATURES: content}, "small"))


def _write_token(scene: Scene, token: str, contents: Mapping[str, bytes] | None = None) -> None:
    _write(scene, pack(_with_token(contents or scene.contents(), token), "small"))


def _write_sigstore(scene: Scene, content: bytes) -> None:
    scene.file.with_name(scene.file.name + SUFFIX).write_bytes(content)


def _signed(scene: Scene, contents: Mapping[str, bytes]) -> dict[str, bytes]:
    files = {name: content for name, content in contents.items() if name != SIGNATURES}
    return {**files, SIGNATURES: signatures(files, scene.key(), "default", "small")}


def _listed(contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """With the manifest's digests as they should be."""
    from packer_systo.engine.bundle.digests import listing, rule_digests

    manifest = json.loads(contents[".manifest"])
    manifest["metadata"]["files"] = listing(contents)
    manifest["metadata"]["rules"] = rule_digests(contents)
    return {**contents, ".manifest": json.dumps(manifest).encode()}


def _link(name: str, target: str, kind: bytes) -> tarfile.TarInfo:
    info = entry(name, kind=kind)
    info.linkname = target
    return info


def _pax_tar(scene: Scene, info: tarfile.TarInfo) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, content in scene.contents().items():
            archive.addfile(entry(name, len(content)), io.BytesIO(content))
        archive.addfile(info, io.BytesIO(b"x"))
    return made.getvalue()


def _header_with(info: tarfile.TarInfo, *, size: bytes = b"") -> bytes:
    """A header block, with a size field of one's own."""
    header = bytearray(info.tobuf(tarfile.USTAR_FORMAT))
    if size:
        header[124:136] = size
        header[148:156] = b" " * 8
        header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header)


def _file(name: str, content: bytes) -> dict[str, str]:
    return {
        "name": name,
        "hash": hashlib.sha256(content).hexdigest(),
        "algorithm": "SHA-256",
    }


def _entries(scene: Scene, contents: Mapping[str, bytes]) -> list[dict[str, str]]:
    del scene
    return [
        {**_file(name, b""), "hash": file_hash(name, content, "small")}
        for name, content in sorted(contents.items())
    ]


def _token(key: PrivateKey, files: list[dict[str, str]], **claims: str | int) -> str:
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    signed = f"{_part({'alg': 'ES256', 'kid': 'default'})}.{_part({'files': files, **claims})}"
    first, second = decode_dss_signature(key.sign(signed.encode()))
    return f"{signed}.{_base64(first.to_bytes(32, 'big') + second.to_bytes(32, 'big'))}"


def _the_token(scene: Scene) -> str:
    found = json.loads(scene.contents()[SIGNATURES])["signatures"][0]
    assert isinstance(found, str)
    return found


def _with_token(contents: Mapping[str, bytes], token: str) -> dict[str, bytes]:
    return {**contents, SIGNATURES: json.dumps({"signatures": [token]}).encode()}


def _part(value: Mapping[str, object]) -> str:
    return _base64(json.dumps(value).encode())


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
