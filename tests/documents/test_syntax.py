"""What is no YAML is told at the characters to change, with what to write there: a line put right as told can be read."""

from __future__ import annotations

import re

import pytest

from pipeline.documents import reader
from pipeline.documents.node import plain
from pipeline.faults import Diagnostic


def only(text: str) -> Diagnostic:
    """Return the one mistake of a text."""
    told: list[Diagnostic] = []
    reader.read(text.encode(), "m.yaml", told)
    assert len(told) == 1
    return told[0]


def values(text: str) -> object:
    """Return what a text holds that is read without a word."""
    told: list[Diagnostic] = []
    root = reader.read(text.encode(), "m.yaml", told)
    assert told == []
    assert root is not None
    return plain(root)


def marked(text: str, mistake: Diagnostic) -> str:
    """Return the characters that are marked, all in one line."""
    where = mistake.where
    assert where.line == where.end_line
    return text.split("\n")[where.line - 1][where.column - 1 : where.end_column - 1]


@pytest.mark.parametrize(
    ("text", "characters", "hint"),
    [
        ("title: Home: alone\n", ": alone", "a ': ' inside a text needs quotes around the text; or the indentation is off"),
        ("place: @home\n", "@home", "a text that begins with @, `, % or | needs quotes"),
        ("title: `Home`\n", "`Home`", "a text that begins with @, `, % or | needs quotes"),
        ("title: %s\n", "%s", "a text that begins with @, `, % or | needs quotes"),
        ("title: 'Home\nby: ana\n", "'Home", "a quote is not closed"),
        ('title: "Home\nby: ana\n', '"Home', "a quote is not closed"),
        ("title: A\nhello\nby: ana\n", "hello", "write key: value, with a space after the colon"),
        ("by: [ana, ben}\n", "}", "a bracket is not closed, or a comma is missing"),
        ("box: {x: 1 y: 2}\n", ": 2}", "a bracket is not closed, or a comma is missing"),
        ("by: [ana, ben\ntitle: A\n", ": A", "the bracket opened in line 1 is not closed, or a comma is missing"),
        ("a: 1\nby: [ana,\n  ben\ntitle: A\n", ": A", "the bracket opened in line 2 is not closed, or a comma is missing"),
        ("lines: |two\n  One\n", "two", "look at this line and the one above"),
        ('file: "takes\\one.mp4"\n', '\\one.mp4"', "a \\ in double quotes begins an escape: use single quotes, or / in a path"),
    ],
)
def test_a_mistake_is_marked_and_told_what_to_write(text: str, characters: str, hint: str) -> None:
    mistake = only(text)
    assert marked(text, mistake) == characters
    assert mistake.message.startswith("this is not valid YAML: ")
    assert mistake.hint == hint


@pytest.mark.parametrize("text", ['- {text: "One"', "a: ['x'", '{a: {b: "c"}'])
def test_a_bracket_that_the_end_of_the_file_leaves_open_behind_a_quote_is_told(text: str) -> None:
    mistake = only(text)
    assert mistake.message.startswith("this is not valid YAML: ")
    assert "bracket" in mistake.message + mistake.hint
    assert mistake.where.line == 1


@pytest.mark.parametrize(
    ("text", "characters", "message", "hint"),
    [
        ("title: 'it's'\n", "s'", "ends before this: a ' in it closes it", "double quotes, or each ' in it as ''"),
        ('a: "Say "hi" to all"\n', 'hi" to all"', 'this: a " in it closes it', 'single quotes, or each " in it as \\"'),
        ('a: ["x" "y"]\n', '"y"]', "the text in quotes ends before this", "single quotes"),
        ('a: "Hello\nb: 2\nc: "There"\n', '"Hello', "a quote begins here and ends in line 3", "close it in its own line"),
        ("- a: 'x\n- b: 'y'\n", "'x", "a quote begins here and ends in line 2, where another text begins", "close it"),
        ('a: "x"\n  b: 1\n', "b: 1", "this line begins in column 3, and the fields around it in column 1", "no spaces before it"),
        ('a: "x": 1\n', ": 1", "this is not valid YAML: mapping values", "a ': ' inside a text"),
    ],
)
def test_quotes_that_do_not_fit_are_told_where_they_stand(text: str, characters: str, message: str, hint: str) -> None:
    mistake = only(text)
    assert marked(text, mistake) == characters
    assert message in mistake.message
    assert hint in mistake.hint


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("title:A\nby: ana\n", 1, 1),
        ("show: S\ntitle:A\nby: ana\n", 2, 1),
        ("episode:\n  title:A\n\n  by: ana\n", 2, 3),
        ("segments:\n  - card:Home\n    length: 2\n", 2, 5),
        ("segments:\n  - clip: A\n    out:5\n    by: ana\n", 3, 5),
    ],
)
def test_a_colon_without_a_space_is_marked_with_its_key(text: str, line: int, column: int) -> None:
    mistake = only(text)
    key = marked(text, mistake)
    assert (mistake.where.line, mistake.where.column) == (line, column)
    assert (mistake.message, mistake.hint) == (
        f"there is no space after {key!r}, so it is read as a text",
        "write a space after the colon",
    )
    assert values(text.replace(key, f"{key} ", 1))


