"""What a producer is told of a file before it is used: how it is treated, what to mind, and what to ask of the sender."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from pipeline.intake.survey import Survey
from pipeline.intake.treatment import Canvas, Note, notes, rate_text
from pipeline.media.info import MediaInfo, SoundInfo, SteppedOver, VideoInfo
from pipeline.media.pace import Pace
from pipeline.sound.heard import Heard, Stretch
from tests.shows import info, sound, video

HEARD = Heard(10.0, (0.5, 0.5), (0.1, 0.1), (), (), 0.5, ())


def told(of: MediaInfo, survey: Survey | None = None, **canvas: Any) -> list[Note]:
    return list(notes(of, survey, Canvas(**canvas)))


def texts(of: MediaInfo, survey: Survey | None = None, **canvas: Any) -> list[str]:
    return [note.text for note in told(of, survey, **canvas)]


def film(**changes: Any) -> MediaInfo:
    return info("a.mp4", replace(video("10"), **changes), sound("10"))


def listened(**changes: Any) -> list[Note]:
    return told(film(), Survey((), None, replace(HEARD, **changes), ()))


def test_nothing_is_said_of_a_file_that_is_as_the_episode_is() -> None:
    assert told(film()) == []
    assert listened() == []


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"sample_aspect": Fraction(4, 3), "width": 1440}, "pixels are 4:3, not square: stretched to 1920x1080"),
        ({"is_interlaced": True}, "interlaced: each frame is made whole (deinterlaced)"),
        ({"transfer": "smpte2084", "primaries": "bt2020"}, "HDR (PQ): tone-mapped to BT.709"),
        ({"transfer": "arib-std-b67", "primaries": "bt2020"}, "HDR (HLG): tone-mapped to BT.709"),
        ({"primaries": "bt2020"}, "wide colours (BT.2020) are brought to BT.709"),
        ({"has_alpha": True}, "transparent parts show the background"),
        ({"width": 3840, "height": 2160}, "3840x2160 is scaled down to 1920x1080"),
        ({"rate": Fraction(60)}, "60 frames a second: frames are left out for 30"),
        ({"rate": Fraction(24000, 1001)}, "23.976 frames a second: frames are repeated for 30"),
        ({"is_variable": True}, "variable rate; put on 30 frames a second by their times"),
    ],
)
def test_what_is_done_to_a_picture_is_told_and_nobody_is_asked(changes: dict[str, Any], text: str) -> None:
    assert told(film(**changes)) == [Note("treated", text)]


def test_a_phone_film_is_turned_and_is_of_another_shape() -> None:
    assert texts(film(rotation=90)) == [
        "turned upright: the file says that it is to be shown turned by 90°",
        "of another shape than 1920x1080: `fit` says how it fills the canvas",
        "1080x1920 is scaled down to 1920x1080",
    ]
    assert len(texts(film(rotation=90), width=1080, height=1920)) == 1


@pytest.mark.parametrize(("width", "is_other"), [(1912, False), (1928, False), (1900, True), (1940, True)])
def test_a_few_columns_more_are_no_other_shape(width: int, *, is_other: bool) -> None:
    assert any(text.startswith("of another shape") for text in texts(film(width=width))) is is_other


@pytest.mark.parametrize(("width", "height", "is_small"), [(960, 540, False), (958, 539, True), (640, 360, True)])
def test_a_picture_enlarged_more_than_twice_is_soft(width: int, height: int, *, is_small: bool) -> None:
    found = told(film(width=width, height=height))
    assert [note.kind for note in found] == (["mind"] if is_small else [])
    assert all(note.ask == "Is there a larger version of this clip? It is smaller than our picture." for note in found)
    assert all("small: enlarged" in note.text for note in found)


def test_a_still_is_called_a_photo_and_has_no_rate_and_no_sound_to_miss() -> None:
    (note,) = told(info("a.png", replace(video("1"), width=640, height=360, rate=Fraction(25)), still=True))
    assert note.text == "small: enlarged 3.0 times to fill 1920x1080, so it will look soft"
    assert note.ask.startswith("Is there a larger version of this photo?")


@pytest.mark.parametrize(("container", "is_missed"), [("mov,mp4", True), ("gif", False), ("webp", False)])
def test_sound_is_missed_where_there_could_be_some(container: str, *, is_missed: bool) -> None:
    found = texts(replace(info("a", video("10")), container=container))
    assert found == (["it has no sound"] if is_missed else [])


def test_variable_rate_is_told_in_numbers_and_the_longest_pause_in_place() -> None:
    pace = Pace(300, 0.008, 0.0334, 2.25, ((4.0, 0.6), (65.04, 2.25)))
    assert texts(film(is_variable=True), Survey((), pace, None, ())) == [
        "variable rate: frames are 8 to 2250 ms apart, 33 ms in the middle; put on 30 frames a second by their times",
        "the picture stands still for 2.2 s at 1:05.0 (2 such places)",
    ]
    single = replace(pace, pauses=((4.0, 0.6),))
    assert texts(film(), Survey((), single, None, ())) == ["the picture stands still for 0.6 s at 0:04.0"]


@pytest.mark.parametrize(
    ("track", "kind", "text"),
    [
        (sound("10", channels=1), "treated", "mono: heard in the middle"),
        (sound("10", channels=6), "treated", "5.1 (6 channels): mixed down to stereo"),
        (
            replace(sound("10"), channels=4, layout="unknown"),
            "mind",
            "4 channels whose places are not told: all are summed to mono, as independent ones",
        ),
        (sound("10", rate=8_000), "mind", "its sound has a rate of 8 kHz, as a telephone has: it will be dull"),
        (sound("10", rate=22_050), "mind", "its sound has a rate of 22.05 kHz, as a telephone has: it will be dull"),
    ],
)
def test_what_a_sound_is_like(track: SoundInfo, kind: str, text: str) -> None:
    (note,) = told(info("a.wav", None, track))
    assert (note.kind, note.text) == (kind, text)
    assert bool(note.ask) is ("places" in text)


def test_32_khz_is_no_telephone() -> None:
    assert told(info("a.wav", None, sound("10", rate=32_000))) == []


def apart(picture: VideoInfo, heard: SoundInfo) -> list[str]:
    return texts(info("a.mp4", picture, heard))


def test_picture_and_sound_that_do_not_begin_together() -> None:
    late = replace(sound("9.5"), first=Fraction(1, 2))
    assert apart(video("10"), late) == ["its sound begins at 0:00.5: silent before"]
    shown = replace(video("9.5"), first=Fraction(1, 2))
    assert apart(shown, sound("10")) == ["its picture begins at 0:00.5: its first picture is held before"]
    assert apart(video("10"), replace(sound("9.9"), first=Fraction(1, 10))) == []


def test_picture_and_sound_that_do_not_end_together() -> None:
    assert apart(video("10"), sound("12")) == ["its picture ends at 0:10.0, its sound at 0:12.0: the last picture is held"]
    assert apart(video("12"), sound("10")) == ["its sound ends at 0:10.0, its picture at 0:12.0: silent after"]
    assert apart(video("10"), sound("10.19")) == []
    held = replace(video("12"), held=Fraction(2))  # its frames end at 10 s
    assert apart(held, sound("12")) == ["its picture ends at 0:10.0, its sound at 0:12.0: the last picture is held"]


def test_several_tracks_and_what_is_left_out_of_a_file() -> None:
    one, other = replace(sound("10"), language="en"), replace(sound("10", channels=1), track=2, language="es")
    whole = replace(
        film(),
        sound=one,
        sounds=(one, other),
        pictures=2,
        stepped_over=(SteppedOver("sound", 3, "unknown codec"), SteppedOver("picture", 3, "empty")),
    )
    assert texts(whole) == [
        "2 sounds: 1 (en, stereo), 2 (es, mono); track 1 is used, `track` chooses another",
        "2 pictures: the default one, or else the first, is used",
        "sound 3 has a codec that cannot be decoded here and is left out",
        "picture 3 holds nothing and is left out",
    ]


def test_damage_is_told_once_and_first() -> None:
    broken = replace(film(), damage="it is cut off at 0:08", remarks=("a remark",))
    found = told(broken, Survey((), None, None, (7.96,)))
    assert [(note.kind, note.text) for note in found] == [("wrong", "it is cut off at 0:08"), ("mind", "a remark")]
    assert found[0].ask == "The file is not whole. Please export or copy it again."
    (note,) = told(film(), Survey((), None, None, (7.96, 8.5)))
    assert (note.kind, note.text) == ("wrong", "its sound cannot be decoded at 0:07.9, where a build would stop")
    assert note.ask == "The sound is damaged at 0:07.9. Please export or copy it again."


def test_silence_from_beginning_to_end_is_all_that_is_told() -> None:
    (note,) = listened(peaks=(0.0005, 0.0), silent=(Stretch(0.0, 10.0),))
    assert note.text == "its sound is silent from beginning to end"
    assert note.ask == "No sound was recorded: please check and send it again."


@pytest.mark.parametrize(
    ("silent", "text", "is_asked"),
    [
        (((0.0, 2.5),), "silent up to 0:02.5", False),
        (((7.5, 2.5),), "silent from 0:07.5 on", False),
        (((0.0, 3.0), (7.0, 3.0)), "silent up to 0:03.0, from 0:07.0 on", True),
        (((3.0, 2.0),), "silent from 0:03.0 to 0:05.0", False),
        (((1.0, 2.0), (4.0, 2.5)), "silent from 0:04.0 to 0:06.5 and 1 times more", False),
        (((2.0, 6.0),), "silent from 0:02.0 to 0:08.0", True),
    ],
)
def test_stretches_of_silence(silent: tuple[tuple[float, float], ...], text: str, *, is_asked: bool) -> None:
    (note,) = listened(silent=tuple(Stretch(*one) for one in silent))
    assert note.text == text
    assert note.ask == ("More than half of it is silent. Is it the right file?" if is_asked else "")


def test_clipping_is_asked_about_where_it_is_much() -> None:
    (one,) = listened(clipped=(Stretch(2.0, 0.1),))
    assert (one.text, one.ask) == ("its sound clips at 0:02.0 for 0.1 s", "")
    (many,) = listened(clipped=(Stretch(2.0, 0.1), Stretch(4.0, 0.6)))
    assert many.text == "its sound clips in 2 places, first at 0:02.0, longest at 0:04.0 for 0.6 s"
    assert many.ask.startswith("The recording is too loud and distorts (first at 0:02.0).")


@pytest.mark.parametrize(
    ("peaks", "likeness", "text"),
    [
        ((0.01, 0.01), 0.5, "very quiet: its peak is -40 dBFS, so its noise comes up with it"),
        ((0.5, 0.0), 0.0, "only its left channel has sound: it is heard on that side alone"),
        ((0.0005, 0.5), 0.0, "only its right channel has sound: it is heard on that side alone"),
        ((0.5, 0.5), -0.95, "left and right are upside down to each other: they cancel out on a phone's one loudspeaker"),
        ((0.5, 0.5), 1.0, "both channels are the same"),
    ],
)
def test_levels_and_channels(peaks: tuple[float, float], likeness: float, text: str) -> None:
    assert [note.text for note in listened(peaks=peaks, likeness=likeness)] == [text]


@pytest.mark.parametrize(("rate", "text"), [("30", "30"), ("30000/1001", "29.97"), ("25/2", "12.5"), ("100", "100")])
def test_a_rate_is_written_as_people_know_it(rate: str, text: str) -> None:
    assert rate_text(Fraction(rate)) == text
