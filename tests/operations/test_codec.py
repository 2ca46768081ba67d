"""What arrives is what was sent, or is refused by the path of the field that is wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, ClassVar, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.codec import CodecFault, pack, unpack
from pipeline.operations.promises import Output


@dataclass(frozen=True, slots=True)
class Leaf:
    gain: Fraction
    kind: Literal["near", "far", 1]


@dataclass(frozen=True, slots=True)
class Other:
    gain: Fraction


@dataclass(frozen=True, slots=True)
class Tree(Operation):
    pool: ClassVar[Pool] = "draw"

    name: str
    count: int | None
    is_loud: bool
    leaves: tuple[Leaf, ...]
    pair: tuple[int, str]
    either: Leaf | Other | str | None
    named: Mapping[str, Leaf | None]

    @property
    def outputs(self) -> tuple[Output, ...]:
        return ()

    def run(self, work: Work) -> None:
        raise AssertionError("nobody runs it")


LEAF = Leaf(Fraction(-1, 3), "near")
TREE = Tree("Ána ’1’\n", 3, True, (LEAF, Leaf(Fraction(2), "far")), (1, "x"), Other(Fraction(1)), {"a": LEAF, "b": None})

leaves = st.builds(Leaf, st.fractions(), st.sampled_from(["near", "far", 1]))
trees = st.builds(
    Tree,
    st.text(),
    st.none() | st.integers(),
    st.booleans(),
    st.lists(leaves).map(tuple),
    st.tuples(st.integers(), st.text()),
    st.none() | st.text() | leaves | st.builds(Other, st.fractions()),
    st.dictionaries(st.text(alphabet="abc"), st.none() | leaves),
)


@settings(max_examples=40)
@given(trees)
def test_a_value_arrives_as_it_was_sent(tree: Tree) -> None:
    arrived = unpack(json.loads(json.dumps(pack(tree))))
    assert arrived == tree
    assert repr(arrived) == repr(tree)  # True is no 1


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"count": 3.5}, r"count: 3\.5 is no int \| None"),
        ({"count": True}, "count: True is no int"),
        ({"is_loud": 1}, "is_loud: 1 is no bool"),
        ({"name": None}, "name: None is no str"),
        ({"leaves": [LEAF]}, "leaves: .* is no tuple"),
        ({"leaves": (LEAF, Leaf("1", "far"))}, r"leaves\[1\]\.gain: '1' is no Fraction"),
        ({"leaves": (Leaf(Fraction(1), "fair"),)}, r"leaves\[0\]\.kind: 'fair' is no "),
        ({"leaves": (Leaf(Fraction(1), True),)}, r"leaves\[0\]\.kind: True is no "),
        ({"pair": (1, "x", 2)}, "pair: 3 items where 2 belong"),
        ({"either": 3}, "either: 3 is no "),
        ({"named": {3: LEAF}}, "named: 3 cannot be a key"),
        ({"named": {"$": LEAF}}, r"named: '\$' cannot be a key"),
        ({"named": {"a": Other(Fraction(1))}}, r"named\.a: .* is no "),
    ],
)
def test_a_value_that_its_hint_does_not_allow_is_not_sent(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(CodecFault, match=f"^{told}"):
        pack(replace(TREE, **changes))


def test_a_subclass_is_not_sent_in_place_of_its_parent() -> None:
    """It would arrive as the parent."""

    class Longer(str):
        __slots__ = ()

    with pytest.raises(CodecFault, match=r"^name: "):
        pack(replace(TREE, name=Longer("x")))


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (("count",), 3.0, "count: 3.0 is no int"),
        (("count",), False, "count: False is no int"),
        (("is_loud",), 0, "is_loud: 0 is no bool"),
        (("leaves", 1, "gain"), "1/0", r"leaves\[1\]\.gain: '1/0' is no fraction"),
        (("leaves", 1, "gain"), "2/4", r"leaves\[1\]\.gain: '2/4' is not written as 1/2"),
        (("leaves", 1, "gain"), 2, r"leaves\[1\]\.gain: 2 is no Fraction"),
        (("leaves", 1, "kind"), 0, r"leaves\[1\]\.kind: 0 is no "),
        (("leaves", 1, "kind"), True, r"leaves\[1\]\.kind: True is no "),
        (("leaves", 0), {"gain": "1"}, r"leaves\[0\]: Leaf lacks kind"),
        (("leaves", 0), {"gain": "1", "kind": "far", "more": 1}, r"leaves\[0\]: Leaf has no more"),
        (("leaves",), {}, "leaves: {} is no "),
        (("pair",), [1], "pair: 1 items where 2 belong"),
        (("either",), {"$": "Nothing"}, "either: 'Nothing' is none of "),
        (("either",), {"gain": "1"}, "either: {'gain': '1'} is no "),
        (("named", "a"), 5, r"named\.a: 5 is no "),
        (("name",), ["x"], r"name: \['x'\] is no str"),
    ],
)
def test_what_could_not_have_been_sent_does_not_arrive(path: tuple[Any, ...], value: object, told: str) -> None:
    packed: Any = json.loads(json.dumps(pack(TREE)))
    place = packed["fields"]
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    with pytest.raises(CodecFault, match=f"^{told}"):
        unpack(packed)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("pipeline.operations.mix:None", "is no operation"),
        ("pipeline.none:MixSegment", "is no operation"),
        ("pipeline.operations.mix:MixedClip", "is no operation"),
        ("", "is no operation"),
        (3, "has a name and fields"),
    ],
)
def test_what_is_no_operation_is_not_run(name: object, told: str) -> None:
    with pytest.raises(CodecFault, match=told):
        unpack({"operation": name, "fields": {}})  # type: ignore[dict-item]