def test_an_address_above_a_mistake_is_no_key() -> None:
    assert only("thanks:\n  https://example.org/\n  by: ana\n").where.line == 3


INDENTED = [
    # (text, the line that stands apart, the column in which it has to begin)
    ("title: A\n by: ana\n", 2, 1),
    ("title: A\n# a remark\n\n   by: ana\n", 4, 1),
    ("  title: A\nby: ana\n", 2, 3),
    ("episode:\n  title: A\n   by: ana\n", 3, 3),
    ("episode:\n  title: A\n by: ana\n", 3, 3),
    ("episode:\n    title: A\n  by: ana\nend: off\n", 3, 5),
    ("segments:\n  - card: A\n    length: 2\n   bed: b.wav\n", 4, 5),
    ("segments:\n  - card: A\n     length: 2\n    bed: b.wav\n", 3, 5),
    ("segments:\n  - card: A\n   - card: B\n", 3, 3),
    ("segments:\n   - card: A\n  - card: B\n", 3, 4),
    ("segments:\n  - card: A\n    lines:\n      - one\n     - two\n", 5, 7),
]


@pytest.mark.parametrize(("text", "line", "column"), INDENTED)
def test_a_line_that_stands_apart_is_told_with_the_spaces_to_write(text: str, line: int, column: int) -> None:
    mistake = only(text)
    written = text.split("\n")[line - 1]
    here = len(written) - len(written.lstrip()) + 1
    assert (mistake.where.line, mistake.where.column) == (line, here)
    assert marked(text, mistake) == written.strip()
    around = "items" if written.lstrip().startswith("- ") else "fields"
    assert mistake.message == f"this line begins in column {here}, and the {around} around it in column {column}"
    spaces = {1: "no spaces", 2: "1 space"}.get(column, f"{column - 1} spaces")
    assert mistake.hint == f"write {spaces} before it"


@pytest.mark.parametrize(("text", "line", "column"), INDENTED)
def test_what_is_told_of_a_line_mends_the_file(text: str, line: int, column: int) -> None:
    lines = text.split("\n")
    count = re.search(r"\d+", only(text).hint)
    lines[line - 1] = " " * (int(count[0]) if count else 0) + lines[line - 1].lstrip()
    assert values("\n".join(lines))


def test_one_space_is_told_in_the_singular() -> None:
    assert only("segments:\n - card: A\n  - card: B\n").hint == "write 1 space before it"


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("\ttitle: A\n", 1, 1),
        ("episode:\n\ttitle: A\n", 2, 1),
        ("episode:\n  \ttitle: A\n", 2, 3),
        ("episode:\n  title: A\n\tby: ana\n", 3, 1),
    ],
)
def test_a_tab_before_a_field_is_marked_alone(text: str, line: int, column: int) -> None:
    mistake = only(text)
    assert str(mistake) == (
        f"m.yaml:{line}:{column}: a tab stands at the beginning of this line; indent with spaces: YAML does not take tabs for it"
    )
    assert marked(text, mistake) == "\t"
    assert values(text.replace("\t", "  "))


@pytest.mark.parametrize(
    ("blank", "told"),
    [
        ("\xa0", "(U+00A0, no-break space)"),
        ("\u2003", "(U+2003, em space)"),
        ("\u200b", "(U+200B, zero width space)"),
        ("\u202f", "(U+202F, narrow no-break space)"),
        ("\u3000", "(U+3000, ideographic space)"),
    ],
)
def test_a_blank_that_nobody_sees_is_named_and_marked(blank: str, told: str) -> None:
    indented = f"episode:\n{blank}{blank}title: A\nshow: B\n"
    mistake = only(indented)
    assert mistake.message.endswith(told)
    assert (mistake.where.line, marked(indented, mistake)) == (2, blank * 2)
    after = f"title:{blank}A\nby: ana\n"
    mistake = only(after)
    assert mistake.message.endswith(told)
    assert (mistake.where.line, mistake.where.column, marked(after, mistake)) == (1, 7, blank)
    assert values(after.replace(blank, " ")) == {"title": "A", "by": "ana"}


def test_a_blank_inside_a_text_is_the_writers_own() -> None:
    assert values("title: Bon\xa0soir\nby: 安\u3000娜\n") == {"title": "Bon\xa0soir", "by": "安\u3000娜"}


def test_what_is_open_at_the_end_is_marked_where_it_opens_whatever_stands_between() -> None:
    text = "title: A\nlines: 'One\n" + "two: 2\n" * 30
    mistake = only(text)
    assert (mistake.where.line, marked(text, mistake)) == (2, "'One")


@pytest.mark.parametrize("loose", ["title: A\n- card: B\n", "segments:\n  - card: A\n  length: 2\n"])
def test_a_list_beside_fields_is_a_mistake_of_the_line_that_begins_the_other(loose: str) -> None:
    assert only(loose).where.line == len(loose.splitlines())
