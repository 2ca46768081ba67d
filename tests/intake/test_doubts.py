"""Who may be one person or two, and files and rows that do not meet, are told at their row."""

from __future__ import annotations

import pytest

from pipeline.intake import doubts, listing
from pipeline.intake.people import known
from pipeline.people import Person


def people(text: str) -> list[str]:
    entries = listing.read(text.encode(), "p.csv", [])
    return [str(one) for one in doubts.of_people(listing.contributors(entries))]


PEOPLE = {
    "one name, two handles": (
        "name,handle\nAna,@ana\nJoe,@joe\nana ,@anna\n",
        "p.csv:4:1: warning: 'ana' is also the name in line 2, with another handle (@ana and @anna); two people are made of them",
    ),
    "one name in another alphabet": ("name,handle\nEve,@e\n\u0395ve,@eve\n", "p.csv:3:1: warning: '\u0395ve' is also the name"),
    "one handle, two names": (
        "name,handle\nAna,@ana\nAnna,ana\n",
        "p.csv:3:1: warning: 'Anna' (line 3): the same handle as 'Ana' in line 2; they are taken for one person",
    ),
    "one handle, many names in many rows": (
        "name,handle\nAna,@ana\nBen,@ana\nana,@ana\nBen,@ana\nJoe,@ana\n",
        "p.csv:3:1: warning: 'Ben' (line 3), 'Joe' (line 6): the same handle as 'Ana' in line 2; they are taken for one",
    ),
    "one name and one mail address": (
        "name,handle,mail\nAna,@ana,a@b.org\nAna,@anna,a@b.org\n",
        "p.csv:3:1: warning: 'Ana' is also the name in line 2, with another handle (@ana and @anna)",
    ),
    "one mail address": (
        "name,handle,E-mail\nAna,@ana,a@b.org\nBen,@ben,A@b.org\nBen,@ben,a@b.org\n",
        "p.csv:3:1: warning: 'Ben' has the same mail address as 'Ana' in line 2; two people are made of them",
    ),
}


@pytest.mark.parametrize("case", PEOPLE)
def test_who_may_be_another_is_told(case: str) -> None:
    text, expected = PEOPLE[case]
    (line,) = people(text)
    assert line.startswith(expected)


@pytest.mark.parametrize(
    "text",
    [
        "name,handle\nAna,@ana\nAna,@ana\nana,\n",
        "name,handle,mail\nAna,@ana,a@b.org\nAna,@ana,a@b.org\nBen,,\n",
        "name,handle\n,@ana\n,@ben\n",
    ],
)
def test_of_rows_of_one_person_nothing_is_said(text: str) -> None:
    assert people(text) == []


def test_a_name_of_people_yaml_with_another_handle_is_told() -> None:
    entries = listing.read(b"name,handle\nAna,@new\nBen,@ben\nJoe,\n", "p.csv", [])
    there = {"ana": Person("ana", "Ana", "@ana"), "ben": Person("ben", "Ben", "@ben"), "joe": Person("joe", "Joe", "@joe")}
    (line,) = [str(one) for one in doubts.of_known(known(listing.contributors(entries), there), there)]
    assert line.startswith(
        "p.csv:2:1: warning: 'Ana' is also the name of ana in people.yaml, with another handle (@ana there, @new here); ana-2 is"
    )


def files(text: str, sent: list[str]) -> list[str]:
    entries = listing.read(text.encode(), "p.csv", [])
    named: dict[str, list[tuple[str, listing.Entry]]] = {}
    for entry in entries:
        for name in listing.named_files(entry.files, sent)[0]:
            named.setdefault(name, []).append((entry.name, entry))
    return [str(one) for one in doubts.of_files(entries, named, sent)]


def test_rows_without_files_and_files_without_rows_are_told() -> None:
    lines = files("name,file\nAna,a.wav\nBen,\nAna,\nJoe,a.wav\nKim,\n", ["a.wav", "b.wav", "c.wav"])
    assert [line.partition("; ")[0] for line in lines] == [
        "p.csv:3:1: warning: on the list without a file: Ben (line 3), Kim (line 6)",
        "p.csv:5:1: warning: a.wav is named by several people: Ana (line 2) and Joe (line 5)",
        "p.csv: warning: files that no row of the list names: b.wav, c.wav",
    ]


def test_a_list_that_names_no_files_and_one_that_names_all_are_fine() -> None:
    assert files("name,place\nAna,Rome\n", ["a.wav"]) == []
    assert files("name,file\nAna,a.wav\nAna,a.wav\nBen,b.wav\n", ["a.wav", "b.wav"]) == []
    assert files("", ["a.wav"]) == []


def test_many_names_are_cut_short() -> None:
    (line,) = files("name,file\nAna,a.wav\n", ["a.wav", *(f"{number}.wav" for number in range(20))])
    assert line.count(".wav") == 8
    assert "and 12 more" in line
