"""Lines of a poem are laid out in three ways: which, what steps back, what leaves, and what they lie on."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cards.fields import BENEATH
from pipeline.faults import InputFault
from pipeline.timeline.model import CardMedia, Clip, SourceMedia
from tests.shows import ShowFolder

_STANZAS = (
    ("a stage was promised", "and a window given", "we opened it", "and sang"),
    ("once the street", "was asleep", "a boat", "came by"),
)
LINES = "    lines: |\n" + "\n".join("".join(f"      {line}\n" for line in stanza) for stanza in _STANZAS)


def cards(folder: Path, fields: str, theme: str = "create-together") -> list[CardMedia]:
    show = ShowFolder(folder)
    segment = show.cut(f"episode: {{title: A}}\ntheme: {theme}\nsegments:\n  - poem: P\n{fields}").segments[0]
    track = next(track for track in segment.stack.picture if track.name == "lines")
    return [item.media for item in track.items if isinstance(item, Clip) and isinstance(item.media, CardMedia)]


def test_short_lines_gather_in_a_margin_the_next_stanza_stands_in_steps_and_the_last_line_is_held(tmp_path: Path) -> None:
    found = cards(tmp_path, "    length: 40\n" + LINES)
    assert [one.card for one in found] == ["margin"] * 4 + ["poem_line"] * 3 + ["held"]
    assert found[2].fields == {
        "lines": ("a stage was promised", "and a window given", "we opened it"),
        "gone": ("a stage was promised", "and a window given"), "begins": 0, "ends": 0,
    }  # fmt: skip
    assert (found[0].fields["begins"], found[3].fields["ends"]) == (1, 1)


@pytest.mark.parametrize(
    ("layout", "expected"),
    [
        ("steps", ["poem_line"] * 8),
        ("margin", ["margin"] * 8),
        ("held", ["poem_line"] * 7 + ["held"]),
    ],
)
def test_a_layout_that_is_written_is_that_of_the_whole_poem(tmp_path: Path, layout: str, expected: list[str]) -> None:
    assert [one.card for one in cards(tmp_path, f"    length: 40\n    layout: {layout}\n{LINES}")] == expected


def test_a_theme_without_these_cards_shows_steps_and_a_layout_that_is_written_is_told(tmp_path: Path) -> None:
    assert {one.card for one in cards(tmp_path, "    length: 40\n" + LINES, "paper")} == {"poem_line"}
    with pytest.raises(InputFault, match="the theme has no card for the layout margin; write layout: auto"):
        cards(tmp_path, "    length: 40\n    layout: margin\n" + LINES, "paper")


def test_at_most_the_latest_line_the_one_before_and_the_one_that_leaves_are_seen(tmp_path: Path) -> None:
    found = cards(tmp_path, "    length: 20\n    layout: steps\n    lines: [one, two, three, {text: four, stanza: on}]\n")
    told = [tuple(one.fields[name] for name in ("lines", "said", "gone", "ends")) for one in found]
    assert told == [
        (("one",), "", "", 0), (("two",), "one", "", 0), (("three",), "two", "one", 1),
        (("four",), "", "", 1),  # after a pause, in which all have left
    ]  # fmt: skip


def test_a_line_that_is_said_twice_steps_back_like_any_other(tmp_path: Path) -> None:
    found = cards(tmp_path, "    length: 20\n    layout: steps\n    lines: [row, row]\n")
    assert [(one.fields["said"], one.fields["came"]) for one in found] == [("", 0), ("row", 0)]


def test_each_line_knows_the_picture_that_it_lies_on_and_keeps_it_when_it_steps_back(tmp_path: Path) -> None:
    fields = "    length: 20\n    layout: steps\n    lines: [one, two, three]\n    background: {file: open/clouds.mp4}\n"
    found = cards(tmp_path, fields)
    assert list(found[2].pictures) == list(BENEATH["poem_line"])
    assert found[1].pictures["said"] == found[0].pictures["under"]
    assert found[2].pictures["gone"] == found[0].pictures["under"]
    (clip, _), = found[0].pictures["under"].layers
    assert isinstance(clip.media, SourceMedia)


def test_nothing_lies_under_lines_without_a_picture(tmp_path: Path) -> None:
    assert all(not one.pictures for one in cards(tmp_path, "    length: 20\n    layout: steps\n    lines: [one, two]\n"))
