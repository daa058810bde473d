"""`systo-policy bundle push`."""

from __future__ import annotations

import click

from packer_systo.cli.parameters import output_of
from packer_systo.engine.report.printable import printable


@click.command()
@click.argument("file")
@click.argument("destination", metavar="DEST")
@click.option(
    "--key", metavar="PUB", help="Publish only what is signed by the owner of this public key."
)
@click.pass_context
def push(context: click.Context, file: str, destination: str, key: str | None) -> None:
    """Publish FILE, with its sigstore bundle, at DEST.

    DEST is oci://HOST/NAME, https://HOST/PATH of a server that takes files, git+https://HOST/PATH,
    git+ssh://HOST/PATH, git+file:///PATH, or a folder, which a web server may serve. A version that
    is there is never replaced. A release that is not signed is published too, and that is said; with
    --key it is refused, with exit code 4.
    """
    from packer_systo.engine.distribution.publishing import publish_bundle

    published = publish_bundle(file, destination, key=key or "")
    streams = output_of(context)
    streams.result(
        f"{published.place}: {published.name} {published.version}\n  digest  {published.digest}\n"
    )
    if not published.signed:
        streams.said(
            f"note: {printable(file)} is not signed: who pins it must write `unsigned = true`. "
            "A published version never changes: `systo-policy bundle sign` the next one first\n"
        )
