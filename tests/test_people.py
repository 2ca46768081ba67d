"""People in any script: sorted alike on every machine, named once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.people import Credit, FieldValue, Person, names_in


def by_name(*people: Person) -> list[str]:
    return [person.name for person in sorted(people, key=lambda person: person.sort_key)]


def test_accents_and_case_do_not_part_people_in_a_list() -> None:
    names = ["Zoë", "Ångström", "andré", "Andrea", "ANDRÉ", "Ben", "Élodie"]
    people = [Person(str(number), name) for number, name in enumerate(names)]
    assert by_name(*people) == ["ANDRÉ", "andré", "Andrea", "Ångström", "Ben", "Élodie", "Zoë"]


def test_somebody_may_say_where_they_stand() -> None:
    assert by_name(Person("a", "安娜", sort="Anna"), Person("b", "Ben"), Person("c", "Amir")) == ["Amir", "安娜", "Ben"]


def test_two_people_of_one_name_stand_by_their_keys() -> None:
    same = [Person("b", "Ana"), Person("a", "Ana")]
    assert [person.key for person in sorted(same, key=lambda person: person.sort_key)] == ["a", "b"]


def test_composed_and_decomposed_letters_are_the_same() -> None:
    assert Person("a", "Jose\u0301").sort_key[0] == Person("b", "Jos\u00e9").sort_key[0] == "jose"


def test_roles_are_told_in_their_order() -> None:
    ana = Person("ana", "Ana")
    assert Credit(ana, ("guitar", "voice")).role == "guitar, voice"
    assert Credit(ana).role == ""
    assert Credit(ana).name == "Ana"


ANA, BEN = Credit(Person("ana", "Ana")), Credit(Person("ben", "Ben"), ("guitar",))


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Ana", ()),
        (7, ()),
        (None, ()),
        (ANA, ("Ana",)),
        ((BEN, ANA, BEN), ("Ben", "Ana")),
        ({"title": "x", "people": [ANA], "more": {"by": BEN}}, ("Ana", "Ben")),
        ([{"heading": "Metal", "entries": (BEN,)}, {"heading": "Poem", "entries": (ANA, BEN)}], ("Ben", "Ana")),
    ],
)
def test_whoever_a_field_names_is_found_once(value: FieldValue, names: tuple[str, ...]) -> None:
    assert names_in(value) == names


values = st.recursive(
    st.none() | st.integers() | st.text(max_size=3) | st.sampled_from([ANA, BEN]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=2), inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_nobody_is_lost_however_deep_the_field(value: FieldValue) -> None:
    assert set(names_in(value)) == {name for name in ("Ana", "Ben") if f"name='{name}'" in repr(value)}
    assert len(names_in(value)) == len(set(names_in(value)))
