"""`systo-policy bundle verify`."""

from __future__ import annotations

import click

from packer_systo.cli.parameters import output_of


@click.command()
@click.argument("file")
@click.option("--key", metavar="PUB", required=True, help="The signer's public key, in PEM.")
@click.pass_context
def verify(context: click.Context, file: str, key: str) -> None:
    """Say whether FILE is what the owner of the key PUB released.

    Every file in it must be signed and unchanged; a sigstore bundle beside FILE must be right too.
    Exit code 0: verified. 4: refused. 2: an error.
    """
    from packer_systo.engine.release.files import read_release
    from packer_systo.engine.release.keys import load_public_key
    from packer_systo.engine.release.sigstore_bundle import SUFFIX
    from packer_systo.engine.release.verification import verify_release

    public = load_public_key(key)
    found = verify_release(read_release(file), public, file)
    bundle = found.bundle
    rules = "1 rule" if len(bundle.rules) == 1 else f"{len(bundle.rules)} rules"
    sigstore = f"{file}{SUFFIX}: the whole archive" if found.sigstore else "none beside it"
    output_of(context).result(
        f"{file}: verified\n"
        f"  bundle    {bundle.metadata.name} {bundle.version}, {rules}\n"
        f"  digest    {found.digest}\n"
        f"  signer    {found.signer} ({found.algorithm})\n"
        f"  signed    all {found.files} files\n"
        f"  sigstore  {sigstore}\n"
    )
