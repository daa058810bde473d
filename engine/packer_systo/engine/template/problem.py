"""What is wrong with a template, as the reader and the resolver say it."""

from __future__ import annotations

import msgspec

from packer_systo.engine.source.text import Span
from packer_systo.engine.template.quotes import Quote
from packer_systo.engine.template.sourcemap import Path


class RelatedPlace(msgspec.Struct, frozen=True, gc=False):
    """Another place that the problem is about, and what stands there."""

    span: Span
    label: str


class Problem(msgspec.Struct, frozen=True, gc=False):
    """One mistake in a template.

    `code` is a rule name of the bundle `template` (`template/diagnostics.py` describes each).
    `message` never holds a value of the template, only names, and what `quote` tells that it has out
    of a text; `quote` is gone once it is known which texts are secret. `example` is a corrected snippet, or
    empty. `path` leads to the thing in the document where it has a path. Without a `span` the
    problem is about no file: an environment variable, an option. `why` says why it matters where
    that is not what the rule says.
    """

    code: str
    message: str
    span: Span | None
    example: str = ""
    related: tuple[RelatedPlace, ...] = ()
    path: Path = ()
    quote: Quote | None = None
    why: str = ""
