"""A stanza stands as a whole, and its lines are lit when they are spoken; its typography is the poem's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.faults import InputFault
from pipeline.segments import stanzas
from pipeline.segments.recited import Standing
from pipeline.segments.verse import TimedLine, split
from pipeline.timeline.model import CardMedia, Clip, Segment
from tests.shows import ShowFolder

NBSP = "\N{NO-BREAK SPACE}"
POEM = """\
    length: 20
    lines:
      - {text: one, at: 1}
      - {text: "  two", at: 3}
      - {text: three, at: 6, stanza: on}
      - {text: four, at: 8}
"""


def segment(folder: Path, fields: str) -> Segment:
    return ShowFolder(folder).cut(f"episode: {{title: A}}\nsegments:\n  - poem: P\n{fields}").segments[0]


def cards(segment: Segment) -> list[tuple[float, float, dict[str, Any]]]:
    """Begin and end in seconds, and the fields, of each card of a stanza."""
    track = next(track for track in segment.stack.picture if track.name == "lines")
    found, at = [], 0
    for item in track.items:
        if isinstance(item, Clip):
            assert isinstance(item.media, CardMedia)
            assert item.media.card == "stanza"
            found.append((at / 24, (at + item.frames) / 24, dict(item.media.fields)))
        at += item.frames
    return found


def seen(fields: dict[str, Any]) -> str:
    return " / ".join(f"{line['text']} {line['state']}" for line in fields["lines"])


def test_lines_are_lit_when_they_are_spoken(tmp_path: Path) -> None:
    found = cards(segment(tmp_path, POEM + "    stanzas: lit\n"))
    assert [(begin, seen(fields)) for begin, _, fields in found] == [
        (1, f"one now / {NBSP}{NBSP}two next"),
        (3, f"one past / {NBSP}{NBSP}two now"),
        (6, "three now / four next"),
        (8, "three past / four now"),
    ]
    assert [end for _, end, _ in found][:3] == [3, 6, 8]


def test_a_stanza_comes_once_and_goes_once(tmp_path: Path) -> None:
    found = cards(segment(tmp_path, POEM + "    stanzas: lit\n"))
    assert [(fields["begins"], fields["ends"]) for *_, fields in found] == [(1, 0), (0, 1), (1, 0), (0, 1)]


def test_a_whole_stanza_is_lit_at_once(tmp_path: Path) -> None:
    found = cards(segment(tmp_path, POEM + "    stanzas: whole\n"))
    assert [(begin, seen(fields), fields["begins"], fields["ends"]) for begin, _, fields in found] == [
        (1, f"one all / {NBSP}{NBSP}two all", 1, 1), (6, "three all / four all", 1, 1),
    ]  # fmt: skip


def test_captions_are_those_of_the_lines(tmp_path: Path) -> None:
    voice = "    voice: poems/letter.wav\n" + POEM
    cues = [segment(tmp_path, voice + f"    stanzas: {how}\n").stack.cues["en"] for how in ("off", "lit", "whole")]
    assert [cue.text for cue in cues[0]] == ["one", "two", "three", "four"]
    assert cues[0] == cues[1] == cues[2]


def test_a_moved_line_changes_the_cards_beside_it_alone(tmp_path: Path) -> None:
    before = cards(segment(tmp_path, POEM + "    stanzas: lit\n"))
    after = cards(segment(tmp_path, POEM.replace("at: 8", "at: 9") + "    stanzas: lit\n"))
    assert before[:2] == after[:2]
    assert [fields for *_, fields in before] == [fields for *_, fields in after]


def test_no_stanza_is_shown_where_lines_are_off_the_screen(tmp_path: Path) -> None:
    with pytest.raises(InputFault, match="the lines are off the screen, so no stanza is shown"):
        segment(tmp_path, POEM + "    stanzas: lit\n    show_lines: off\n")


def test_stanzas_that_are_spoken_at_once_are_told(tmp_path: Path) -> None:
    fields = """\
    length: 20
    stanzas: lit
    voices: [{file: poems/letter.wav, by: ana, at: 1}, {file: metal/screams.wav, by: ben, at: 1}]
    lines:
      - {text: one, by: ana}
      - {text: two, by: ben, stanza: on}
"""
    with pytest.raises(InputFault, match=r"line 1 \('one'\) is spoken while another stanza is shown") as told:
        segment(tmp_path, fields)
    assert told.value.diagnostics[0].hint.startswith("write stanzas: off")


def lines_of(text: str) -> list[TimedLine]:
    return [TimedLine.model_validate(line) for line in split(text)]


def test_a_long_stanza_comes_in_parts_of_equal_length() -> None:
    text = "\n".join(["a"] * 14) + "\n\n" + "\n".join(["b"] * 3)
    assert stanzas.stanzas(lines_of(text)) == [range(7), range(7, 14), range(14, 17)]


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 60), st.integers(1, 90)), min_size=1, max_size=30), st.booleans())
def test_cards_follow_one_another_and_light_each_line_exactly_while_it_is_spoken(
    made: list[tuple[bool, int, int]], is_lit: bool
) -> None:
    lines = [TimedLine(text="a", stanza=is_new) for is_new, _, _ in made]
    standing, at = [], 0
    for number, (_, length, pause) in enumerate(made):
        end = at + length
        standing.append(Standing(number, at, end, end))
        at = end + (pause if pause > 45 else 0)
    found = stanzas.shown(lines, standing, is_lit=is_lit)
    frames = [(frame, dict(one.lines)) for one in found for frame in range(one.range.start, one.range.end)]
    assert len({frame for frame, _ in frames}) == len(frames)
    for line in standing:
        lit = {frame for frame, states in frames if states.get(line.number) in ("now", "all")}
        spoken = set(range(line.begin, line.end))
        assert lit == spoken if is_lit else lit >= spoken
    assert [one.begins for one in found[1:]] == [one.ends for one in found[:-1]]
