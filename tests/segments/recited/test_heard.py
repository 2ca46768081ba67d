"""Lines come when they are heard in a voice; what is unsure is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Barrier

from pipeline import assembly
from pipeline.manifest import load
from pipeline.media.faults import MediaFault
from pipeline.media.spoken import LineTime, Reading, Spoken
from tests.segments.recited.reading import THREE, VOICE, Answering, Cut, spoken
from tests.shows import FakeLibrary, ShowFolder


def test_each_line_comes_when_it_is_spoken_and_stands_until_the_next(cut: Callable[..., Cut]) -> None:
    found = cut(VOICE + THREE, {"poems/letter.wav": spoken((1000, 1800), (3000, 4000), (7000, 9000))})
    # The voice begins half a second in.
    assert [(begin / 24, end / 24) for begin, end, _ in found.lines] == [(1.5, 3.5), (3.5, 7.5), (7.5, 12)]
    assert found.told == []


def test_what_is_heard_is_moved_with_the_voice_and_its_beginning(cut: Callable[..., Cut]) -> None:
    fields = "    voice: {file: poems/letter.wav, in: 2, out: 9, at: 3}\n" + THREE
    found = cut(fields, {"poems/letter.wav": spoken((2000, 2500), (4000, 5000), (6500, 8000))})
    assert [begin / 24 for begin, _, _ in found.lines] == [3, 5, 7.5]
    (asked,) = Answering.asked_of
    assert (asked.start, asked.end, [line.text for line in asked.lines]) == (2000, 9000, ["one", "two", "three"])


def test_a_line_is_cleared_early_only_before_a_long_pause(cut: Callable[..., Cut]) -> None:
    found = cut(VOICE + "    length: 20\n" + THREE, {"poems/letter.wav": spoken((0, 1000), (4500, 5000), (9500, 9900))})
    ends = [end / 24 for _, end, _ in found.lines]
    assert ends[0] == 5  # 3.5 s of silence
    assert ends[1] == 7.5  # 4.5 s of silence: two seconds after it was spoken
    assert found.lines[2][1] == 298  # 10.4 s are frame 250


def test_unsure_lines_are_told_with_number_guess_and_confidence(cut: Callable[..., Cut]) -> None:
    one, two, three = spoken((0, 1000), (2500, 3000), (5000, 6000)).lines
    heard = Spoken((one, replace(two, is_sure=False, confidence=300), three), "words")
    (told,) = cut(VOICE + THREE, {"poems/letter.wav": heard}).told
    assert told.startswith("episodes/s01e01.yaml:5:18: warning: ")
    assert "line 2 ('two') at 3.00 s, confidence 0.30 of 1" in told
    assert "at: 3.00" in told


def test_a_line_of_a_file_is_told_with_its_number_there(cut: Callable[..., Cut]) -> None:
    heard = spoken((0, 1000), (2500, 3000), (5000, 6000), sure=False)
    told = cut(VOICE + "    text: poems/letter.txt\n", {"poems/letter.wav": heard}).told
    assert "poems/letter.txt, line 4 ('and someone is singing.') at 5.50 s" in told[2]


def test_times_by_pauses_are_told_once_with_the_doubtful_lines(cut: Callable[..., Cut]) -> None:
    one, two, three = spoken((0, 1000), (2500, 3000), (5000, 6000), method="pauses", sure=False).lines
    (told,) = cut(VOICE + THREE, {"poems/letter.wav": Spoken((replace(one, confidence=500), two, three), "pauses")}).told
    assert "timed by pauses in poems/letter.wav" in told
    assert "line 1" not in told
    assert "line 2 ('two') at 3.00 s, confidence 0.10 of 1; line 3" in told


def test_times_by_pauses_that_are_all_likely_are_a_note(cut: Callable[..., Cut]) -> None:
    heard = Spoken(tuple(LineTime(at, at + 900, 480, is_sure=False) for at in (0, 2000, 4000)), "pauses")
    (told,) = cut(VOICE + THREE, {"poems/letter.wav": heard}).told
    assert told.endswith("note: lines are timed by the pauses of the voice, which is never sure")


def test_that_times_are_by_pauses_is_told_once_an_episode(cut: Callable[..., Cut]) -> None:
    heard = Spoken(tuple(LineTime(at, at + 900, 480, is_sure=False) for at in (0, 2000, 4000)), "pauses")
    doubtful = Spoken(tuple(replace(line, confidence=0) for line in heard.lines), "pauses")
    second = "  - poem: Q\n    voice: {file: metal/screams.wav}\n" + THREE
    third = "  - poem: R\n    voice: {file: metal/drums.wav}\n" + THREE
    answers = {"poems/letter.wav": heard, "metal/screams.wav": heard, "metal/drums.wav": doubtful}
    note, warning = cut(VOICE + THREE + second + third, answers).told
    assert note.startswith("episodes/s01e01.yaml:4:12: note: ")
    assert "in metal/drums.wav, which is never sure, least so of line 1" in warning


def test_a_text_that_is_not_read_there_is_told_and_timed_by_pauses(cut: Callable[..., Cut]) -> None:
    heard = spoken((0, 1000), (2500, 3000), (5000, 6000), method="pauses", sure=False, refused="1 of 3 lines were heard in it")
    found = cut(VOICE + THREE, {"poems/letter.wav": heard})
    (told,) = found.told
    assert "does not seem to be a reading of this text: 1 of 3 lines were heard in it; the lines are timed by its pauses" in told
    assert [begin / 24 for begin, _, _ in found.lines] == [0.5, 3, 5.5]


def test_a_voice_that_cannot_be_listened_to_shares_its_time_and_tells_it(cut: Callable[..., Cut]) -> None:
    found = cut(VOICE + "    lines: [aaaa, aaaaaaaaaaaaaaaaaaaa]\n", {"poems/letter.wav": MediaFault("it breaks the reader")})
    (told,) = found.told
    assert "it breaks the reader; the lines share its time by their lengths" in told
    assert [begin for begin, _, _ in found.lines] == [12, 92]


def test_a_time_that_is_written_is_asked_for_as_an_anchor(cut: Callable[..., Cut]) -> None:
    found = cut(VOICE + "    lines: [one, {text: two, at: 4}, three]\n")
    (asked,) = Answering.asked_of
    assert [line.at for line in asked.lines] == [None, 3500, None]
    assert found.lines[1][0] == 4 * 24


def test_the_voices_of_several_poems_are_listened_to_side_by_side(tmp_path: Path) -> None:
    both = Barrier(2, timeout=20)

    class Meeting(FakeLibrary):
        def spoken(self, reading: Reading) -> Spoken:
            if not self.readings:
                both.wait()
            return super().spoken(reading)

    poems = "".join(f"  - poem: P{number}\n{VOICE}{THREE}" for number in range(2))
    episode = load(ShowFolder(tmp_path).write(f"episode: {{title: A}}\nsegments:\n{poems}"), FakeLibrary)
    library = Meeting(episode.media)
    timeline = assembly.assemble(episode, library)
    assert [len(segment.stack.cues["en"]) for segment in timeline.segments] == [3, 3]


def test_nobody_listens_where_every_line_has_its_time(cut: Callable[..., Cut]) -> None:
    cut(VOICE + "    lines: [{text: one, at: 1}, {text: two, at: 4}]\n")
    assert Answering.asked_of == []


def test_even_lines_are_not_listened_for(cut: Callable[..., Cut]) -> None:
    cut(VOICE + "    timing: even\n" + THREE)
    assert Answering.asked_of == []
