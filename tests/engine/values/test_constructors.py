from __future__ import annotations

import time

from evaluating import SECRET, missing
from packer_systo.engine.values.constructors import (
    boolean,
    list_value,
    map_value,
    merge_origins,
    merge_reasons,
    null,
    number,
    object_value,
    set_value,
    string,
    string_from_parts,
    tuple_value,
    unknown,
)
from packer_systo.engine.values.types import (
    ANY,
    NUMBER,
    STRING,
    Kind,
    list_of,
    map_of,
    object_of,
    set_of,
    tuple_of,
)
from packer_systo.engine.values.value import (
    Origin,
    PartialString,
    SecretText,
    Unknown,
    UnknownReason,
)

NO_VALUE = UnknownReason("var.a", "variable without a value")
OF_BUILD = UnknownReason("build.ID", "build value")


def test_text_is_brought_to_nfc() -> None:
    assert string("e\u0301").data == "é"
    assert string("plain").data == "plain"


def test_parts_of_a_string_are_joined() -> None:
    assert string_from_parts(["a", "", "b"]).data == "ab"
    assert string_from_parts([]).data == ""
    partial = string_from_parts(["a", "b", Unknown((NO_VALUE,)), "", Unknown((OF_BUILD,)), "c"])
    assert partial.data == PartialString(("ab", Unknown((NO_VALUE, OF_BUILD)), "c"))
    assert partial.type is STRING


def test_an_empty_secret_part_is_kept() -> None:
    hidden = SecretText("", SECRET)
    assert string_from_parts(["", hidden]).data == PartialString((hidden,))


def test_many_parts_are_joined_in_linear_time() -> None:
    parts = ["x" * 8] * 300_000
    started = time.process_time()
    assert len(str(string_from_parts(parts).data)) == 2_400_000
    assert time.process_time() - started < 5


def test_collections_have_the_type_of_their_elements() -> None:
    assert list_value([string("a")]).type == list_of(STRING)
    assert list_value([]).type == list_of(ANY)
    assert list_value([], NUMBER).type == list_of(NUMBER)
    assert tuple_value([string("a"), number(1)]).type == tuple_of(STRING, NUMBER)
    assert set_value([string("b"), string("a"), string("b")]).type == set_of(STRING)
    assert map_value({"b": number(1), "a": number(2)}).type == map_of(NUMBER)
    assert map_value({}).type == map_of(ANY)
    assert object_value({"b": null(), "a": number(2)}).type == object_of({"a": NUMBER, "b": ANY})


def test_keys_are_sorted() -> None:
    data = object_value({"b": number(1), "a": number(2), "Z": number(3)}).data
    assert isinstance(data, dict)
    assert list(data) == ["Z", "a", "b"]


def test_plain_booleans_are_shared() -> None:
    assert boolean(True) is boolean(True)
    assert boolean(True, secret=SECRET).secret is SECRET


def test_reasons_are_a_union_of_at_most_eight() -> None:
    assert merge_reasons([NO_VALUE], [OF_BUILD, NO_VALUE]) == (NO_VALUE, OF_BUILD)
    many = [UnknownReason(f"var.{at}", "variable without a value") for at in range(20)]
    assert merge_reasons(many) == tuple(many[:8])
    assert unknown(STRING, many).data == Unknown(tuple(many[:8]))


def test_origins_are_merged_without_repeats() -> None:
    own, one, other = Origin(None, "own"), Origin(None, "one"), Origin(None, "other")
    assert merge_origins(own, [one, None, one, other]).parents == (one, other)
    assert merge_origins(own, []) is own


def test_unknown_values_have_a_type() -> None:
    assert missing("var.x", STRING).type.kind is Kind.STRING
