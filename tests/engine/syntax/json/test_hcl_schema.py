"""What Packer's schema says of names in HCL's JSON form."""

from __future__ import annotations

from packer_systo.engine.syntax.json.hcl_schema import COMPONENT, PLAIN, ROOT, dynamic


def test_the_body_of_a_block() -> None:
    variable = ROOT.within("variable")
    assert variable.expressions == {"type"}
    assert variable.within("validation").literal == {"error_message"}
    assert ROOT.within("source") is COMPONENT
    assert ROOT.within("hcp_packer_registry") is PLAIN


def test_a_dynamic_block_holds_what_it_makes() -> None:
    build = ROOT.within("build")
    chain = dynamic(build, "post-processors")
    assert chain.blocks == {"content": ()}
    assert chain.within("content").blocks["post-processor"] == ("type",)
    assert dynamic(COMPONENT, "disk").within("content") is COMPONENT
