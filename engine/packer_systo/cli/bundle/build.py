"""`systo-policy bundle build`."""

from __future__ import annotations

import click

from packer_systo.cli.parameters import output_of


@click.command()
@click.argument("folder", metavar="DIR")
@click.option(
    "-o", "--output", metavar="FILE", help="Where to write. Default: NAME-VERSION.tar.gz."
)
@click.pass_context
def build(context: click.Context, folder: str, output: str | None) -> None:
    """Make the bundle in DIR one file, which OPA reads as well. DIR may be the name of a bundle that comes
    with the program, to sign and serve it.

    The same files give the same bytes, on every machine. A bundle that does not load is refused.
    """
    from packer_systo.engine.release.building import build_bundle
    from packer_systo.engine.release.files import write_release
    from packer_systo.engine.release.verification import Release

    built = build_bundle(folder)
    bundle = built.bundle
    file = output or f"{bundle.metadata.name}-{bundle.version}.tar.gz"
    release = Release(built.content)
    write_release(file, release)
    rules = "1 rule" if len(bundle.rules) == 1 else f"{len(bundle.rules)} rules"
    output_of(context).result(
        f"{file}: {bundle.metadata.name} {bundle.version}, {rules}, {built.files} files\n"
        f"  digest  {release.digest}\n"
    )
