"""Releases whose archive must be refused: its form, the names and kinds of its entries."""

from __future__ import annotations

import gzip
import io
import tarfile
import zlib
from typing import TYPE_CHECKING

from flaw import Flaws
from flaw_writing import (
    file_entries,
    file_entry,
    header_with,
    link_to,
    pax_tar,
    signed_files,
    token_of,
    with_token,
    write_archive,
    write_entries,
    write_entry,
    write_signed,
)
from packer_systo.engine.bundle.file_names import SIGNATURES
from release_scene import entry, tar_of

if TYPE_CHECKING:
    from release_scene import Scene

REGO_FILE = "build/other-thing/other-thing.rego"
CASES_FILE = "security/wrong-thing/cases.md"

flaw = Flaws()


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
    write_archive(scene, gzip.compress(tar_of(signed_files(scene, contents)), 9))


@flaw("more than 5000 entries")
def more_files_than_a_bundle_has(scene: Scene) -> None:
    many = {f"notes/{number}.md": b"" for number in range(6000)}
    write_archive(scene, gzip.compress(tar_of({**scene.contents(), **many}), 1))


@flaw("cut off in")
def size_beyond_the_end(scene: Scene) -> None:
    write_entries(scene, header_with(entry("notes.md", 8 * 1024 * 1024 * 1024 - 1)))


@flaw("is no number")
def negative_size(scene: Scene) -> None:
    write_entries(scene, header_with(entry("notes.md"), size=b"-1".rjust(11) + b"\0"))


@flaw("is no number")
def size_in_base_256(scene: Scene) -> None:
    write_entries(scene, header_with(entry("notes.md"), size=b"\x80" + bytes(10) + b"\1"))


@flaw("has a content")
def folder_with_a_content(scene: Scene) -> None:
    write_entries(scene, header_with(entry("notes/", 5, tarfile.DIRTYPE)), b"notes")


# Names.


@flaw("leads out of the bundle")
def path_to_the_parent(scene: Scene) -> None:
    write_signed(scene, {"../evil.rego": b"package evil\n"})


@flaw("leads out of the bundle")
def path_to_the_parent_from_within(scene: Scene) -> None:
    write_signed(scene, {"security/../../evil.rego": b"package evil\n"})


@flaw("leads out of the bundle")
def absolute_path(scene: Scene) -> None:
    write_signed(scene, {f"{scene.folder}/outside/evil.md": b"evil\n"})


@flaw("leads out of the bundle", opa_takes=True)
def path_with_backslashes(scene: Scene) -> None:
    write_signed(scene, {"..\\..\\evil.md": b"evil\n"})


@flaw("leads out of the bundle", opa_takes=True)
def path_with_a_drive(scene: Scene) -> None:
    write_signed(scene, {"C:evil.md": b"evil\n"})


@flaw("no portable name", opa_takes=True)
def name_with_a_dot_folder(scene: Scene) -> None:
    write_signed(scene, {"./notes.md": b"\n"})


@flaw("no portable name", opa_takes=True)
def hidden_file(scene: Scene) -> None:
    write_signed(scene, {".git/hooks/post-checkout": b"#!/bin/sh\n"})


@flaw("no portable name", opa_takes=True)
def name_beyond_ascii(scene: Scene) -> None:
    write_signed(scene, {"lib/\u202eoger.rego.md": b"\n"})


@flaw("no portable name", opa_takes=True)
def name_that_steers_a_terminal(scene: Scene) -> None:
    write_signed(scene, {"lib/\x1b[2Knotes.md": b"\n"})


@flaw("no portable name", opa_takes=True)
def name_of_a_device(scene: Scene) -> None:
    write_signed(scene, {"lib/con.md": b"\n"})


@flaw("longer than", opa_takes=True)
def long_name(scene: Scene) -> None:
    write_signed(scene, {f"{'n' * 120}/{'m' * 90}.md": b"\n"})


@flaw("nested deeper", opa_takes=True)
def deep_folders(scene: Scene) -> None:
    write_signed(scene, {"a/" * 40 + "notes.md": b"\n"})


