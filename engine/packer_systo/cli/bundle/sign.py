"""`systo-policy bundle sign`."""

from __future__ import annotations

import os
import sys

import click

from packer_systo.cli.parameters import output_of


@click.command()
@click.argument("file")
@click.option("--key", metavar="PEM", required=True, help="The private key: P-256 or Ed25519.")
@click.option(
    "--passphrase-env",
    metavar="NAME",
    default="",
    help="The environment variable with the key's passphrase. Default: ask for it.",
)
@click.option(
    "--key-id",
    metavar="ID",
    default="",
    help="What OPA's configuration calls the key. Default: its fingerprint.",
)
@click.pass_context
def sign(context: click.Context, file: str, key: str, passphrase_env: str, key_id: str) -> None:
    """Sign FILE: OPA's signature inside of it, a sigstore bundle beside it."""
    from packer_systo.engine.release.files import read_release, write_release
    from packer_systo.engine.release.keys import load_private_key
    from packer_systo.engine.release.signing import sign_bundle
    from packer_systo.engine.release.sigstore_bundle import SUFFIX

    def passphrase() -> bytes:
        if not passphrase_env:
            if not sys.stdin.isatty():
                raise click.UsageError(
                    f"{key} is encrypted, and there is no terminal to ask for its passphrase; "
                    "give the name of a variable that has it, by --passphrase-env"
                )
            asked: str = click.prompt(f"Passphrase of {key}", hide_input=True, err=True)
            return asked.encode("utf-8")
        given = os.environ.get(passphrase_env)
        if given is None:
            raise click.UsageError(f"the environment has no {passphrase_env}")
        return given.encode("utf-8", "surrogateescape")

    unsigned = read_release(file)
    signer = load_private_key(key, passphrase)
    release = sign_bundle(unsigned.content, signer, file, key_id=key_id)
    write_release(file, release)
    output_of(context).result(
        f"{file}: signed, and {os.path.basename(file)}{SUFFIX} beside it\n"
        f"  digest  {release.digest}\n"
        f"  signer  {signer.public.fingerprint} ({signer.public.algorithm})\n"
    )
