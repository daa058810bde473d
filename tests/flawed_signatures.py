"""Releases whose signatures must be refused: what is signed, by whom, and how."""

from __future__ import annotations

import gzip
import hashlib
import hmac
import json
from typing import TYPE_CHECKING

from flaw import Flaws
from flaw_writing import (
    base64_url,
    file_entries,
    file_entry,
    signed_files,
    token_in,
    token_of,
    token_part,
    with_digests,
    write_archive,
    write_changed,
    write_signatures,
    write_signed,
    write_sigstore,
    write_token,
)
from packer_systo.engine.bundle.archive import pack
from packer_systo.engine.bundle.file_names import SIGNATURES
from packer_systo.engine.release.sigstore_bundle import make_sigstore_bundle
from release_scene import tar_of

if TYPE_CHECKING:
    from release_scene import Scene

CEL_FILE = "security/wrong-thing/wrong-thing.cel.yaml"
REGO_FILE = "build/other-thing/other-thing.rego"
CASES_FILE = "security/wrong-thing/cases.md"

flaw = Flaws()


# What is signed.


@flaw("not signed: it has no .signatures.json")
def unsigned(scene: Scene) -> None:
    contents = scene.contents()
    del contents[SIGNATURES]
    write_archive(scene, pack(contents, "small"))


@flaw("not by this key")
def signed_by_somebody_else(scene: Scene) -> None:
    scene.write(scene.released(key="other"))


@flaw("was changed")
def changed_rule(scene: Scene) -> None:
    write_changed(scene, REGO_FILE, b"deny contains", b"deny2 contains")


@flaw("was changed")
def changed_cel_rule(scene: Scene) -> None:
    write_changed(scene, CEL_FILE, b'!= "wrong"', b'!= "right"')


@flaw("was changed")
def changed_cases(scene: Scene) -> None:
    write_changed(scene, CASES_FILE, b"Looks.", b"Never looks.")


@flaw("was changed")
def changed_data(scene: Scene) -> None:
    write_changed(scene, "data.json", b"3", b"4")


@flaw("is not what the bundle's manifest lists", opa_takes=True)
def changed_spaces_in_the_data(scene: Scene) -> None:
    # OPA hashes what the JSON says; the manifest's digest is of the bytes.
    write_changed(scene, "data.json", b": 3", b":   3")


@flaw("was changed")
def changed_version(scene: Scene) -> None:
    write_changed(scene, ".manifest", b'"1.2.0"', b'"1.3.0"')


@flaw("was changed")
def renamed_bundle(scene: Scene) -> None:
    write_changed(scene, ".manifest", b'"name": "small"', b'"name": "packer-baseline"')


@flaw("a key is there twice", opa_takes=True)
def key_there_twice_in_the_manifest(scene: Scene) -> None:
    write_changed(scene, ".manifest", b'"revision"', b'"revision": "9.9.9",\n  "revision"')


@flaw("somebody has added it")
def added_rule(scene: Scene) -> None:
    rule = b"package small.build.more\n"
    write_archive(scene, pack({**scene.contents(), "build/more/more.rego": rule}, "small"))


@flaw("somebody has added it")
def added_file_that_is_no_rule(scene: Scene) -> None:
    write_archive(scene, pack({**scene.contents(), "lib/notes.md": b"\n"}, "small"))


@flaw("somebody has removed it")
def removed_rule(scene: Scene) -> None:
    contents = scene.contents()
    del contents[CEL_FILE]
    write_archive(scene, pack(contents, "small"))


@flaw("somebody has added it")
def renamed_file(scene: Scene) -> None:
    contents = scene.contents()
    contents["build/other-thing/other-thing_test.rego"] = contents.pop(REGO_FILE)
    write_archive(scene, pack(contents, "small"))


@flaw("was changed")
def swapped_files(scene: Scene) -> None:
    contents = scene.contents()
    contents[REGO_FILE], contents[CASES_FILE] = contents[CASES_FILE], contents[REGO_FILE]
    write_archive(scene, pack(contents, "small"))


# The signature.


@flaw("the signature says none")
def signature_without_an_algorithm(scene: Scene) -> None:
    contents = scene.contents()
    del contents[SIGNATURES]
    head = token_part({"alg": "none"})
    write_token(scene, f"{head}.{token_part({'files': file_entries(scene, contents)})}.AAAA")


@flaw("the signature says HS256")
def public_key_as_a_password(scene: Scene) -> None:
    contents = scene.contents()
    del contents[SIGNATURES]
    signed = (
        f"{token_part({'alg': 'HS256'})}.{token_part({'files': file_entries(scene, contents)})}"
    )
    password = scene.folder.joinpath("security.pub").read_bytes()
    made = hmac.new(password, signed.encode(), hashlib.sha256).digest()
    write_token(scene, f"{signed}.{base64_url(made)}")


