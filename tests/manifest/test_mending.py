"""What can be read around a mistake: the segments beside the broken one, each at the line where it stands."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.documents import reader
from pipeline.documents.node import Node
from pipeline.faults import Diagnostic, Where
from pipeline.manifest import mending

HEAD = "episode: {title: A}\nsegments:\n"


def segments(content: bytes | None) -> list[tuple[str, str, int]]:
    """Return kind, title and line of each segment of a manifest that is YAML."""
    assert content is not None
    told: list[Diagnostic] = []
    root = reader.read(content, "m.yaml", told)
    assert told == []
    found: Any = root and root.entries and root.entries["segments"].items
    return [_first(node) for node in found]


def _first(node: Node) -> tuple[str, str, int]:
    assert node.entries is not None
    kind, title = next(iter(node.entries.items()))
    return kind, title.text or "", node.line


def mended(text: str) -> list[tuple[str, str, int]]:
    return segments(mending.mended(text.encode(), "m.yaml"))


BROKEN = {
    "an open quote": "    by: 'ana\n",
    "an open bracket": "    by: [ana, ben\n",
    "a colon in a text": "    role: camera: second\n",
    "a tab": "\tby: ana\n",
    "a line that stands apart": "      length: 2\n   by: ana\n",
    "half a key": "    by\n    length: 2\n",
    "a sign that begins no text": "    place: @home\n",
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_the_segments_beside_a_broken_one_stay_at_their_lines(place: int, broken: str) -> None:
    parts = [f"  - clip: {name}\n    file: {name}.mp4\n" for name in "XYZ"]
    parts[place] += broken
    lines = [3 + sum(part.count("\n") for part in parts[:number]) for number in range(3)]
    expected = [("clip", name, line) for name, line in zip("XYZ", lines, strict=True)]
    expected[place] = ("unreadable", "XYZ"[place], lines[place])
    assert mended(HEAD + "".join(parts)) == expected


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("- clip: Street", "Street"),
        ("- clip: 'Our street'", "Our street"),
        ('- clip: "Our street"  # the second take', "Our street"),
        ("- clip: Straße 日本", "Straße 日本"),
        ("- clip:", ""),
        ("-   docu-short: Far in", "Far in"),
    ],
)
def test_a_segment_that_gives_way_keeps_its_title(head: str, title: str) -> None:
    assert mended(f"{HEAD}  {head}\n    by: [ana\n  - card: Z\n") == [("unreadable", title, 3), ("card", "Z", 5)]


def test_a_title_that_is_itself_broken_is_told_as_far_as_it_goes() -> None:
    assert mended(HEAD + "  - card: Home: alone\n  - card: Z\n") == [("unreadable", "Home: alone", 3), ("card", "Z", 4)]
    assert mended(HEAD + "  - card: 'Home\n  - card: Z\n") == [("unreadable", "Home", 3), ("card", "Z", 4)]


def test_three_segments_may_be_broken_at_once_and_a_fourth_is_too_many() -> None:
    def written(broken: int) -> str:
        return HEAD + "".join(
            f"  - card: C{number}\n    lines: [one, two\n  - card: D{number}\n" for number in range(broken)
        )  # fmt: skip

    three = mended(written(3))
    assert [kind for kind, _, _ in three] == ["unreadable", "card"] * 3
    assert [title for _, title, _ in three] == ["C0", "D0", "C1", "D1", "C2", "D2"]
    assert mending.mended(written(4).encode(), "m.yaml") is None


def test_fields_after_the_segments_are_kept() -> None:
    for indent in ("", "  "):
        text = f"segments:\n{indent}- card: A\n{indent}  x: [\n# between\nend: off\nepisode: {{title: E}}\n"
        content = mending.mended(text.encode(), "m.yaml")
        assert segments(content) == [("unreadable", "A", 2)]
        root = reader.read(content or b"", "m.yaml", [])
        assert root is not None
        assert root.entries is not None
        assert [(name, node.line) for name, node in root.entries.items()] == [("segments", 2), ("end", 5), ("episode", 6)]


def test_inner_lists_are_no_segments() -> None:
    text = HEAD + "  - poem: P\n    lines:\n      - one\n      - 'two\n      - three\n  - card: Z\n"
    assert mended(text) == [("unreadable", "P", 3), ("card", "Z", 8)]


@pytest.mark.parametrize(
    "content",
    [
        b"episode: {title: [A}\nsegments:\n  - card: B\n",  # what is broken is no segment
        b"episode: [\n",  # there are no segments
        b"segments: [{card: A}, {card: ]\n",  # in one line
        b"segments:\n  - card: \xff\n",  # no text
        b"segments:\n",
    ],
)
def test_what_does_not_help_is_none_or_changes_nothing(content: bytes) -> None:
    assert mending.mended(content, "m.yaml") == (content if content == b"segments:\n" else None)


def test_what_is_good_stays_as_it_is_but_for_its_signature() -> None:
    text = HEAD + "  - card: A\n"
    assert mending.mended(b"\xef\xbb\xbf" + text.encode(), "m.yaml") == text.encode()


@pytest.mark.parametrize(
    ("content", "title"),
    [
        ("music: Metal Dad\nstems: [\n", "Metal Dad"),
        ("# a segment of its own\n---\n\nclip: 'Street'  # second take\n", "Street"),
        ("\ufeffclip: Été\n", "Été"),
        ("just words\n", ""),
        ("", ""),
    ],
)
def test_the_title_of_a_segments_own_file_is_in_its_first_line(content: str, title: str) -> None:
    assert mending.title(content.encode()) == title


def test_a_file_that_is_no_text_has_a_title_all_the_same() -> None:
    assert mending.title(b"clip: Stra\xdfe\nfile: [") == "Stra\ufffde"


def test_only_what_is_told_of_the_replacements_is_left_out() -> None:
    own = Diagnostic(Where("m.yaml", 3, 5), "unknown kind 'unreadable'")
    other = Diagnostic(Where("m.yaml", 5, 5), "unknown kind 'clop'", "did you mean 'clip'?")
    assert mending.beside([own, other]) == (other,)
