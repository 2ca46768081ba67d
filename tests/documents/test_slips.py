"""What is valid YAML and not what it looks like is told where it stands, once."""

from __future__ import annotations

import pytest

from pipeline.documents import reader
from pipeline.documents.characters import unseen, unseen_in_file
from pipeline.documents.node import Plain, plain
from pipeline.faults import Diagnostic


def read(text: str) -> tuple[Plain, list[str]]:
    told: list[Diagnostic] = []
    root = reader.read(text.encode(), "f", told, told)
    return (None if root is None else plain(root)), [str(one) for one in told]


LINES = {
    "an item below a value": ("a: 1\n  - b\nc: 2\n", "f:2:3: this line is read as part of the text that begins in line 1; write"),
    "an item of a list further in": ("s:\n- t: Hello\n    - there\n", "f:3:5: this line is read as part of the text that"),
    "items below an item": ("- a\n  - b\n  - c\n", "f:2:3: this line is read as part of the text that begins in line 1"),
    "a field without a space": ("- t: Hello\n    n:2\n", "f:2:5: warning: this line is read as part of the text that begins in"),
    "a quote that ends below": ('a: "Hello\n  b: There"\n', "f:2:3: warning: this line is read as part of the text that begins"),
    "a comment right behind": ("a: clip.mov# the film\n", "f:1:12: warning: this # is read as part of the text 'clip.mov# the f"),
    "a colour without quotes": ("a: #1d2b4f\nb: 1\n", "f:1:4: #1d2b4f is read as a comment, so nothing is written here; put a c"),
    "a short colour without quotes": ("- {a: 1}\n- b:   #fff\n", "f:2:8: #fff is read as a comment"),
    "a decimal comma in brackets": ("{a: -3,5, b: 1}\n", "f:1:8: the comma in -3,5 ends the number: in { } it parts field"),
    "one with a unit": ("- {a: 1, b: 3,5 dB}\n", "f:1:15: the comma in 3,5 dB ends the number: in { } it parts fields; "),
    "a field in brackets without a space": ("{a: 1, bc:2}\n", "f:1:8: there is no space after 'bc:', so it is read as a text"),
}  # fmt: skip


@pytest.mark.parametrize("case", LINES)
def test_what_is_not_meant_is_told_once(case: str) -> None:
    text, expected = LINES[case]
    (line,) = read(text)[1]
    assert line.startswith(expected)


@pytest.mark.parametrize(
    "text",
    [
        "a: one\n  two\n  three\n",
        "a: one\n  -two\n  -- three\n  5 - 4\n",
        "a: see\n  https://example.org/x\n  12:30\n",
        "a: |\n  - b\n  c: d\n  e:f\n",
        "a: >\n  - b\n",
        "a: 'one\n  - two'\n",
        "a: [one\n  two, three]\n",
        "key: Prelude in C# minor\n",
        "a: '#fff'\nb: # later\nc: #1 of 3\n",
        "a: Hello#note\n",
        "{a: 1, https://example.org}\n",
        "{a: 1, 5}\n",
        "[1,5]\n",
        "a:\n  - b\n",
    ],
)
def test_of_what_is_meant_nothing_is_said(text: str) -> None:
    assert read(text)[1] == []


def test_what_a_text_swallowed_is_left_out_and_the_rest_is_read() -> None:
    assert read("a: one\n  two\n  - b\nc: #1d2b4f\nd: {e:2}\nf: 1\n")[0] == {"a": "one two", "c": "#1d2b4f", "d": {}, "f": "1"}


