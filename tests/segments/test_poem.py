"""Lines come when they are read: in order, apart, inside the segment, by their lengths or at their times."""

from __future__ import annotations

import tempfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.faults import InputFault
from pipeline.timeline.model import CardMedia, Clip, Gap, Segment
from tests.shows import ShowFolder


def poem(folder: Path, fields: str) -> Segment:
    return ShowFolder(folder).cut(f"episode: {{title: A}}\nsegments:\n  - poem: P\n{fields}").segments[0]


def lines(segment: Segment) -> list[tuple[int, int, str]]:
    """First frame, frames and text of each line."""
    track = next(track for track in segment.stack.picture if track.name == "lines")
    found, at = [], 0
    for item in track.items:
        if isinstance(item, Clip):
            assert isinstance(item.media, CardMedia)
            fields = item.media.fields
            said = fields["lines"][-1] if "lines" in fields else " ".join(filter(None, fields.values()))  # type: ignore[arg-type]
            found.append((at, item.frames, said))
        assert isinstance(item, Clip | Gap)
        at += item.frames
    return found


def test_lines_share_the_voice_by_their_lengths(tmp_path: Path) -> None:
    segment = poem(tmp_path, "    voice: poems/letter.wav\n    timing: even\n    lines: [aaaa, aaaaaaaaaaaaaaaaaaaa]\n")
    # The voice is heard from frame 12 for 10 s; 4 and 20 characters with a breath of 12 each: a third and two thirds.
    assert [(start, len(text)) for start, _, text in lines(segment)] == [(12, 4), (12 + 80, 20)]
    assert segment.stack.frames == 12 + 240 + 36
    assert sum(lines(segment)[-1][:2]) == segment.stack.frames


def test_a_line_comes_at_its_time_and_others_share_what_is_between(tmp_path: Path) -> None:
    segment = poem(tmp_path, "    length: 10\n    lines: [{text: a, at: 1}, b, c, {text: d, at: 4}, {text: e, at: 144f}]\n")
    assert [start for start, _, _ in lines(segment)] == [24, 48, 72, 96, 144]


def test_a_line_comes_at_its_time_also_before_the_voice(tmp_path: Path) -> None:
    """The voice begins after half a second: the first line comes before it, too."""
    segment = poem(tmp_path, "    voice: poems/letter.wav\n    lines: [a, {text: b, at: 10f}, c]\n")
    assert [start for start, _, _ in lines(segment)][:2] == [0, 10]


def test_lines_that_a_written_time_leaves_no_time_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputFault, match="no time is left for the line 'a'"):
        poem(tmp_path, "    voice: poems/letter.wav\n    lines: [a, b, c, {text: d, at: 1f}]\n")


def test_a_stanza_is_parted_by_a_pause_in_which_nothing_is_shown(tmp_path: Path) -> None:
    text = "    lines: |\n      one\n      two\n\n      three\n"
    shown = lines(poem(tmp_path, f"    voice: poems/letter.wav\n    timing: even\n{text}"))
    ends = [start + length for start, length, _ in shown]
    assert ends[0] == shown[1][0]
    assert ends[1] < shown[2][0]


def test_lines_of_a_file_are_those_of_the_manifest(tmp_path: Path) -> None:
    text = "    lines: |\n      Dear you,\n      the window is open\n\n      and someone is singing.\n"
    written = lines(poem(tmp_path, "    voice: poems/letter.wav\n" + text))
    assert written == lines(poem(tmp_path, "    voice: poems/letter.wav\n    text: poems/letter.txt\n"))


def test_lines_can_be_left_off_the_screen(tmp_path: Path) -> None:
    segment = poem(tmp_path, "    voice: poems/letter.wav\n    text: poems/letter.txt\n    show_lines: off\n")
    assert segment.stack.picture == ()


@settings(deadline=None, max_examples=30)
@given(st.lists(st.text("abc ", min_size=1, max_size=40).filter(str.strip), min_size=1, max_size=30))
def test_lines_come_in_order_apart_and_inside(texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        listed = "".join(f"      - '{text}'\n" for text in texts)
        segment = poem(Path(folder), "    voice: poems/letter.wav\n    timing: even\n    lines:\n" + listed)
    shown = lines(segment)
    assert [" ".join(text.split()) for _, _, text in shown] == [" ".join(text.split()) for text in texts]
    assert all(start + length <= after for (start, length, _), (after, _, _) in pairwise(shown))
    assert shown[0][0] == 12
    assert sum(shown[-1][:2]) == segment.stack.frames


def test_a_character_that_no_card_can_show_is_a_mistake_at_the_file_that_holds_it(tmp_path: Path) -> None:
    show = ShowFolder(tmp_path)
    show.texts["poems/letter.txt"] = "Dear you,\nthe win\0dow is open\n"
    with pytest.raises(InputFault) as told:
        show.cut("episode: {title: A}\nsegments:\n  - poem: P\n    voice: poems/letter.wav\n    text: poems/letter.txt\n")
    (found,) = told.value.diagnostics
    assert (found.where.line, found.message.startswith("poems/letter.txt, line 2: ")) == (5, True)


def held(segment: Segment) -> list[tuple[str, object]]:
    """Return the card and the words of each line that is shown."""
    track = next(track for track in segment.stack.picture if track.name == "lines")
    media = [item.media for item in track.items if isinstance(item, Clip)]
    return [(one.card, one.fields.get("lines", one.fields)) for one in media if isinstance(one, CardMedia)]


def test_the_line_of_a_held_word_fills_the_picture_and_the_others_stand_as_they_do(tmp_path: Path) -> None:
    segment = poem(tmp_path, "    held: small\n    lines: [a small thing, how far a small thing travels, it met you]\n")
    assert held(segment) == [
        ("poem_line", ("a small thing",)),
        ("held", {"before": "how far a", "large": "small", "after": "thing travels"}),  # the last line that has it
        ("poem_line", ("it met you",)),
    ]


def test_a_held_word_may_be_part_of_a_line_without_spaces(tmp_path: Path) -> None:
    segment = poem(tmp_path, "    held: 小さな\n    lines: [誰かが小さな舟を折った。]\n")
    assert held(segment) == [("held", {"before": "誰かが", "large": "小さな", "after": "舟を折った。"})]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("    held: large\n    lines: [a small thing]\n", "no line has 'large' in it; write it as it stands in its line"),
            ("    held: small\n    stanzas: lit\n    lines: [a small thing]\n", "no line is shown by itself, so none is held"),
    ],
)
def test_a_word_that_cannot_be_held_is_told(tmp_path: Path, fields: str, expected: str) -> None:
    with pytest.raises(InputFault, match=expected):
        poem(tmp_path, fields)


def test_a_theme_that_cannot_hold_a_line_is_told(tmp_path: Path) -> None:
    show = ShowFolder(tmp_path)
    with pytest.raises(InputFault, match="the theme has no card for a line that is held; leave `held` out"):
        show.cut("episode: {title: A}\ntheme: paper\nsegments:\n  - poem: P\n    held: small\n    lines: [a small thing]\n")
