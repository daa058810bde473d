from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from packer_systo.engine.functions.graphemes import cluster_count, clusters

texts = st.text(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from("a\r\n\u200d\u0301\u0903\u0600\U0001f1e6\U0001f600\u1100\u1161\u11a8가각"),
    )
)


@given(texts)
def test_clusters_are_the_text_in_pieces(text: str) -> None:
    found = clusters(text)
    assert "".join(found) == text
    assert all(found)
    assert cluster_count(text) == len(found)


def test_what_a_person_takes_for_one_character_is_one() -> None:
    for text in ("é", "e\u0301", "👩\u200d👩\u200d👧", "🇫🇷", "각", "\r\n", "ᄀ\u1161\u11a8"):
        assert cluster_count(text) == 1, text


def test_controls_and_flags_stand_alone() -> None:
    assert clusters("a\n\r") == ["a", "\n", "\r"]
    assert clusters("🇫🇷🇩") == ["🇫🇷", "🇩"]
