"""`systo-policy bundle push`."""

from __future__ import annotations

import click

from packer_systo.cli.parameters import output_of


@click.command()
@click.argument("file")
@click.argument("destination", metavar="DEST")
@click.option(
    "--key", metavar="PUB", help="Publish only what is signed by the owner of this public key."
)
@click.pass_context
def push(context: click.Context, file: str, destination: str, key: str | None) -> None:
    """Publish FILE, with its sigstore bundle, at DEST.

    DEST is oci://HOST/NAME, git+https://HOST/PATH, git+ssh://HOST/PATH, git+file:///PATH, or a
    folder, which a web server may serve. A version that is there is never replaced.
    """
    from packer_systo.engine.distribution.publishing import publish_bundle

    published = publish_bundle(file, destination, key=key or "")
    output_of(context).result(
        f"{published.place}: {published.name} {published.version}\n  digest  {published.digest}\n"
    )
