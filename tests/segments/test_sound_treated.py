"""What may be asked to be done to a sound, and what is told of a mistake in it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.assembly import assembled
from pipeline.cards import theme as themes
from pipeline.faults import InputFault
from pipeline.segments import sound_treated
from pipeline.timeline.model import Timeline
from pipeline.timeline.sound_treatment import SoundTreatment
from tests.shows import FakeLibrary, ShowFolder


def cut(folder: Path, segment: str, more: str = "") -> Timeline:
    return ShowFolder(folder).cut(f"episode: {{title: A}}\nsegments:\n  - {{{segment}}}\n{more}")


def stem(fields: str, file: str = "metal/dad-guitar.wav") -> str:
    return f"music: S, stems: [{{file: {file}, by: ana, {fields}}}]"


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ("mono: off, eq: off, denoise: off", SoundTreatment()),
        ("mono: right, highpass: 80, denoise: on", SoundTreatment(mono="right", highpass=80, denoise=True)),
        ("declick: on, deess: on, level: on", SoundTreatment(declick=True, deess=True, level=True)),
        ("eq: Phone", SoundTreatment(eq="phone")),
        ("denoise: {from: 0:02, to: 60f}", SoundTreatment(quiet=(Fraction(2), Fraction(5, 2)), strength=Fraction(15))),
        (
            "denoise: {from: 0, to: 1.5, strength: 9 dB}",
            SoundTreatment(quiet=(Fraction(0), Fraction(3, 2)), strength=Fraction(9)),
        ),
    ],
)
def test_what_is_written_is_what_is_done(fields: str, wanted: SoundTreatment, tmp_path: Path) -> None:
    (found,) = cut(tmp_path, stem(fields)).segments[0].stack.sound
    assert found.treatment == wanted


def test_a_stretch_that_is_not_quiet_will_be_told_where_it_is_written(tmp_path: Path) -> None:
    shown = cut(tmp_path, "clip: S, file: home/street.mp4,\n     denoise: {from: 0, to: 1}").segments[0].stack.sound[0]
    assert str(shown.where) == "episodes/s01e01.yaml:3:5"
    assert str(shown.treatment.where) == "episodes/s01e01.yaml:4:15"


def test_clips_voices_beds_and_dubs_have_it_too(tmp_path: Path) -> None:
    dub = "dubs: {es: {file: poems/letter.wav, deess: on, mono: left}}\n"
    shown = cut(tmp_path, "clip: S, file: home/street.mp4, deess: on, sound: voice", dub)
    assert shown.segments[0].stack.sound[0].treatment == SoundTreatment(deess=True)
    assert shown.voices[0].treatment == SoundTreatment(deess=True, mono="left")
    poem = "poem: P, lines: Dear you, voice: {file: poems/letter.wav, by: ben, level: on}, bed: {file: music/pad.flac, eq: warm}"
    voice, bed = cut(tmp_path, poem).segments[0].stack.sound
    assert [voice.treatment, bed.treatment] == [SoundTreatment(level=True), SoundTreatment(eq="warm")]


@pytest.mark.parametrize(
    ("segment", "told"),
    [
        (stem("mono: middle"), "'middle' is not allowed here"),
        (stem("mono: left", "metal/drums.wav"), "this sound has one channel, so no `left` of two; remove `mono`"),
        (stem("eq: on"), "'on' is not allowed here; allowed: phone, warm, clear, off"),
        (stem("eq: phnoe"), "did you mean 'phone'?"),
        (stem("denoise: much"), "'much' is neither on nor off"),
        (stem("denoise: {from: 1}"), "noise is learned between two times, and `to` is not written"),
        (stem("denoise: {strength: 10}"), "a strength is of noise that is learned"),
        (stem("denoise: {from: 1, to: 2, strength: 50 dB}"), "'50 dB' is out of range for a strength"),
        (stem("denoise: {from: 2, to: 1}"), "`to` is not after `from`"),
        (stem("denoise: {from: 29, to: 31}"), "the stretch is outside the sound, which lasts from 0:00 to 0:30"),
        (stem("denoise: {from: 1, to: 1.1}"), "the stretch is too short to learn noise of"),
        (stem("level: 3"), "'3' is neither on nor off"),
        ("clip: S, file: home/silent.mp4, level: on", "home/silent.mp4 has no sound; remove `level`"),
        ("clip: S, file: poems/window.jpg, length: 2, mono: left", "poems/window.jpg has no sound; remove `mono`"),
    ],
)
def test_what_cannot_be_done_is_told(segment: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(InputFault) as fault:
        cut(tmp_path, segment)
    assert told in str(fault.value)


def test_what_does_nothing_is_told(tmp_path: Path) -> None:
    show = ShowFolder(tmp_path)
    episode = show.load(
        "episode: {title: A}\nsegments: [{clip: S, file: home/street.mp4, by: ana, declick: on, sound: off}]\n"
    )
    theme = themes.load(episode.theme, episode.template_folders)
    told = assembled(episode, FakeLibrary(episode.media), theme)[2]
    assert "`declick` does nothing: the clip is silent (sound: off)" in [one.message for one in told]


def test_a_file_too_long_to_be_looked_at_as_a_whole_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sound_treated, "_LONGEST", 20)
    cut(tmp_path, stem("declick: on"))
    with pytest.raises(InputFault, match="`deess` looks at all of a file, and this one lasts 0:30"):
        cut(tmp_path, stem("deess: on"))
