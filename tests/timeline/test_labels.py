"""Captions for those who do not hear: who speaks where another begins, what sounds where nobody speaks; all as it is named."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from pipeline.captions import Caption, Mark
from pipeline.cards.script import direction
from pipeline.media.paths import MediaPath
from pipeline.timebase import FrameRange
from pipeline.timeline.labels import Labels, labelled
from pipeline.timeline.model import Contribution, Cue, Segment, SoundClip, SoundRole, SourceMedia, Stack

RATE = Fraction(25)
LABELS = Labels({"ana": "Ana Å", "ben": "Ben"}, {"en": "music", "es": "Música"}.__getitem__)


def sound(name: str, role: SoundRole, at: int = 0, seconds: int = 20, **more: bool) -> SoundClip:
    return SoundClip(SourceMedia(MediaPath("m", name), "0"), role, Fraction(at), Fraction(0), Fraction(seconds), **more)  # type: ignore[arg-type]


def by(people: str, path: str, role: str = "", title: str = "", start: int = 0, seconds: int = 20) -> Contribution:
    range_ = FrameRange(start * 25, seconds * 25)
    return Contribution(tuple(people.split()), role, range_, "sound", title, f"m/{path}")


def segment(
    *cues: tuple[float, float, str] | Caption, sounds: tuple[SoundClip, ...] = (), made: tuple[Contribution, ...] = (),
    is_music: bool = False, language: str = "en",
) -> Segment:  # fmt: skip
    captions = [
        one if isinstance(one, Caption) else Caption(Fraction(str(one[0])), Fraction(str(one[1])), one[2]) for one in cues
    ]
    stack = Stack(500, (), sounds, {language: tuple(map(Cue, captions))} if cues else {})
    return Segment("a", "clip", "Kitchen Table", stack, contributions=made, is_music=is_music)


def told(found: Segment, language: str = "en") -> list[tuple[float, float, str]]:
    return [(float(cue.caption.start), float(cue.caption.end), cue.text) for cue in found.stack.cues.get(language, ())]


def words(found: Segment, language: str = "en") -> list[str]:
    return [text for _, _, text in told(found, language)]


TALK = (sound("a.wav", SoundRole.NAT, 0, 6), sound("b.wav", SoundRole.VOICE, 6, 14))
SPOKEN = (by("ana", "a.wav", seconds=6), by("ben", "b.wav", start=6, seconds=14))


def test_who_is_heard_is_named_where_another_begins() -> None:
    cut = segment((1, 2, "One"), (3, 4, "Two"), (7, 8, "Three"), (9, 10, "Four"), sounds=TALK, made=SPOKEN)
    found = labelled(cut, LABELS, ("en",), RATE)
    assert words(found) == ["[Ana Å] One", "Two", "[Ben] Three", "Four"]
    assert [cue.caption.speakers for cue in found.stack.cues["en"]] == [("Ana Å",), ("Ana Å",), ("Ben",), ("Ben",)]


def test_of_several_who_are_heard_nobody_is_named() -> None:
    cut = segment((1, 2, "One"), sounds=TALK, made=(by("ana ben", "a.wav"),))
    assert words(labelled(cut, LABELS, ("en",), RATE)) == ["One"]
    assert words(labelled(segment((1, 2, "One"), sounds=TALK), LABELS, ("en",), RATE)) == ["One"]


def test_speakers_of_a_file_are_named_within_a_caption_and_marks_stay_with_their_words() -> None:
    both = Caption(
        Fraction(1), Fraction(2), "- Yes\n- No way",
        (Mark(0, 5, "voice", "Mika"), Mark(6, 14, "voice", "Otto"), Mark(8, 10, "italic")),
    )  # fmt: skip
    (cue,) = labelled(segment(both, sounds=TALK, made=SPOKEN), LABELS, ("en",), RATE).stack.cues["en"]
    assert cue.text == "[Mika] - Yes\n[Otto] - No way"
    (italic,) = (mark for mark in cue.caption.marks if mark.kind == "italic")
    assert cue.text[italic.begin : italic.end] == "No"
    assert cue.caption.speakers == ("Mika", "Otto")


@pytest.mark.parametrize("text", ["[Ben] One", "(sighs)", "♪ One ♪", "- [Ana] One"])
def test_what_has_a_label_gets_none(text: str) -> None:
    assert words(labelled(segment((1, 2, text), sounds=TALK, made=SPOKEN), LABELS, ("en",), RATE)) == [text]


def test_arabic_goes_from_right_to_left_behind_a_latin_name() -> None:
    found = words(labelled(segment((1, 2, "مرحبا"), sounds=TALK, made=SPOKEN), LABELS, ("en",), RATE))
    assert found == ["\u200f[Ana Å] مرحبا"]
    assert direction(found[0]) == "rtl"


def test_a_long_line_with_a_label_is_broken() -> None:
    text = "It is a line that is just as long as it is"
    found = words(labelled(segment((1, 2, text), sounds=TALK, made=SPOKEN), LABELS, ("en",), RATE))
    assert found[0].count("\n") == 1
    assert found[0].replace("\n", " ") == f"[Ana Å] {text}"


SONG = (sound("guitar.wav", SoundRole.STEM), sound("drums.wav", SoundRole.STEM))
PLAYED = (by("ben", "guitar.wav", "guitar"), by("ana", "drums.wav", "drums"))


def test_a_piece_of_music_says_what_it_is_and_who_plays() -> None:
    found = labelled(segment(sounds=SONG, made=PLAYED, is_music=True), LABELS, ("en",), RATE)
    assert told(found) == [(0, 3, "[music: Kitchen Table,\nguitar: Ben, drums: Ana Å]")]


def test_it_is_said_in_each_language_that_has_captions_with_its_own_word() -> None:
    cut = segment((8, 9, "Hola"), sounds=SONG, made=PLAYED[:1], is_music=True, language="es")
    found = labelled(cut, LABELS, ("en",), RATE)
    assert words(found) == ["[music: Kitchen Table, guitar: Ben]"]
    assert words(found, "es") == ["[música: Kitchen Table, guitar: Ben]", "Hola"]


def test_it_is_said_in_each_language_of_the_episode_where_nobody_speaks() -> None:
    found = labelled(segment(sounds=SONG, made=PLAYED[:1], is_music=True), LABELS, ("en", "es"), RATE)
    assert words(found) == ["[music: Kitchen Table, guitar: Ben]"]
    assert words(found, "es") == ["[música: Kitchen Table, guitar: Ben]"]


def test_it_is_said_in_the_first_gap_and_no_longer_than_it_lasts() -> None:
    bed = (sound("pad.wav", SoundRole.BED),)
    cut = segment((0.5, 4, "One"), (4.5, 6, "Two"), (8, 9, "Three"), sounds=bed, made=(by("ben", "pad.wav", title="Pad"),))
    assert told(labelled(cut, LABELS, ("en",), RATE)) == [
        (0.5, 4, "One"), (4.5, 6, "Two"), (6.08, 7.92, "[music: Pad, Ben]"), (8, 9, "Three"),
    ]  # fmt: skip


@pytest.mark.parametrize(("begin", "meant"), [(3, "[music: Kitchen Table, guitar: Ben]"), (1.2, "[music: Kitchen Table]")])
def test_in_a_short_gap_it_is_said_in_as_many_words_as_can_be_read(begin: float, meant: str) -> None:
    cut = segment((begin, 20, "One"), sounds=SONG, made=PLAYED[:1], is_music=True)
    assert words(labelled(cut, LABELS, ("en",), RATE)) == [meant, "One"]


def test_where_all_is_speech_it_stands_above_the_first_caption() -> None:
    cut = segment((0, 10, "One"), (10, 20, "Two"), sounds=(sound("pad.wav", SoundRole.BED, 2),))
    assert words(labelled(cut, LABELS, ("en",), RATE)) == ["[music]\nOne", "Two"]


def test_what_is_not_heard_is_not_said() -> None:
    cut = segment((1, 2, "One"), sounds=(replace(sound("pad.wav", SoundRole.BED), mute=True),), made=(by("ben", "pad.wav"),))
    assert words(labelled(cut, LABELS, ("en",), RATE)) == ["One"]
    assert labelled(segment(), LABELS, ("en",), RATE).stack.cues == {}


def test_a_long_band_is_left_to_the_credits() -> None:
    made = tuple(by("ben", "guitar.wav", f"instrument {number}") for number in range(9))
    assert words(labelled(segment(sounds=SONG, made=made, is_music=True), LABELS, ("en",), RATE)) == ["[music: Kitchen Table]"]
