"""Which names are blocks in HCL's JSON form of a Packer template, and how its strings are read.

JSON does not tell a block from an attribute; a schema does. This is the one of Packer 1.16
(hcl2template: configSchema, buildSchema, variableBlockSchema and their kin). What a component's
own blocks are is known to its plugin only, so there every name but `dynamic` is an attribute.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class BodyForm(msgspec.Struct, frozen=True):
    """What the names in a body are.

    `blocks` gives the names of the labels by block type. The strings of an attribute are templates,
    save those of the attributes in `literal` (or all of them, with `all_literal`), in which `${`
    stands for itself, and those in `expressions`, which are code (`"list(string)"`).
    `one_object`: the body cannot be an array of objects.
    """

    blocks: Mapping[str, tuple[str, ...]] = {}
    bodies: Mapping[str, BodyForm] = {}
    literal: frozenset[str] = frozenset()
    expressions: frozenset[str] = frozenset()
    all_literal: bool = False
    one_object: bool = False

    def within(self, type: str) -> BodyForm:
        """The form of the body of a block of this type."""
        return self.bodies.get(type, PLAIN)


PLAIN = BodyForm()

_DYNAMIC_LABELS = {"dynamic": ("type",)}


def dynamic(around: BodyForm, type: str) -> BodyForm:
    """The body of a `dynamic` block that makes blocks of a type for the body around it."""
    content = around.bodies.get(type, COMPONENT)
    return BodyForm(
        blocks={"content": ()},
        bodies={"content": content},
        expressions=frozenset({"iterator"}),
    )


COMPONENT = BodyForm(blocks=_DYNAMIC_LABELS)
_BUILD_SOURCE = BodyForm(blocks=_DYNAMIC_LABELS, literal=frozenset({"name"}))
_POST_PROCESSORS = BodyForm(
    blocks={"post-processor": ("type",), **_DYNAMIC_LABELS},
    bodies={"post-processor": COMPONENT},
)
_BUILD = BodyForm(
    blocks={
        "from": ("type",),
        "source": ("reference",),
        "provisioner": ("type",),
        "error-cleanup-provisioner": ("type",),
        "post-processor": ("type",),
        "post-processors": (),
        "hcp_packer_registry": (),
        **_DYNAMIC_LABELS,
    },
    bodies={
        "source": _BUILD_SOURCE,
        "provisioner": COMPONENT,
        "error-cleanup-provisioner": COMPONENT,
        "post-processor": COMPONENT,
        "post-processors": _POST_PROCESSORS,
    },
)
ROOT = BodyForm(
    blocks={
        "packer": (),
        "source": ("type", "name"),
        "variables": (),
        "variable": ("name",),
        "locals": (),
        "local": ("name",),
        "data": ("type", "name"),
        "build": (),
        "hcp_packer_registry": (),
        "communicator": ("type", "name"),
    },
    bodies={
        "packer": BodyForm(
            blocks={"required_plugins": ()},
            bodies={"required_plugins": BodyForm(all_literal=True, one_object=True)},
            literal=frozenset({"required_version"}),
        ),
        "source": COMPONENT,
        "variables": BodyForm(one_object=True),
        "variable": BodyForm(
            blocks={"validation": ()},
            bodies={"validation": BodyForm(literal=frozenset({"error_message"}))},
            literal=frozenset({"description", "sensitive"}),
            expressions=frozenset({"type"}),
        ),
        "locals": BodyForm(one_object=True),
        "local": BodyForm(literal=frozenset({"sensitive"})),
        "data": COMPONENT,
        "build": _BUILD,
        "communicator": COMPONENT,
    },
)
VAR_FILE = BodyForm(all_literal=True, one_object=True)
