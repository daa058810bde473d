"""`systo-policy bundle pull`."""

from __future__ import annotations

import click

from packer_systo.cli.parameters import output_of


@click.command()
@click.argument("source", required=False)
@click.option("--name", metavar="NAME", default="", help="The bundle, where SOURCE has several.")
@click.option(
    "--version",
    metavar="RANGE",
    default="",
    help="Which versions, such as `>=1.2, <2`. Default: the newest.",
)
@click.option("--key", metavar="PUB", default="", help="The public key of who signs it.")
@click.option(
    "-o", "--output", metavar="FOLDER", default=".", help="Where to write. Default: here."
)
@click.option(
    "--config", metavar="FILE", default="", help="Without SOURCE: settings other than systo.toml."
)
@click.pass_context
def pull(
    context: click.Context,
    /,
    *,
    source: str | None,
    name: str,
    version: str,
    key: str,
    output: str,
    config: str,
) -> None:
    """Fetch a release from SOURCE, or, without SOURCE, all that systo.lock pins.

    SOURCE is oci://HOST/NAME, https://HOST/PATH, git+https://HOST/PATH, a folder or a file. With
    --key its signature is verified first. Exit code 4: it is refused.
    """
    streams = output_of(context)
    if source is None:
        if name or version or key:
            raise click.UsageError("--name, --version and --key go with SOURCE")
        from packer_systo.engine.distribution.project import pull_locked_bundles

        fetched = pull_locked_bundles(config)
        for pin in fetched:
            streams.result(f"{pin.name} {pin.version}: fetched from {pin.source}\n")
        if not fetched:
            streams.said("All that systo.lock pins is here already.\n")
        return
    if config:
        raise click.UsageError("--config goes without SOURCE")
    from packer_systo.engine.distribution.pulling import pull_bundle

    pulled = pull_bundle(source, output, name=name, version=version, key=key)
    signer = f"{pulled.signer}, verified" if pulled.signer else "not verified: no --key was given"
    streams.result(
        f"{pulled.file}: {pulled.name} {pulled.version}\n"
        f"  digest  {pulled.digest}\n"
        f"  signer  {signer}\n"
    )
