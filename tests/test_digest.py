"""Identity: equal meaning gives equal text, different meaning never does."""

from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import digest

leaves = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.fractions() | st.binary(max_size=4)
keys = st.text(max_size=4).filter(lambda key: not key.startswith("$"))
values = st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3), max_leaves=8)


def shape(value: Any) -> Any:
    """Tell apart what Python calls equal but means different things (True and 1, 1 and Fraction(1))."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    return [shape(item) for item in value] if isinstance(value, list) else (type(value).__name__, value)


@given(values, values)
def test_two_values_share_a_text_only_if_they_are_one(one: Any, other: Any) -> None:
    assert (digest.canonical(one) == digest.canonical(other)) == (shape(one) == shape(other))


def test_the_order_in_which_keys_were_written_means_nothing() -> None:
    assert digest.of({"a": 1, "b": [1, 2]}) == digest.of({"b": [1, 2], "a": 1})


class Colour(Enum):
    RED = "red"


@dataclass(frozen=True)
class Card:
    text: str
    line: int = field(compare=False, default=0)


@dataclass(frozen=True)
class Cue:
    text: str


def test_what_is_not_compared_is_not_identity_and_types_are() -> None:
    assert digest.of(Card("a", 1)) == digest.of(Card("a", 2)) != digest.of(Cue("a"))
    assert digest.of(Colour.RED) != digest.of("red")


@pytest.mark.parametrize("value", [0.5, {1: 2}, {"$fraction": "1/2"}, object(), {1, 2}])
def test_what_has_no_one_text_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        digest.of(value)


def test_a_file_is_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    published = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2's example for "abc"
    assert digest.of_file(tmp_path / "a") == published == digest.of_bytes(b"abc")
    assert digest.of(Fraction(1, 2)) == digest.of(Fraction(2, 4))
