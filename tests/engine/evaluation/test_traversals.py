from __future__ import annotations

from typing import TYPE_CHECKING

from evaluating import SECRET, hidden, known, made, missing, namespace, run
from packer_systo.engine.evaluation.scope import Namespace
from packer_systo.engine.values.constructors import object_value
from packer_systo.engine.values.value import Unknown

if TYPE_CHECKING:
    from packer_systo.engine.evaluation.scope import Root

NAMES: dict[str, Root] = {
    "local": namespace("local", name=made("debian"), images=made({"base": ["a", "b"]})),
    "var": namespace("variable", size=missing("var.size")),
    "build": missing("build"),
}


def test_references_lead_into_values() -> None:
    assert known("local.name", NAMES) == "debian"
    assert known('local["name"]', NAMES) == "debian"
    assert known('local.images["base"][1]', NAMES) == "b"
    assert known("local.images.base.0", NAMES) == "a"
    assert known("keys(local)", NAMES) == ["images", "name"]


def test_a_misspelt_name_gets_a_suggestion() -> None:
    assert run("local.nane", NAMES).messages == [
        "There is no local `nane`. Did you mean `local.name`?"
    ]
    assert run("locals.name", NAMES).messages == [
        "There is no `locals` here. Did you mean `local`?"
    ]
    assert run("local.images.bse", NAMES).messages == [
        "`local.images` has no attribute `bse`. Did you mean `base`?"
    ]


def test_a_name_without_its_root_is_recognised() -> None:
    assert run("size", NAMES).messages == ["There is no `size` here; the variable is `var.size`."]


def test_the_problem_is_where_the_chain_breaks() -> None:
    outcome = run("[local.images.none.deeper]", NAMES)
    assert outcome.places == ["local.images.none"]


def test_an_unknown_root_is_named_in_full() -> None:
    data = run("build.ID", NAMES).value.data
    assert isinstance(data, Unknown)
    assert [reason.expression for reason in data.reasons] == ["build.ID"]
    data = run('"${var.size}"', NAMES).value.data
    assert isinstance(data, Unknown)
    assert [reason.expression for reason in data.reasons] == ["var.size"]


def test_a_namespace_may_grow() -> None:
    growing = Namespace("local", {})
    assert run("local.later", {"local": growing}).messages == ["There is no local `later`."]
    growing.values["later"] = made(1)
    assert known("local.later", {"local": growing}) == 1


def test_what_is_in_something_secret_is_secret() -> None:
    marked = object_value({"a": made("x")})
    secret = type(marked)(marked.type, marked.data, SECRET)
    assert run("o.a", {"o": secret}).value.secret is SECRET
    assert run('o["a"]', {"o": secret}).value.secret is SECRET
    assert run("m[k]", {"m": made({"k": 1}), "k": hidden("k")}).value.secret is SECRET


def test_what_is_not_there_is_told_with_what_is() -> None:
    sizes: dict[str, Root] = {"local": namespace("local", sizes=made({"small": 1, "medium": 2}))}
    said = "`local.sizes` has no attribute `large`. It has `medium` and `small`."
    assert run("local.sizes.large", sizes).messages == [said]
    assert run('local.sizes["large"]', sizes).messages == [said]
    assert run("{}.a").messages == ["This object has no attribute `a`. It is empty."]
    many = {"o": made({f"n{number}": 1 for number in range(9)})}
    assert run("o.other", many).messages == [
        "`o` has no attribute `other`. It has `n0`, `n1`, `n2`, `n3`, `n4` and 4 more."
    ]
    # What could be a secret itself is not listed.
    assert run("o.b", {"o": made({"0123456789abcdef0123": 1})}).messages == [
        "`o` has no attribute `b`."
    ]


def test_a_computed_key_is_called_as_it_is_written() -> None:
    names: dict[str, Root] = {"m": made({"a": 1}), "k": made("ab")}
    said = "`m` has no attribute with the key that `k` gives. It has `a` alone."
    assert run("m[k]", names).messages == [said]
    assert run("m[k]", {**names, "k": hidden()}).messages == [said]
    assert run('m["x${k}"]', names).messages == [
        "`m` has no attribute with this key. It has `a` alone."
    ]


def test_the_names_in_something_secret_are_not_told() -> None:
    made_of = made({"a": "x"})
    secret = type(made_of)(made_of.type, made_of.data, SECRET)
    assert run("o.ab", {"o": secret}).messages == ["`o` has no attribute `ab`."]
    assert run("o[k]", {"o": secret, "k": made("b")}).messages == [
        "`o` has no attribute with the key that `k` gives."
    ]


def test_a_long_chain_of_steps() -> None:
    outcome = run("build" + ".a" * 240, NAMES)
    assert outcome.problems == []


def test_indexes_in_words() -> None:
    names = {"l": made(["a", "b"]), "one": made(["a"]), "none": made([])}
    assert run("l[2]", names).messages == ["This list has 2 elements; their indexes are 0 to 1."]
    assert run("one[1]", names).messages == ["This list has one element; its index is 0."]
    assert run("none[0]", names).messages == ["This list is empty."]
    assert run("l[0.5]", names).messages == ["The index of a list must be a whole number."]
    assert run("l.name", names).problems[0].hint == "[0].name"
