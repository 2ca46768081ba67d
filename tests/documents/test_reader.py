"""YAML as typed: no guesses, no tricks, and never a crash."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.documents import reader
from pipeline.documents.node import plain
from pipeline.faults import Diagnostic


def read(content: str | bytes) -> tuple[Any, list[str]]:
    diagnostics: list[Diagnostic] = []
    raw = content.encode() if isinstance(content, str) else content
    root = reader.read(raw, "m.yaml", diagnostics)
    return (None if root is None else plain(root)), [str(one) for one in diagnostics]


@pytest.mark.parametrize(
    "text",
    [
        "1:30",
        "1:01:30",
        "00:01:30.500",
        "NO",
        "off",
        "~",
        "null",
        "0123",
        "1e3",
        "0x1F",
        "2020-05-18",
        "1_000",
        ".inf",
        "=",
        "3.10",
    ],
)
def test_a_scalar_is_the_text_that_was_typed(text: str) -> None:
    assert read(f"a: {text}\n") == ({"a": text}, [])


def test_only_what_is_not_written_is_nothing() -> None:
    assert read("a:\nb: ''\nc: ~\n") == ({"a": None, "b": "", "c": "~"}, [])


def test_lists_are_tuples_and_groups_keep_their_order() -> None:
    assert read("z: [1, [2]]\na: {y: 1, x: 2}\n") == ({"z": ("1", ("2",)), "a": {"y": "1", "x": "2"}}, [])
    assert list(read("z: 1\na: 2\n")[0]) == ["z", "a"]


def test_a_place_counts_characters_from_one() -> None:
    diagnostics: list[Diagnostic] = []
    root = reader.read("été: 日本\nb: {c: [x,   y]}\n".encode(), "m.yaml", diagnostics)
    assert root is not None
    assert root.entries is not None
    assert (root.entries["été"].line, root.entries["été"].column) == (1, 6)
    group = root.entries["b"].entries
    assert group is not None
    assert group["c"].items is not None
    assert (group["c"].items[1].line, group["c"].items[1].column) == (2, 14)
    assert (root.keys["b"].line, root.keys["b"].column) == (2, 1)


HOSTILE = {
    "object": (
        "a: !!python/object/apply:os.system ['true']\n",
        "1:4: the tag 'tag:yaml.org,2002:python/object/apply:os.system' is not read",
    ),
    "tag of a text": ("a: !!int '3'\n", "1:4: the tag"),
    "duplicate": ("a: 1\nb: 2\na: 3\n", "3:1: 'a' is written twice; the first is in line 1; keep one"),
    "duplicate below": ("x:\n  - {a: 1, a: 2}\n", "2:12: 'a' is written twice"),
    "merge": ("a: &x {b: 1}\nc:\n  <<: *x\n", "3:3: merging (<<) is not read"),
    "list as a key": ("? [a]\n: b\n", "1:3: a list or a group stands where a key belongs"),
    "braces of a template": ("a: {{ b }}\n", "1:5: a list or a group stands where a key belongs"),
    "empty key": ("'': b\n", "1:1: a key is empty"),
    "recursive": ("a: &x [*x]\n", "1:8: the alias *x stands inside what it stands for"),
    "alias of nothing": ("a: *x\n", "1:4: "),
    "two documents": ("a: 1\n---\nb: 2\n", "2:1: a second document begins here"),
    "tab": ("a:\n\t- b\n", "2:1: a tab stands at the beginning of this line"),
    "tab before a field": ("a:\n  b: 1\n\tc: 2\n", "3:1: a tab stands at the beginning of this line; indent with spaces"),
    "an item too far right": ("a:\n  - b: 1\n   - c: 2\n", "3:4: this line begins in column 4, and the items"),
    "an item too far left": (
        "a:\n    - {b: 1}\n   - {c: 2}\n", "3:4: this line begins in column 4, and the items around it in column 5",
    ),
    "a field too far left, seen at the next": (
        "a:\n  - b: 1\n    c: 2\nd: 3\n    e: 4\n", "4:1: this line begins in column 1, and the fields around it in column 5",
    ),
    "a field of the whole too far right": ("a: 1\n b: 2\n", "2:2: this line begins in column 2, and the fields"),
    "quote": ("a: 'b\nc: d\n", "1:4: this is not valid YAML: "),
    "colon": ("a: b: c\n", "1:5: this is not valid YAML: mapping values are not allowed in this context"),
    "control character": (b"a: b\x07\n", "1:5: "),
    "not UTF-8": (b"a: b\nc: \xe9t\xe9\n", "2:4: the file is not UTF-8 (byte 0xe9); save it as UTF-8"),
    "UTF-16": ("a: b\n".encode("utf-16"), "1:1: the file is not UTF-8"),
    "deep": ("[" * 3000 + "]" * 3000, f"1:{reader.DEEPEST + 1}: the file is nested deeper than {reader.DEEPEST} levels"),
    "very deep": ("[" * 200_000, f"1:{reader.DEEPEST + 1}: the file is nested deeper than"),
    "deep groups": ("{a: " * 3000, f"1:{4 * reader.DEEPEST + 1}: the file is nested deeper than"),
    "bomb": (
        "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(
            f"{b}: &{b} [*{a},*{a},*{a},*{a},*{a},*{a},*{a},*{a},*{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
        ),
        "6:8: the file holds more than 100,000 values",
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_no_manifest_is_told_at_its_place_and_at_once(case: str) -> None:
    content, expected = HOSTILE[case]
    begin = time.perf_counter()
    _, told = read(content)
    assert time.perf_counter() - begin < 5
    assert len(told) == 1
    assert told[0].startswith(f"m.yaml:{expected}")


def test_a_file_beyond_the_limit_is_not_read() -> None:
    (told,) = read("# " + "x" * reader.LARGEST)[1]
    assert told == "m.yaml: the file is too large: at most 2,097,152 bytes are read; is it the file that you meant?"


def test_many_values_are_refused() -> None:
    assert "more than 100,000 values" in read("a: [" + "x," * 100_001 + "]")[1][0]


def test_an_alias_stands_for_what_was_marked() -> None:
    assert read("a: &x {b: [1]}\nc: *x\n") == ({"a": {"b": ("1",)}, "c": {"b": ("1",)}}, [])


def test_several_mistakes_of_the_yaml_are_told_at_once() -> None:
    _, told = read("a: 1\na: 2\nb: !!int 3\n<<: 4\n")
    assert [line.split(": ")[0] for line in told] == ["m.yaml:2:1", "m.yaml:3:4", "m.yaml:4:1"]


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_crash_it(content: bytes) -> None:
    read(content)


@settings(deadline=None)
@given(st.text(st.sampled_from("ab:-[]{}&*!|>'\"#%@`, \n\t?~<"), max_size=120))
def test_no_text_crashes_it_and_nothing_is_lost_in_silence(text: str) -> None:
    diagnostics: list[Diagnostic] = []
    root = reader.read(text.encode(), "m.yaml", diagnostics)
    if root is None and not diagnostics:
        # Nothing was read and nothing told: then nothing was written but comments and marks of documents.
        assert not [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith(("#", "%", "---", "..."))]


# U+FEFF cannot stand in YAML, which is told (YAML 1.1, 5.2: a byte order mark is none of its characters).
SHOWN = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn"], exclude_characters="\ufeff")
TEXTS = st.text(SHOWN, min_size=1, max_size=8).filter(
    lambda text: text != "<<"
)
VALUES = st.recursive(
    TEXTS, lambda inner: st.lists(inner, max_size=4).map(tuple) | st.dictionaries(TEXTS, inner, max_size=4), max_leaves=6
)


@pytest.mark.long
@settings(deadline=None, max_examples=40)
@given(st.dictionaries(TEXTS, VALUES, min_size=1, max_size=3))
def test_what_is_written_in_quotes_is_read_back(value: dict[str, Any]) -> None:
    # JSON is YAML: an independent writer of quoted texts, lists and groups.
    tree, told = read(json.dumps(value, ensure_ascii=False))
    assert tree == value
    assert [line for line in told if "a character that nobody sees" not in line] == []