NEEDED = {
    "persian": "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    "hindi": "\u0915\u094d\u200d\u0937 \u0915\u094d\u200c\u0937",
    "sinhala": "\u0dc1\u0dca\u200d\u0dbb\u0dd3",
    "a family": "\U0001f469\U0001f3fd\u200d\U0001f467\u200d\U0001f466",
    "a heart on fire": "\u2764\ufe0f\u200d\U0001f525",
    "the flag of Wales": "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
    "an isolate": "A \u2067\u0634\u2069 b \u2068\u2066c\u2069\u2069",
    "a mark beside Arabic": "\u200f\u0634\u200e (A)",
    "a place to break Thai": "\u0e20\u0e32\u0e29\u0e32\u200b\u0e44\u0e17\u0e22",
    "a place to break German": "Donau\u00addampf",
    "an ideograph's form": "\u8fbb\U000e0100",
}


@pytest.mark.parametrize("case", NEEDED)
def test_a_character_that_a_script_needs_may_stand(case: str) -> None:
    assert unseen(NEEDED[case]) is None


IDLE = {
    "an override": ("Sm\u202eall", 2, "U+202E, right-to-left override) stands in 'Small': it turns the order", True),
    "an embedding": ("a \u202bb\u202c", 2, "U+202B", True),
    "an isolate that does not end": ("a \u2067b\nc\u2069", 2, "its pair is missing", True),
    "an end without a beginning": ("a\u2069", 1, "its pair is missing", True),
    "a control": ("a\x9bb", 1, "U+009B", True),
    "an override behind another": ("a\u200bb\u202ec", 3, "U+202E", True),
    "no width in a Latin word": ("An\u200ba", 2, "zero width space) stands in 'Ana'", False),
    "a joiner in a Latin word": ("a\u200db", 1, "U+200D", False),
    "a joiner before a letter": ("\U0001f469\u200db", 1, "U+200D", False),
    "a mark in a Latin word": ("\u200eAna", 0, "U+200E", False),
    "several": ("\u2060Ana\u2060\ufeff", 0, "stands in 'Ana', and 2 more", False),
    "a soft hyphen at the end": ("Ana\u00ad", 3, "U+00AD", False),
    "a tag on a letter": ("a\U000e0067", 1, "U+E0067", False),
    "a Hangul filler": ("\u3164", 0, "U+3164", False),
    "in a long line": ("word " * 20 + "An\u200ba " + "word " * 20, 102, "'word word word word word Ana word", False),
}


@pytest.mark.parametrize("case", IDLE)
def test_a_character_that_nobody_sees_is_found(case: str) -> None:
    text, index, words, is_harmful = IDLE[case]
    found = unseen(text)
    assert found is not None
    assert (found.index, found.is_harmful) == (index, is_harmful)
    assert words in found.message


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("b: 1\na: An\u200ba\n", "f:2:6: warning: "),
        ('a: "An\\u200Ba"\n', "f:1:4: warning: "),
        ("a: |\n  one\n  t\u202ewo\n", "f:3:4: a character"),
        ("a: \u0645\u06cc\u200c\u062e b\u200cc\n", "f:1:10: warning: "),
        ("a\u200bb: c\n", "f:1:2: warning: "),
        ("- &x A\u200b\n- *x\n", "f:1:7: warning: "),
    ],
)
def test_it_is_told_at_its_line_and_column(text: str, place: str) -> None:
    (line,) = read(text)[1]
    assert line.startswith(place)


def test_in_a_file_it_is_found_by_line_and_column() -> None:
    for text, place in (("one\ntwo\u202e", (2, 4)), ("one\n\u202e", (2, 1)), ("\u202e", (1, 1)), ("a\r\nb\u202e", (2, 2))):
        found = unseen_in_file(text)
        assert found is not None
        assert found[:2] == place
    assert unseen_in_file("one\ntwo") is None


def test_nobody_who_does_not_ask_is_told_warnings() -> None:
    told: list[Diagnostic] = []
    assert reader.read("a: An\u200ba\n".encode(), "f", told) is not None
    assert told == []


def test_of_a_file_that_cannot_be_read_the_mistake_is_enough() -> None:
    (line,) = read('a: "An\u200ba"\nb: [\n')[1]
    assert line.startswith(("f:2:", "f:3:"))
