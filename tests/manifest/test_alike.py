"""Two people who look like one, and one who looks like two, are told in people.yaml."""

from __future__ import annotations

import unicodedata

import pytest

from pipeline.faults import Severity, appearance, foreign_letter, lookalike
from pipeline.manifest import read


def told(text: str) -> list[str]:
    found = read.people(text.encode(), "p")
    assert found.shape is not None
    return [str(one) for one in found.diagnostics]


ALIKE = {
    "a key in two alphabets": ("ana: Ana\n\u0430n\u0430: Ben\n", "p:2:1: warning: the keys '\u0430n\u0430' and 'ana' (line 1) d"),
    "a Greek letter in a key": ("bob: Bob\nb\u03bfb: Ben\n", "p:2:1: warning: the keys 'b\u03bfb' and 'bob' (line 1) differ in"),
    "keys by case": ("ana: Ana\nben: Ben\nAna: Anna\n", "p:3:1: warning: the keys 'Ana' and 'ana' (line 1) differ only in capit"),
    "keys composed in two ways": ("jos\u00e9: J\njose\u0301: K\n", "p:2:1: warning: the keys 'jose\u0301' and 'jos\u00e9' (line"),
    "one name": ("ana: Ana\na2: Ana\n", "p:2:5: warning: 'ana' (line 1) and 'a2' are both called 'Ana'; where both are one pers"),
    "one name but for a blank": ('bob: "Bob "\nb2: {place: Rome, name: Bob}\n', "p:2:25: warning: 'bob' (line 1) and 'b2' are b"),
    "one name but for case": ("ana: Ana Li\na2: ANA LI\n", "p:2:5: warning: 'ana' (line 1) and 'a2' look alike: 'Ana Li' and 'A"),
    "a name in two alphabets": ("ana: Ana\na2: \u0410\u043dna\n", "p:2:5: warning: '\u0410\u043dna' mixes scripts: its letter"),
    "a Latin letter in a Cyrillic name": ("vera: Be\u0440\u0430 \u041a\n", "p:1:7: warning: 'Be\u0440\u0430' mixes scripts: its"),
    "a whole name that looks Latin": ("eve: Eve\ne2: \u0395ve\n", "p:2:5: warning: 'eve' (line 1) and 'e2' look alike: 'Eve' an"),
}  # fmt: skip


@pytest.mark.parametrize("case", ALIKE)
def test_who_looks_like_someone_else_is_told_once(case: str) -> None:
    text, expected = ALIKE[case]
    (line,) = told(text)
    assert line.startswith(expected)


@pytest.mark.parametrize(
    "text",
    [
        "ana: {name: Ana, place: Lima}\na2: {name: Ana, place: Rome}\n",
        'ana: {name: Ana, handle: "@ana"}\na2: {name: Ana, handle: "@other"}\n',
        "ana: Ana\nanna: Anna\nane: \u00c4ne\n",
        "a: \u0410\u043d\u043d\u0430 Smith\nb: \u0412\u0435\u0440\u0430\n",
        "a: \u03a9mega \u0394elta\n",
        "a: \u5b89\u5a1c DJ\n",
    ],
)
def test_who_is_told_apart_is_not_told(text: str) -> None:
    assert told(text) == []


def test_a_key_with_blanks_around_it_is_one_mistake() -> None:
    found = read.people(b'"bob ": Bob\n" ana": {name: Ana, plaze: X}\n', "p")
    allowed = "allowed: name, handle, place, coordinates, sort, pronunciation, url, pro, ipi, minor, guardian"
    assert [str(one) for one in found.diagnostics] == [
        "p:1:1: the key 'bob ' begins or ends with a blank, so nobody can name it; write bob:",
        "p:2:1: the key ' ana' begins or ends with a blank, so nobody can name it; write ana:",
        "p:2:21: unknown field 'plaze'; did you mean 'place'? " + allowed,
    ]
    assert set(found.shape) == {"bob", "ana"}


def test_warnings_leave_everyone_readable() -> None:
    found = read.people(b"ana: Ana\na2: Ana\n", "p")
    assert {one.severity for one in found.diagnostics} == {Severity.WARNING}
    assert [person.name for person in found.shape.values()] == ["Ana", "Ana"]


def test_letters_that_fonts_draw_alike_look_the_same() -> None:
    latin, other = "aceopxyisABCEHIKMOPTXY", "асеорхуіѕАВСЕНІКМОРТХУ"
    assert not set(latin) & set(other)
    assert appearance(other) == latin
    assert appearance("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο") == "ABEZHIKMNOPTYXo"
    assert appearance(unicodedata.normalize("NFD", "ё")) == appearance("ë")
    assert appearance(" An\u200ba  B ") == "Ana B"
    assert appearance("Ana") != appearance("ana")
    assert [foreign_letter(word) for word in ("Anа", "Веra", "Яndex", "Ana", "Ана")] == ["а", "В", None, None, None]


def test_a_key_in_another_alphabet_is_explained() -> None:
    assert lookalike("\u0430na", ("ben", "ana")).startswith("'ana' looks the same and is written with")
    assert "(nothing here, U+0020 there)" in lookalike("bob", ("bob ",))
    assert lookalike("anb", ("ben", "ana")) == ""
