"""A plain text as captions: its lines come when the film that they belong to is surely heard to say them, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.media.faults import MediaFault
from pipeline.media.spoken import LineTime, Reading, Spoken
from tests.segments.captioned import cut, mistakes, shown
from tests.segments.recited.reading import spoken
from tests.shows import FakeLibrary

WORDS = "Who stays home?\nWe all do.\n\nOn Friday.\n"
HEARD = spoken((2500, 3500), (4000, 6000), (11_000, 12_000))
WHOLE = (0, 42_400)
FILM = "  - docu-short: Talk\n    clips: [{file: home/interview.mov, %scaptions: {en: home/words.txt}}]\n"
CLIP = "  - clip: Talk\n    file: home/interview.mov\n%s    captions: {en: home/words.txt}\n"

Answers = dict[tuple[int, int], Spoken | MediaFault]


@pytest.fixture
def hear(monkeypatch: pytest.MonkeyPatch) -> Callable[[Answers], list[Reading]]:
    """Say what is heard between two milliseconds of a film; return what is asked."""

    def hear(answers: Answers) -> list[Reading]:
        asked: list[Reading] = []

        def answer(_: FakeLibrary, reading: Reading) -> Spoken:
            asked.append(reading)
            found = answers[reading.start, reading.end]
            if isinstance(found, MediaFault):
                raise found
            return found

        monkeypatch.setattr(FakeLibrary, "spoken", answer)
        return asked

    return hear


def unsure(heard: Spoken, *numbers: int) -> Spoken:
    """What was heard, but that these lines, from 0, are guesses."""
    lines = (
        LineTime(one.start, one.end, 310, is_sure=False) if number in numbers else one for number, one in enumerate(heard.lines)
    )
    return Spoken(tuple(lines), heard.method)


def test_lines_come_when_the_film_says_them_cut_and_moved_with_it(
    tmp_path: Path, hear: Callable[[Answers], list[Reading]]
) -> None:
    asked = hear({WHOLE: HEARD})
    timeline, told = cut(tmp_path, "  - card: Welcome\n    length: 3\n" + FILM % "in: 2, out: 9, ", words__txt=WORDS)
    # Each stands half a second after it was said, but for two frames before the next.
    assert shown(timeline) == [
        (Fraction("3.5"), 5 - Fraction(2, 24), "Who stays home?"), (5, Fraction("7.5"), "We all do."),
    ]  # fmt: skip
    assert told == ["6:70: note: home/words.txt: one caption of 3 is outside of what is used: 0:02 to 0:09"]
    (reading,) = asked
    assert (reading.file, reading.track) == ("home/interview.mov", None)
    assert [(line.text, line.language, line.is_stanza) for line in reading.lines] == [
        ("Who stays home?", "en", False), ("We all do.", "en", False), ("On Friday.", "en", True),
    ]  # fmt: skip


@pytest.mark.parametrize("time", ["", "    caption_time: file\n", "    caption_time: segment\n"])
def test_the_text_of_a_clip_is_of_its_film_wherever_that_is_cut(
    tmp_path: Path, hear: Callable[[Answers], list[Reading]], time: str
) -> None:
    """Captions of a clip are in the segment's time, and `check` asks where it begins later: a text has no time of its own."""
    asked = hear({WHOLE: HEARD})
    timeline, told = cut(tmp_path, CLIP % f"    in: 2\n    out: 9\n{time}", words__txt=WORDS)
    assert [text for _, _, text in shown(timeline)] == ["Who stays home?", "We all do."]
    assert shown(timeline)[0][0] == Fraction(1, 2)
    assert not [line for line in told if "own time" in line]
    # Another cut asks nothing new.
    cut(tmp_path, CLIP % f"    in: 1\n    out: 9\n{time}", words__txt=WORDS)
    assert asked[0] == asked[1]


def test_a_line_that_is_not_sure_is_left_out_and_told(tmp_path: Path, hear: Callable[[Answers], list[Reading]]) -> None:
    hear({WHOLE: unsure(HEARD, 1)})
    timeline, told = cut(tmp_path, FILM % "", words__txt=WORDS)
    assert [text for _, _, text in shown(timeline)] == ["Who stays home?", "On Friday."]
    (line,) = told
    assert line.startswith("4:55: warning: home/words.txt, line 2: it is not sure when 'We all do.' is said: at 4.00 s of ")
    assert "home/interview.mov perhaps, confidence 0.31 of 1; it is left out; `together align` writes an .srt of it" in line


def test_one_that_is_said_outside_of_what_is_used_is_not_told(
    tmp_path: Path, hear: Callable[[Answers], list[Reading]]
) -> None:
    hear({WHOLE: unsure(HEARD, 2)})
    _, told = cut(tmp_path, FILM % "in: 2, out: 3.8, ", words__txt=WORDS)
    assert not [line for line in told if "sure" in line]
    _, told = cut(tmp_path, FILM % "in: 5, out: 9, ", words__txt=WORDS)
    assert len([line for line in told if "line 4: it is not sure" in line]) == 1


def test_of_many_that_are_not_sure_the_first_are_told_and_the_others_by_their_numbers(
    tmp_path: Path, hear: Callable[[Answers], list[Reading]]
) -> None:
    many = spoken(*((1000 * number, 1000 * number + 500) for number in range(1, 21)))
    hear({WHOLE: unsure(many, *range(0, 16, 2))})
    _, told = cut(tmp_path, FILM % "", words__txt="".join(f"line {number}\n" for number in range(20)))
    assert [line.partition("line ")[2].partition(":")[0] for line in told[:5]] == ["1", "3", "5", "7", "9"]
    assert "of 3 more lines it is not sure when they are said, and they are left out: 11, 13, 15;" in told[5]


