"""Voices give captions; indents and gaps of a text survive; several people read one poem."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

import pytest

from pipeline.faults import InputFault
from pipeline.plan.canvas import drawn_cues
from tests.segments.recited.reading import NBSP, SRT, THREE, VOICE, Answering, Cut, spoken


def test_a_voice_gives_captions_in_its_language_by_itself(cut: Callable[..., Cut]) -> None:
    heard = {"poems/letter.wav": spoken((0, 1000), (1500, 3000), (9000, 9500))}
    found = cut(VOICE + "    language: es\n" + THREE, heard)
    cues = found.segment.stack.cues["es"]
    assert [(cue.caption.start, cue.caption.end, cue.text) for cue in cues] == [
        (0.5, 2 - Fraction(2, 24), "one"), (2, 3.5 + 0.5, "two"), (9.5, 10.5, "three"),
    ]  # fmt: skip
    assert set(found.segment.stack.cues) == {"es"}
    assert all(cue.is_shown for cue in cues), "the lines are on the screen: they are not drawn a second time"
    unseen = cut(VOICE + "    show_lines: off\n" + THREE, heard).segment.stack.cues["en"]
    assert not any(cue.is_shown for cue in unseen)


def test_captions_whose_words_stand_in_the_picture_are_not_drawn_there_again(cut: Callable[..., Cut]) -> None:
    shown = cut(VOICE + THREE)
    assert [cue.is_shown for cue in shown.segment.stack.cues["en"]] == [True, True, True]
    assert [len(drawn) for drawn in drawn_cues(shown.timeline, "en")] == [0]
    left_off = cut(VOICE + "    show_lines: off\n" + THREE)
    assert [len(drawn) for drawn in drawn_cues(left_off.timeline, "en")] == [3]


def test_a_poems_captions_end_before_the_next_one_begins(cut: Callable[..., Cut]) -> None:
    """Two frames let the eye see the change; a gap of up to half a second would flicker."""
    heard = {"poems/letter.wav": spoken((0, 1500), (1500, 3000), (3700, 5000))}
    cues = cut(VOICE + THREE, heard).segment.stack.cues["en"]
    gaps = [after.caption.start - before.caption.end for before, after in pairwise(cues)]
    assert [gap * 24 for gap in gaps] == [2, 2]


def test_the_last_caption_of_a_poem_ends_before_the_cut_to_the_next_segment(cut: Callable[..., Cut]) -> None:
    """Whether it would end on the cut, as the last of even lines does, or shortly before it: two frames, as for others."""
    for fields in (VOICE + "    timing: even\n" + THREE, VOICE + "    length: 10\n" + THREE):
        found = cut(fields, {"poems/letter.wav": spoken((0, 1500), (1500, 3000), (3700, 9000))})
        assert found.lines[-1][1] == found.segment.stack.frames, "the line itself stands to the end"
        assert found.segment.stack.cues["en"][-1].caption.end * 24 == found.segment.stack.frames - 2


def test_captions_that_are_written_take_the_place_of_those_of_the_voice(cut: Callable[..., Cut]) -> None:
    fields = VOICE + "    captions: {en: poems/p.srt}\n" + THREE
    found = cut(fields, texts={"poems/p.srt": SRT})
    assert [cue.text for cue in found.segment.stack.cues["en"]] == ["One!", "two", "three"]


def test_nothing_is_spoken_where_there_is_no_voice_or_it_is_mute(cut: Callable[..., Cut]) -> None:
    assert cut(THREE).segment.stack.cues == {}
    assert cut("    voice: {file: poems/letter.wav, mute: on}\n" + THREE).segment.stack.cues == {}


INDENTED = "Dear you,\n    the window is open\n\n\twide   open\n"


def test_indents_and_gaps_of_a_text_survive_in_its_cards_and_not_in_its_captions(cut: Callable[..., Cut]) -> None:
    found = cut(VOICE + "    text: poems/letter.txt\n", texts={"poems/letter.txt": INDENTED})
    assert [text for _, _, (text,) in found.lines] == [
        "Dear you,", f"{4 * NBSP}the window is open", f"{4 * NBSP}wide{3 * NBSP}open",
    ]  # fmt: skip
    assert [cue.text for cue in found.segment.stack.cues["en"]] == ["Dear you,", "the window is open", "wide open"]
    assert [line.is_stanza for line in Answering.asked_of[-1].lines] == [False, False, True]


def test_what_all_lines_are_indented_by_is_no_indent(cut: Callable[..., Cut]) -> None:
    found = cut(VOICE + "    text: poems/letter.txt\n", texts={"poems/letter.txt": "  one\n    two\n"})
    assert [text for _, _, (text,) in found.lines] == ["one", f"{NBSP}{NBSP}two"]


def test_lines_may_be_read_by_several_people_of_one_recording(cut: Callable[..., Cut]) -> None:
    fields = "    lines: [{text: one, by: ana}, {text: two, by: ben}, {text: three, by: ana}]\n"
    found = cut(VOICE + fields, {"poems/letter.wav": spoken((0, 900), (2000, 2900), (4000, 4900))})
    made = {one.people: (one.range.start, one.range.end) for one in found.segment.contributions if one.people}
    assert made == {("ana",): (12, 130), ("ben",): (60, 82)}
    assert {one.role for one in found.segment.contributions} == {"reader"}
    assert [cue.caption.speakers for cue in found.segment.stack.cues["en"]] == [("安娜",), ("Ben",), ("安娜",)]


TWO_VOICES = """\
    voices:
      - {file: poems/letter.wav, by: ana}
      - {file: metal/screams.wav, by: ben, at: 2}
    lines:
      - {text: one, by: ana}
      - {text: two, by: ben}
      - three
      - {text: four, by: ana}