@flaw("there twice")
def file_there_twice(scene: Scene) -> None:
    changed = scene.contents()[REGO_FILE].replace(b"wrong", b"right")
    more = (entry(REGO_FILE, len(changed)), changed)
    write_archive(scene, gzip.compress(tar_of(scene.contents(), more)))


@flaw("differ in their case only", opa_takes=True)
def same_name_in_another_case(scene: Scene) -> None:
    write_signed(scene, {CASES_FILE.upper(): b"# cases\n"})


@flaw("both a file and a folder", opa_takes=True)
def file_that_is_a_folder_too(scene: Scene) -> None:
    write_signed(scene, {"lib": b"", "lib/notes.md": b"\n"})


# Kinds of entries. OPA leaves out what is no plain file; others unpack it.


@flaw("a symbolic link", opa_takes=True)
def symbolic_link(scene: Scene) -> None:
    write_entry(scene, link_to("notes.md", "/etc/passwd", tarfile.SYMTYPE))


@flaw("a symbolic link", opa_takes=True)
def link_to_the_parent(scene: Scene) -> None:
    write_entry(scene, link_to("lib", "..", tarfile.SYMTYPE))


@flaw("a hard link", opa_takes=True)
def hard_link(scene: Scene) -> None:
    write_entry(scene, link_to("notes.md", "../../../etc/passwd", tarfile.LNKTYPE))


@flaw("a device", opa_takes=True)
def device(scene: Scene) -> None:
    write_entry(scene, entry("notes.md", kind=tarfile.CHRTYPE))


@flaw("a pipe", opa_takes=True)
def pipe(scene: Scene) -> None:
    write_entry(scene, entry("notes.md", kind=tarfile.FIFOTYPE))


@flaw("a sparse file")
def sparse_file(scene: Scene) -> None:
    write_entry(scene, entry("notes.md", kind=tarfile.GNUTYPE_SPARSE))


@flaw("unknown kind", opa_takes=True)
def entry_of_an_unknown_kind(scene: Scene) -> None:
    write_entry(scene, entry("notes.md", kind=b"Z"))


@flaw("an extended header")
def extended_header_that_renames(scene: Scene) -> None:
    info = entry("notes.md", 1)
    info.pax_headers = {"path": "../evil.md"}
    write_archive(scene, gzip.compress(pax_tar(scene, info)))


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
    write_archive(scene, gzip.compress(made.getvalue()))


@flaw("a long name of GNU tar")
def long_name_of_gnu_tar(scene: Scene) -> None:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for name, content in scene.contents().items():
            archive.addfile(entry(name, len(content)), io.BytesIO(content))
        archive.addfile(entry("n" * 150))
    write_archive(scene, gzip.compress(made.getvalue()))


# Files that OPA reads and packer-systo does not: signed, and still not the same bundle for both.


@flaw("OPA would read", opa_takes=True)
def data_in_a_folder_below(scene: Scene) -> None:
    write_signed(scene, {"small/lists/data.json": b"{}"})


@flaw("OPA would read", opa_takes=True)
def data_in_yaml(scene: Scene) -> None:
    # Signed by the key's owner with OPA's own program, which parses YAML first.
    contents = scene.contents()
    del contents[SIGNATURES]
    files = file_entries(scene, contents)
    files.append(file_entry("data.yaml", b"{}"))
    contents["data.yaml"] = b"{}\n"
    write_archive(scene, gzip.compress(tar_of(with_token(contents, token_of(scene.key(), files)))))


@flaw("OPA would read", opa_takes=True)
def patch_of_a_delta_bundle(scene: Scene) -> None:
    write_signed(scene, {"patch.json": b'{"data": []}'})


@flaw("OPA would read", opa_takes=True)
def compiled_policy(scene: Scene) -> None:
    write_signed(scene, {"policy.wasm": b"\0asm"})


@flaw("OPA would read")
def second_manifest(scene: Scene) -> None:
    write_signed(scene, {"lib/older.manifest": b"{}"})