def test_without_what_listens_for_words_it_is_refused_with_what_to_do(
    tmp_path: Path, hear: Callable[[Answers], list[Reading]]
) -> None:
    """By pauses lines of a film would come seconds off and look sure."""
    asked = hear({WHOLE: spoken((0, 1000), (2000, 3000), (4000, 5000), method="pauses", sure=False)})
    (told,) = mistakes(tmp_path, FILM % "in: 2, out: 9, ", words__txt=WORDS)
    assert told.startswith("4:70: home/words.txt has no times, and nothing here listens for its words: by the pauses alone")
    assert "pip install 'create-together[align]'" in told
    assert "`together align` writes an .srt of it" in told
    assert len(asked) == 1


def test_a_text_of_something_else_is_refused(tmp_path: Path, hear: Callable[[Answers], list[Reading]]) -> None:
    wrong = spoken((0, 1), (2, 3), (4, 5), method="pauses", sure=False, refused="of 3 lines 1 were heard in it")
    hear({WHOLE: wrong, (2000, 9000): wrong})
    (told,) = mistakes(tmp_path, FILM % "in: 2, out: 9, ", words__txt=WORDS)
    assert "home/interview.mov is not heard to say what home/words.txt says: of 3 lines 1 were heard in it" in told
    assert "word for word and in that language" in told


@pytest.mark.parametrize("whole", [
    spoken((0, 1), (2, 3), (4, 5), method="pauses", sure=False, refused="far less than is said in that time"),
    MediaFault("'home/interview.mov' cannot be listened to: it is longer than 60 minutes"),
], ids=["far less than is said", "too long"])
def test_a_text_of_what_is_used_of_a_film_is_heard_there(
    tmp_path: Path, hear: Callable[[Answers], list[Reading]], whole: Spoken | MediaFault
) -> None:
    asked = hear({WHOLE: whole, (2000, 9000): spoken((2500, 3500), (4000, 6000), (6500, 8000))})
    timeline, told = cut(tmp_path, FILM % "in: 2, out: 9, ", words__txt=WORDS)
    assert [(begin, text) for begin, _, text in shown(timeline)] == [
        (Fraction("0.5"), "Who stays home?"), (2, "We all do."), (Fraction("4.5"), "On Friday."),
    ]  # fmt: skip
    assert (told, len(asked)) == ([], 2)


def test_a_film_that_cannot_be_listened_to_is_told_with_what_to_do(
    tmp_path: Path, hear: Callable[[Answers], list[Reading]]
) -> None:
    hear({WHOLE: MediaFault("'home/interview.mov' has no sound", "name a file that has some")})
    (told,) = mistakes(tmp_path, FILM % "", words__txt=WORDS)
    assert told.endswith(
        "home/words.txt has no times, and 'home/interview.mov' has no sound; name a file of captions with times: an .srt or .vtt"
    )


def test_a_still_says_nothing(tmp_path: Path) -> None:
    still = "  - clip: Still\n    file: poems/window.jpg\n    length: 4\n    captions: {en: home/words.txt}\n"
    (told,) = mistakes(tmp_path, still, words__txt=WORDS)
    assert "poems/window.jpg has no sound in which its lines could be heard" in told


def test_a_segment_of_several_sounds_has_none_to_listen_to(tmp_path: Path) -> None:
    clips = "{file: home/interview.mov, length: 5}, {file: home/street.mp4, length: 5}"
    segment = f"  - docu-short: Talk\n    clips: [{clips}]\n    captions: {{en: home/words.txt}}\n"
    told = next(line for line in mistakes(tmp_path, segment, words__txt=WORDS) if "words" in line)
    assert told.startswith("5:20: home/words.txt")
    assert "has no times, so nothing says when its lines are seen; let a subtitle editor" in told
    assert "in the `captions` of the film or voice that says it, which is then listened to" in told


@pytest.mark.parametrize("segment", [
    "  - docu-short: Street\n    clips: [{file: home/street.mp4, length: 5, sound: off}]\n    voice: %s\n",
    "  - poem: Letter\n    text: poems/letter.txt\n    timing: even\n    voice: %s\n",
])
def test_a_voice_is_listened_to_as_a_film_is(tmp_path: Path, segment: str) -> None:
    """The library of these tests hears lines at even distances, from the beginning of a file on."""
    voice = "{file: poems/letter.wav, at: 0, captions: {en: home/words.txt}}"
    timeline, _ = cut(tmp_path, segment % voice, words__txt=WORDS)
    assert [text for _, _, text in shown(timeline)][:2] == ["Who stays home?", "We all do."]
    assert shown(timeline)[0][0] == 0


def test_what_is_wrong_in_a_text_is_told_at_its_lines(tmp_path: Path) -> None:
    told = mistakes(tmp_path, FILM % "", words__txt="Hello\n0:05\nthere\n[0:07] again\n")
    assert ["home/words.txt, line 2: '0:05' is a time" in told[0], "line 4: '[0:07]' is a time" in told[1]] == [True, True]
    (told_none,) = mistakes(tmp_path, FILM % "", words__txt="\n\n")
    assert "home/words.txt holds no line" in told_none
