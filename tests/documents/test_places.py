"""Where things stand: every node's end as well as its beginning, by either of PyYAML's loaders."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.documents import reader
from pipeline.documents.node import Node, plain
from pipeline.faults import Diagnostic

Span = tuple[int, int, int, int]
LOADERS = [name for name in ("CSafeLoader", "SafeLoader") if hasattr(yaml, name)]


def read(content: str | bytes, loader: str = LOADERS[0]) -> tuple[Node | None, list[Diagnostic]]:
    diagnostics: list[Diagnostic] = []
    with pytest.MonkeyPatch.context() as patch:
        if loader == "SafeLoader":
            patch.delattr(yaml, "CSafeLoader", raising=False)
        return reader.read(content.encode() if isinstance(content, str) else content, "m.yaml", diagnostics), diagnostics


def cut(text: str, span: Span) -> str:
    """Return what stands at a place, counted by hand: lines end at LF, CR LF or CR, columns count characters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    line, column, end_line, end_column = span
    kept = lines[line - 1 : end_line]
    kept[-1] = kept[-1][: end_column - 1]
    kept[0] = kept[0][column - 1 :]
    return "\n".join(kept)


def span(node: Node) -> Span:
    return node.line, node.column, node.end_line, node.end_column


def walk(node: Node) -> Iterator[Node]:
    yield node
    for key, value in (node.entries or {}).items():
        yield node.keys[key]
        yield from walk(value)
    for item in node.items or ():
        yield from walk(item)


TEXT = """\
# a manifest
episode: {title: "Été à Lyon", number: 3}   # in one line
segments:
  - music: Metal Dad
    tiles: [a.mp4,
            'b''s.mp4' ]
    # between

  - poem: |
      One line
        and two

    by: 日本 語  # spaces before this

last:
"""

PLACES = {
    "(root)": TEXT.split("\n", 1)[1].rstrip(),
    "episode": '{title: "Été à Lyon", number: 3}',
    "episode.title": '"Été à Lyon"',
    "episode.number": "3",
    "segments.0": "music: Metal Dad\n    tiles: [a.mp4,\n            'b''s.mp4' ]",
    "segments.0.tiles": "[a.mp4,\n            'b''s.mp4' ]",
    "segments.0.tiles.0": "a.mp4",
    "segments.0.tiles.1": "'b''s.mp4'",
    "segments.1.poem": "|\n      One line\n        and two",
    "segments.1.by": "日本 語",
    "last": "",
}


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("before", ["", "\ufeff"], ids=["plain", "BOM"])
@pytest.mark.parametrize("place", PLACES)
def test_a_node_ends_after_its_last_character(place: str, before: str, newline: str, loader: str) -> None:
    root, told = read(before + TEXT.replace("\n", newline), loader)
    assert told == []
    node: Any = root
    for part in place.split(".") if place != "(root)" else ():
        node = node.items[int(part)] if part.isdigit() else node.entries[part]
    assert cut(TEXT, span(node)) == PLACES[place]


@pytest.mark.parametrize("loader", LOADERS)
def test_a_separator_that_editors_do_not_end_lines_at_does_not_shift_places(loader: str) -> None:
    root, _ = read("a: 'x\u2028y\x85z'\nb: 1\n", loader)
    assert root is not None
    assert root.entries is not None
    assert span(root.entries["b"]) == (2, 4, 2, 5)


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("title: One\nby: me\n", "title: One"),
        ("episode:\n  a: 1\n", "episode"),
        ("- a: 1\n  b: 2\n- c\n", "- a: 1"),
        ("{a: 1,\n b: 2}\n", "{a: 1"),
        ("a: {b: 1,\n  c: 2}\n", "a: {b: 1"),
        ("a: 1", "a: 1"),
        ("a: &x\n  c: 2\nb: *x\n", "a"),
    ],
)
def test_what_is_missing_is_marked_in_the_first_line_of_its_group(text: str, head: str) -> None:
    root, _ = read(text)
    assert root is not None
    where = root.head
    assert cut(text, (where.line, where.column, where.end_line, where.end_column)) == head


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("a: 1\nbc: 2\na: 3\n", "a"),
        ("a: !!int '3' # c\n", "!!int '3'"),
        ("a: *nowhere\n", "*nowhere"),
        ("a: b: c   # d\nx: y\n", ": c   # d"),
        ("a: 'b\n", "'b"),
        ("a: b\x07c\n", "\x07"),
        ("é: [1, 2\nb: c\n", ": c"),
        ("[" * 3000, "["),
        ("{a: " * 3000, "{"),
    ],
)
def test_a_mistake_is_a_range(text: str, marked: str, loader: str) -> None:
    _, told = read(text, loader)
    assert len(told) == 1
    where = told[0].where
    assert cut(text, (where.line, where.column, where.end_line, where.end_column)) == marked


@pytest.mark.parametrize("loader", LOADERS)
def test_aliases_add_no_levels_beyond_the_limit(loader: str) -> None:
    # Each names the one before 20 levels down: a thousand levels out of fifty short lines.
    lines = ["a0: &a0 x"] + [f"a{n}: &a{n} " + "[" * 20 + f"*a{n - 1}" + "]" * 20 for n in range(1, 50)]
    root, told = read("\n".join(lines), loader)
    assert root is None
    assert [str(one) for one in told] == ["m.yaml:3:29: the file is nested deeper than 24 levels"]


FUZZ = st.text(st.sampled_from("ab:-[]{}&*!|>'\"#%@`, \r\n\t?~<é\u2028\x85\U0001f600"), max_size=120)


@settings(deadline=None)
@given(FUZZ)
def test_ends_are_not_before_starts_and_hold_the_text(text: str) -> None:
    root, told = read(text)
    for one in told:
        assert (one.where.line, one.where.column) <= (one.where.end_line, one.where.end_column)
        cut(text, (one.where.line, one.where.column, one.where.end_line, one.where.end_column))
    for node in walk(root) if root else ():
        assert (node.line, node.column) <= (node.end_line, node.end_column)
        written = cut(text, span(node))
        if node.text is not None and written[:1] not in tuple("'\"|>&!*") and "\n" not in written and "\r" not in text:
            assert node.text == written or "\u2028" in written or "\x85" in written


@settings(deadline=None, max_examples=300)
@given(FUZZ)
def test_both_loaders_read_the_same_at_the_same_places(text: str) -> None:
    trees = [read(text, loader) for loader in LOADERS]
    if all(root is not None and not told for root, told in trees):
        values = [(plain(root), [span(node) for node in walk(root)]) for root, _ in trees if root is not None]
        assert values[0] == values[-1]