@flaw("there must be one signature")
def no_signature_in_the_list(scene: Scene) -> None:
    write_signatures(scene, b'{"signatures": []}')


@flaw("there must be one signature")
def two_signatures(scene: Scene) -> None:
    token = token_in(scene)
    write_signatures(scene, json.dumps({"signatures": [token, token]}).encode())


@flaw("no JWT of three parts")
def signature_of_two_parts(scene: Scene) -> None:
    write_token(scene, token_in(scene).rpartition(".")[0])


@flaw("not of the length|no base64url")
def signature_cut_off(scene: Scene) -> None:
    write_token(scene, token_in(scene)[:-4])


@flaw("not by this key")
def signature_of_zeros(scene: Scene) -> None:
    write_token(scene, f"{token_in(scene).rpartition('.')[0]}.{base64_url(bytes(64))}")


@flaw("not by this key")
def changed_payload(scene: Scene) -> None:
    head, _, signature = token_in(scene).split(".")
    contents = scene.contents()
    del contents[SIGNATURES]
    contents[REGO_FILE] += b"# more\n"
    write_token(
        scene,
        f"{head}.{token_part({'files': file_entries(scene, contents)})}.{signature}",
        contents,
    )


@flaw("is no base64url")
def padded_signature(scene: Scene) -> None:
    write_token(scene, f"{token_in(scene)}==")


@flaw("this is not valid JSON|no signature of a bundle")
def signatures_that_are_no_json(scene: Scene) -> None:
    write_signatures(scene, b"signatures: none\n")


@flaw("no signature of a bundle")
def signature_that_names_a_plugin(scene: Scene) -> None:
    token = token_in(scene)
    write_signatures(scene, json.dumps({"signatures": [token], "plugin": "none"}).encode())


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
        for one in file_entries(scene, contents)
    ]
    write_token(scene, token_of(scene.key(), files))


@flaw("for the scope")
def signature_for_another_scope(scene: Scene) -> None:
    contents = scene.contents()
    del contents[SIGNATURES]
    write_token(scene, token_of(scene.key(), file_entries(scene, contents), scope="read"))


@flaw("the claim `exp`", opa_takes=True)
def signature_that_has_expired(scene: Scene) -> None:
    contents = scene.contents()
    del contents[SIGNATURES]
    write_token(scene, token_of(scene.key(), file_entries(scene, contents), exp=1))


@flaw("is signed twice", opa_takes=True)
def file_signed_twice(scene: Scene) -> None:
    contents = scene.contents()
    del contents[SIGNATURES]
    files = file_entries(scene, contents)
    write_token(scene, token_of(scene.key(), [file_entry(REGO_FILE, b"other"), *files]))


@flaw("is not listed|is not what the bundle's manifest lists", opa_takes=True)
def signed_but_not_built_by_us(scene: Scene) -> None:
    write_signed(scene, {"lib/notes.md": b"\n"})


@flaw("is missing|needs|must|has no", opa_takes=True)
def signed_but_does_not_load(scene: Scene) -> None:
    contents = scene.contents()
    contents[CEL_FILE] = contents[CEL_FILE].replace(b"assert:", b"assertion:")
    write_archive(scene, gzip.compress(tar_of(signed_files(scene, with_digests(contents)))))


# The sigstore bundle beside it. OPA does not look at it.


@flaw("about another file", opa_takes=True)
def sigstore_bundle_of_another_release(scene: Scene) -> None:
    write_sigstore(scene, make_sigstore_bundle(b"another", scene.key()))


@flaw("made with another key", opa_takes=True)
def sigstore_bundle_by_somebody_else(scene: Scene) -> None:
    write_sigstore(scene, make_sigstore_bundle(scene.release.content, scene.key("other")))


@flaw("not by this key", opa_takes=True)
def sigstore_bundle_with_a_false_hint(scene: Scene) -> None:
    forged = json.loads(make_sigstore_bundle(scene.release.content, scene.key("other")))
    assert scene.release.sigstore is not None
    forged["verificationMaterial"] = json.loads(scene.release.sigstore)["verificationMaterial"]
    write_sigstore(scene, json.dumps(forged).encode())


@flaw("no sigstore bundle", opa_takes=True)
def sigstore_bundle_that_is_none(scene: Scene) -> None:
    write_sigstore(scene, b'{"verified": true}')


@flaw("made with a certificate", opa_takes=True)
def sigstore_bundle_with_a_certificate(scene: Scene) -> None:
    assert scene.release.sigstore is not None
    made = json.loads(scene.release.sigstore)
    made["verificationMaterial"] = {"certificate": {"rawBytes": "AAAA"}, "tlogEntries": []}
    write_sigstore(scene, json.dumps(made).encode())


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
    write_sigstore(scene, json.dumps(made).encode())