"""


def test_two_poems_run_on_one_clock_each_in_its_own_voice(cut: Callable[..., Cut]) -> None:
    heard = {"poems/letter.wav": spoken((0, 1000), (6500, 7000)), "metal/screams.wav": spoken((0, 2000), (3000, 4000))}
    found = cut(TWO_VOICES, heard)
    assert [[line.text for line in asked.lines] for asked in Answering.asked_of] == [["one", "four"], ["two", "three"]]
    assert [(begin / 24, texts) for begin, _, texts in found.lines] == [
        (0.5, ("one",)), (2, ("two",)), (5, ("three",)), (7, ("four",)),
    ]  # fmt: skip


def test_lines_that_are_read_at_once_stand_together(cut: Callable[..., Cut]) -> None:
    heard = {"poems/letter.wav": spoken((0, 4000), (6500, 7000)), "metal/screams.wav": spoken((0, 2000), (3000, 4000))}
    found = cut(TWO_VOICES, heard)
    assert [texts for _, _, texts in found.lines] == [("one",), ("one", "two"), ("three",), ("four",)]
    assert [cue.text for cue in found.segment.stack.cues["en"]][1] == "one\ntwo"
    assert found.segment.stack.cues["en"][1].caption.speakers == ("安娜", "Ben")
    first, both = found.segment.stack.cues["en"][:2]
    assert (both.caption.start - first.caption.end) * 24 == 2, "the eye sees that it is another caption"


def test_lines_of_several_voices_may_be_told_to_come_at_once(cut: Callable[..., Cut]) -> None:
    written = TWO_VOICES.replace("- three", "- {text: three, by: ana}")
    for text, at in (("one", 0.5), ("two", 2), ("three", 2), ("four", 4)):
        written = written.replace(f"text: {text}", f"at: {at}, text: {text}")
    found = cut(written, {})
    assert [(begin / 24, texts) for begin, _, texts in found.lines] == [(0.5, ("one",)), (2, ("two", "three")), (4, ("four",))]
    (*_, last) = cut(written.partition("      - {at: 4")[0], {}).lines
    assert (last[0] / 24, last[2]) == (2, ("two", "three")), "both until the segment is over"
    with pytest.raises(InputFault) as told:
        cut(written.replace("three, by: ana", "three, by: ben"), {})
    assert [one.message for one in told.value.diagnostics] == ["the line comes at 0:02, as the one above it does"]


def test_a_line_by_somebody_who_has_no_voice_there_is_a_mistake(cut: Callable[..., Cut]) -> None:
    with pytest.raises(InputFault) as told:
        cut(TWO_VOICES.replace("text: two, by: ben", "text: two, by: joe"))
    (fault,) = told.value.diagnostics
    assert (fault.where.line, fault.message) == (9, "no voice is by joe")
