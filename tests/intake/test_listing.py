from __future__ import annotations

import pytest

from pipeline.faults import Diagnostic, Severity
from pipeline.intake.listing import Entry, contributors, named_files, read


def entries(text: str, encoding: str = "utf-8") -> tuple[Entry, ...]:
    told: list[Diagnostic] = []
    found = read(text.encode(encoding), "people.csv", told)
    assert [one for one in told if one.severity is Severity.ERROR] == []
    return found


ROW = ("a.mp4", "Ana Núñez", "@ana", "Bogotá", "CC BY 4.0", "signed")
FIELDS = ("files", "name", "handle", "place", "license", "release")


@pytest.mark.parametrize(
    "header",
    [
        ("file", "name", "handle", "place", "licence", "release"),
        ("File name(s)", "Name in the credits", "Your handle", "Where from", "License", "Consent form"),
        ("Archivo", "Nombre", "Usuario", "Ciudad", "Licencia", "Autorización"),
        ("ファイル", "名前", "ハンドル", "場所", "ライセンス", "同意"),
        ("UPLOAD", "FULL NAME", "INSTAGRAM USERNAME", "CITY", "RIGHTS", "SIGNED"),
        ("Datei", "Name", "Konto", "Ort", "Lizenz", "Einwilligung"),
        ("Файл", "Ім’я", "Нік", "Місто", "Ліцензія", "Згода"),
        ("Файли", "Ім'я", "Нікнейм", "Звідки", "ліцензія", "дозвіл"),
        ("plik", "imię", "konto", "Miasto", "Licencja", "Zgoda"),
        ("файл", "Имя", "Ник", "Город", "Лицензия", "Согласие"),
    ],
)
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_columns_are_found_by_their_header_in_any_order(header: tuple[str, ...], sign: str) -> None:
    for order in ((0, 1, 2, 3, 4, 5), (5, 3, 1, 0, 4, 2)):
        lines = [sign.join(f'"{row[place]}"' for place in order) for row in (header, ROW)]
        (found,) = entries("\r\n".join(lines))
        assert tuple(getattr(found, field) for field in FIELDS) == ROW


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_names_of_any_script_arrive_whatever_the_mark(encoding: str) -> None:
    names = ["安娜", "دانا", "हिन्दी", "Zoë", "山田 花子", "O'Neil, Ben", "👩‍🎤", "می‌نا"]
    found = entries("name\n" + "\n".join(f'"{name}"' for name in names), encoding)
    assert [one.name for one in found] == names
    assert [one.where.line for one in found] == list(range(2, 10))


def test_another_encoding_is_refused_at_its_line() -> None:
    told: list[Diagnostic] = []
    assert read("name\nAna\nNúñez".encode("latin-1"), "l.csv", told) == ()
    assert told[0].where.line == 3
    assert "UTF-8" in told[0].hint


@pytest.mark.parametrize(("text", "line"), [('name,file\nAna,a.mp4\n"Ben,b.mp4\nJoe,c.mp4\n', 3), ('name;file\n"Ana;a.mp4', 2)])
def test_a_quote_that_never_ends_is_told_where_it_begins(text: str, line: int) -> None:
    told: list[Diagnostic] = []
    assert read(text.encode(), "l.csv", told) == ()
    assert [(one.where.line, one.severity) for one in told] == [(line, Severity.ERROR)]
    assert "quote" in told[0].message


@pytest.mark.parametrize("last", ['Ana,"two\nlines"', 'Ana,"she said ""hi"""', 'Ana,12" single', 'Ana,"12" single'])
def test_a_quote_that_ends_or_belongs_to_the_text_is_none(last: str) -> None:
    assert [one.name for one in entries(f"name,title\nBen,x\n{last}\n")] == ["Ben", "Ana"]


def test_a_row_that_holds_a_known_word_is_still_divided() -> None:
    (found,) = entries("Файл\tЧийсь\tname of them\na.mp4\tx\tAna\n", "utf-16")
    assert (found.files, found.name) == ("a.mp4", "Ana")


@pytest.mark.parametrize("text", ["", "\n\n", "colour,size\nred,2\n"])
def test_a_list_without_names_is_told(text: str) -> None:
    told: list[Diagnostic] = []
    assert read(text.encode(), "l.csv", told) == ()
    assert [one.severity for one in told][-1] is Severity.ERROR


def test_an_unknown_column_and_a_row_too_long_are_told() -> None:
    told: list[Diagnostic] = []
    (found,) = read(b"name,shoe size,place\nAna,39,Bogota,Colombia\n", "l.csv", told)
    assert (found.name, found.place) == ("Ana", "Bogota")
    assert [(one.where.line, one.severity) for one in told] == [(1, Severity.WARNING), (2, Severity.WARNING)]
    assert "'shoe size'" in told[0].message


def test_a_row_a_file_makes_one_person_of_many_rows() -> None:
    rows = "name,handle,file,place\nAna,@ana,a.mp4,\nAna,,b.mp4,Lima\nANA ,@Ana,c.mp4,\nAna,@other,d.mp4,\nBen,,e.mp4,\n,,f.mp4,"
    found = contributors(entries(rows))
    assert [(one.name, one.handle, one.place, len(one.entries)) for one in found] == [
        ("Ana", "@ana", "Lima", 3), ("Ana", "@other", "", 1), ("Ben", "", "", 1), ("", "", "", 1),
    ]  # fmt: skip


NAMES = ("clips/a.mp4", "clips/b, c.mp4", "guitar.wav", "x/same.mp4", "y/same.mp4", "Cafe\u0301.MOV")


@pytest.mark.parametrize(
    ("cell", "found", "lost"),
    [
        ("clips/a.mp4", ("clips/a.mp4",), ()),
        ("A.MP4", ("clips/a.mp4",), ()),
        ("b, c.mp4", ("clips/b, c.mp4",), ()),
        ("a, guitar", ("clips/a.mp4", "guitar.wav"), ()),
        ("a.mp4; b, c.mp4 | guitar.wav", ("clips/a.mp4", "clips/b, c.mp4", "guitar.wav"), ()),
        ("clips\\a.mp4\nguitar.wav", ("clips/a.mp4", "guitar.wav"), ()),
        ("same.mp4", (), ("same.mp4",)),
        ("y/same.mp4", ("y/same.mp4",), ()),
        ("caf\u00e9.mov", ("Cafe\u0301.MOV",), ()),
        ("guitar.wav, lost.mov", ("guitar.wav",), ("lost.mov",)),
    ],
)
def test_a_cell_names_files(cell: str, found: tuple[str, ...], lost: tuple[str, ...]) -> None:
    assert named_files(cell, NAMES) == (found, lost)
