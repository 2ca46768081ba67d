"""A file of times pins the lines of a poem; what does not fit is told at its line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.faults import InputFault
from tests.segments.recited.reading import SRT, THREE, VOICE, Answering, Cut


def test_a_file_pins_the_lines_in_the_time_of_the_voice(cut: Callable[..., Cut]) -> None:
    fields = "    voice: {file: poems/letter.wav, in: 1, at: 2}\n    timing: poems/p.srt\n" + THREE
    found = cut(fields, texts={"poems/p.srt": SRT})
    assert [begin / 24 for begin, _, _ in found.lines] == [2, 4.25, 9]
    assert (found.told, Answering.asked_of) == ([], [])


def test_a_file_of_times_may_be_in_another_encoding(cut: Callable[..., Cut]) -> None:
    texts = {"poems/p.srt": SRT.replace("two", "tw\udcf6")}
    lines = "    lines: [one, tw\u00f6, three]\n"
    found = cut(VOICE + "    timing: {file: poems/p.srt, encoding: windows-1252}\n" + lines, texts=texts)
    assert [begin / 24 for begin, _, _ in found.lines] == [1.5, 3.75, 8.5]
    assert found.told == []
    with pytest.raises(InputFault, match=r"5:13: poems/p.srt, line 7: .*or write {file: poems/p.srt, encoding: windows-1252},"):
        cut(VOICE + "    timing: poems/p.srt\n" + lines, texts=texts)
    with pytest.raises(InputFault, match=r"5:43: 'klingon' is no encoding"):
        cut(VOICE + "    timing: {file: poems/p.srt, encoding: klingon}\n" + lines, texts=texts)
    with pytest.raises(InputFault, match=r"5:40: a file of captions has no 'encod'; did you mean 'encoding'\?"):
        cut(VOICE + "    timing: {file: poems/p.srt, encod: klingon}\n" + lines, texts=texts)


def test_lyrics_with_times_pin_the_lines(cut: Callable[..., Cut]) -> None:
    lyrics = "[00:01.50]One!\n[00:03.25]two\n[00:08.00]three\n"
    found = cut(VOICE + "    timing: poems/p.lrc\n" + THREE, texts={"poems/p.lrc": lyrics})
    assert [begin / 24 for begin, _, _ in found.lines] == [2, 3.75, 8.5]


def test_a_file_with_another_number_of_lines_is_a_mistake_that_says_where(cut: Callable[..., Cut]) -> None:
    with pytest.raises(InputFault) as told:
        cut(VOICE + "    timing: poems/p.srt\n    lines: [one, three]\n", texts={"poems/p.srt": SRT})
    (fault,) = told.value.diagnostics
    assert (fault.where.line, fault.where.column) == (5, 13)
    assert fault.message == (
        "poems/p.srt has 3 captions, and the poem 2 lines: caption 2 (line 6) is 'two' where line 2 is 'three'"
    )
    assert fault.hint.endswith("; or `together align --replace` writes an .srt anew")


def test_one_caption_for_several_lines_is_counted_as_one(cut: Callable[..., Cut]) -> None:
    with pytest.raises(InputFault, match=r"poems/p\.srt has 1 caption, and the poem 2 lines: its captions end where line 2"):
        cut(VOICE + "    timing: poems/p.srt\n    lines: [one, three]\n", texts={"poems/p.srt": SRT.split("\n\n")[0] + "\n"})


def test_a_time_after_the_segments_end_is_told_at_the_line_of_the_file(cut: Callable[..., Cut]) -> None:
    with pytest.raises(InputFault) as told:
        cut(VOICE + "    timing: poems/p.srt\n    length: 4\n" + THREE, texts={"poems/p.srt": SRT.replace("03,250", "03,750")})
    assert [str(one).rpartition("s01e01.yaml:")[2] for one in told.value.diagnostics if one.where.line == 5] == [
        f"5:13: poems/p.srt, line {line}: '{words}' comes {when} after the segment is over; "
        "correct its time there, or make `length` longer"
        for line, words, when in ((6, "two", "0:00.25"), (10, "three", "0:04.5"))
    ]


def test_times_at_which_no_voice_is_heard_are_told_at_the_line_of_the_file(cut: Callable[..., Cut]) -> None:
    fields = "    voice: {file: poems/letter.wav, in: 4, out: 6}\n    timing: poems/p.srt\n    length: 9\n" + THREE
    early, late = cut(fields, texts={"poems/p.srt": SRT}).told
    assert "5:13: warning: poems/p.srt, line 2: 'one' is over before poems/letter.wav is heard, and 1 more like it" in early
    assert "5:13: warning: poems/p.srt, line 10: 'three' comes after poems/letter.wav is over; correct its time" in late


def test_other_words_in_the_file_are_told_and_the_poems_are_shown(cut: Callable[..., Cut]) -> None:
    found = cut(VOICE + "    timing: poems/p.srt\n    lines: [one, deux, three]\n", texts={"poems/p.srt": SRT})
    (told,) = found.told
    assert "poems/p.srt, line 6: at 0:03.25 stands 'two', and line 2 of the poem is 'deux'" in told
    assert found.lines[1][2] == ("deux",)


@pytest.mark.parametrize(("written", "hint"), [("autto", "did you mean 'auto'?"), ("poem.doc", "poem.srt"), ("[a]", "list")])
def test_what_is_no_timing_is_a_mistake_at_it(cut: Callable[..., Cut], written: str, hint: str) -> None:
    with pytest.raises(InputFault) as told:
        cut(VOICE + f"    timing: {written}\n" + THREE)
    (fault,) = told.value.diagnostics
    assert fault.where.line == 5
    assert hint in f"{fault.message} {fault.hint}"
