from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.documents import reader
from pipeline.faults import Diagnostic, Where
from pipeline.intake.listing import Contributor, Entry
from pipeline.intake.people import appended, key_of, known
from pipeline.intake.written import flow, scalar
from pipeline.manifest import read
from pipeline.people import Person
from pipeline.segments.fields import identifier


def someone(name: str, handle: str = "", place: str = "") -> Contributor:
    return Contributor(name, handle, place, "", "", "", (Entry(Where("l.csv", 2, 1), name=name, handle=handle),))


@pytest.mark.parametrize(
    ("name", "handle", "key"),
    [
        ("Rubén Díaz", "", "ruben-diaz"),
        ("安娜", "", "安娜"),
        ("安娜", "@anna.w", "anna-w"),
        ("हिन्दी शर्मा", "@7", "हिन्दी-शर्मा"),
        ("ยุพิน", "", "ยุพิน"),
        ("دانا خليل", "", "دانا-خليل"),
        ("O'Neil", "", "oneil"),
        ("", "@rain", "rain"),
        ("🎸", "", "person"),
        ("NO", "", "no"),
    ],
)
def test_keys_can_be_read_and_written(name: str, handle: str, key: str) -> None:
    assert key_of(name, handle) == key
    assert identifier(key) == key


@given(st.text(), st.text())
def test_any_name_has_a_key_that_a_manifest_takes(name: str, handle: str) -> None:
    assert identifier(key_of(name, handle))


@given(st.text())
def test_whatever_is_written_is_read_again(text: str) -> None:
    written = "".join(sign for sign in text if sign.isprintable() or sign in "\n\t\x07\x85\u2028")
    told: list[Diagnostic] = []
    node = reader.read(f"a: {{b: {scalar(written)}, c: d}}\n".encode(), "x", told)
    assert told == []
    assert node is not None
    assert node.entries is not None
    group = node.entries["a"].entries
    assert group is not None
    import unicodedata

    assert (group["b"].text or "") == unicodedata.normalize("NFC", written)


def test_who_is_there_is_found_by_handle_or_name_and_no_key_is_taken_twice() -> None:
    people = {"ana": Person("ana", "Ana", "@ana"), "ben": Person("ben", "Ben", place="Leeds")}
    found = known(
        [someone("Anna", "@ANA"), someone("BEN", place="York"), someone("Ana", "@a2"), someone("Ben", "@b"), someone("", "")],
        people,
    )
    assert [(one.key, one.is_new) for one in found] == [("ana", False), ("ben", False), ("ana-2", True), ("ben-2", True)]
    assert found[0].differs == (("name", "Anna", "Ana"),)
    assert found[1].differs == (("place", "York", "Leeds"),)


def test_of_two_with_one_name_whoever_has_the_handle_is_the_one_who_is_there() -> None:
    people = {"ana": Person("ana", "Ana"), "ana-2": Person("ana-2", "Ana", "@two")}
    found = known([someone("Ana", "@one"), someone("Ana", "@two"), someone("Ana", "@three")], people)
    assert [(one.key, one.is_new) for one in found] == [("ana", False), ("ana-2", False), ("ana-3", True)]


@pytest.mark.parametrize(
    "before",
    [
        b"",
        b"ana: Ana\n",
        b"# who\nana: Ana",
        b"ana: Ana\r\nben: Ben\r\n",
        b"\xef\xbb\xbfana: Ana\n",
        "安: {name: 安娜}\n# end\n".encode(),
    ],
)
def test_lines_are_appended_and_what_was_there_stays_to_the_byte(before: bytes) -> None:
    line = f"cem: {flow({'name': 'Cem: Ö', 'handle': '@cem', 'place': ''})}"
    after = appended(before, [line], 0, "from week 12")
    assert after.startswith(before)
    found = read.people(after, "people.yaml")
    assert found.diagnostics == ()
    assert found.shape["cem"] == Person("cem", "Cem: Ö", "@cem", number=len(found.shape))
    assert set(found.shape) >= {*(read.people(before, "p").shape or {}), "cem"}
