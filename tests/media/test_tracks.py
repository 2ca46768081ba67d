"""Which of several sounds and pictures of a file are taken, and what a producer is told of the others."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from pipeline.media.faults import MediaFault
from pipeline.media.info import SteppedOver
from pipeline.media.languages import short
from tests.episode.show import ALONE, ffmpeg, opened_warm
from tests.media.checking import beeps, probe, told
from tests.sound.studio import RATE, tone
from tests.sound.test_decode import stem

pytestmark = pytest.mark.ffmpeg

BEEP = "aevalsrc='if(between(t,1,1.1),0.5*sin(2*PI*1000*t),0)':s=48000:d=2"
SILENCE = "anullsrc=r=48000:cl=stereo:d=2"
PICTURE = "color=gray:s=64x48:r=10:d=2"


def film(path: Path, *sounds: str, codec: str = "pcm_s16le", more: tuple[str, ...] = ()) -> Path:
    """Write a film with these sounds, sources of libavfilter."""
    sources = [part for source in (PICTURE, *sounds) for part in ("-f", "lavfi", "-i", source)]
    maps = [part for number in range(len(sounds) + 1) for part in ("-map", str(number))]
    ffmpeg(*sources, *maps, "-c:v", "mjpeg", "-c:a", codec, *more, str(path))
    return path


@pytest.mark.parametrize("suffix", ["mkv", "mov", "nut"])
def test_the_default_track_is_heard_wherever_it_stands(suffix: str, tmp_path: Path) -> None:
    marks = ("-disposition:a:0", "0", "-disposition:a:1", "default")
    if suffix == "nut":  # which has no marks: the first
        assert beeps(film(tmp_path / "a.nut", BEEP, SILENCE), tmp_path) == pytest.approx(0.5, rel=0.01)
        return
    assert beeps(film(tmp_path / f"a.{suffix}", SILENCE, BEEP, more=marks), tmp_path) == pytest.approx(0.5, rel=0.01)


def unknown(path: Path, mark: bytes) -> Path:
    """Overwrite the name of the last codec that has the name `mark` by one that nobody knows."""
    content = path.read_bytes()
    at = content.rfind(mark)
    path.write_bytes(content[:at] + b"zzzz" + content[at + 4 :])
    return path


def test_a_sound_of_an_unknown_codec_is_stepped_over(show: Path, tmp_path: Path) -> None:
    path = film(show / "episodes/media/a.mov", SILENCE, BEEP, more=("-c:a:1", "aac"))
    info = probe(unknown(path, b"sowt"))
    assert info.stepped_over == (SteppedOver("sound", 1, "unknown codec"),)
    assert beeps(path, tmp_path) == pytest.approx(0.5, rel=0.02)
    assert told(show, "  - clip: X\n    file: a.mov\n") == [
        ("episodes/e.yaml:8:11: warning: sound 1 of a.mov has a codec that cannot be decoded here; track 2 is used;"
        " export it with AAC to use it")
    ]


def test_a_film_whose_only_sound_is_unknown_is_silent_and_a_stem_of_it_is_refused(show: Path) -> None:
    unknown(film(show / "episodes/media/a.mov", SILENCE), b"sowt")
    assert told(show, "  - clip: X\n    file: a.mov\n") == [
        ("episodes/e.yaml:8:11: warning: sound 1 of a.mov has a codec that cannot be decoded here; the clip is silent;"
        " export it with AAC to use it")
    ]
    assert told(show, "  - music: X\n    stems: [{file: a.mov, by: ana}]\n    picture: waveform\n")[0].startswith(
        "episodes/e.yaml:8:20: a.mov has no sound that can be decoded here"
    )


def test_a_picture_of_an_unknown_codec_is_stepped_over(show: Path) -> None:
    path = show / "episodes/media/a.mov"
    two = ["-f", "lavfi", "-i", PICTURE, "-f", "lavfi", "-i", PICTURE.replace("64x48", "32x32")]
    ffmpeg(*two, "-map", "0", "-map", "1", "-c:v:0", "png", "-c:v:1", "mjpeg", str(path))
    both = told(show, "  - clip: X\n    file: a.mov\n")
    assert both == [
        ("episodes/e.yaml:8:11: warning: a.mov has 2 pictures; its default, or else the first, is used;"
        " export another as a file of its own to use it")
    ]
    video = probe(unknown(path, b"png ")).video
    assert video is not None
    assert (video.width, video.index) == (32, 1)
    assert told(show, "  - clip: X\n    file: a.mov\n")[0].startswith(
        "episodes/e.yaml:8:11: warning: picture 1 of a.mov has a codec that cannot be decoded here; another is used"
    )


def test_a_track_is_chosen_by_number_or_language_and_several_are_told(show: Path, tmp_path: Path) -> None:
    marks = ("-metadata:s:a:0", "language=eng", "-metadata:s:a:1", "language=spa")
    path = film(show / "episodes/media/a.mkv", SILENCE, BEEP, more=marks)
    assert beeps(path, tmp_path / "one") == 0
    assert beeps(path, tmp_path / "two", track=2) == pytest.approx(0.5, rel=0.01)
    listed = "a.mkv has 2 sounds: 1 (en, stereo), 2 (es, mono)"
    clip = "  - clip: X\n    file: a.mkv\n"
    assert told(show, clip) == [
        f"episodes/e.yaml:8:11: warning: {listed}; track 1 is used; write track: 1, or another",
        "episodes/e.yaml:8:11: warning: the sound of a.mkv is silent from beginning to end; record or export it again",
    ]
    for good in ("1", "2", "es", "en", "es-MX"):
        messages = told(show, f"{clip}    track: {good}\n")
        assert ["is silent from" in message for message in messages] == [True] * (good in ("1", "en"))
    for wrong, quoted in (("3", "3"), ("fr", "'fr'")):
        assert told(show, f"{clip}    track: {wrong}\n") == [
            f"episodes/e.yaml:9:12: there is no track {quoted}; {listed}; write the number of one"
        ]
    assert told(show, f"{clip}    track: first\n")[0].startswith("episodes/e.yaml:9:12: 'first' is no track; write its number")
    with opened_warm([show / "episodes/e.yaml"]) as opened:
        (show / "episodes/e.yaml").write_text(f"episode: {{title: A}}\n{ALONE}segments:\n{clip}    track: es\n")
        cut = opened.snapshot(show / "episodes/e.yaml", None).whole()
    assert [sound.track for sound in cut.timeline.segments[0].stack.sound] == [2]


def test_two_tracks_of_one_language_are_chosen_by_number(show: Path) -> None:
    marks = ("-metadata:s:a:0", "language=spa", "-metadata:s:a:1", "language=spa")
    film(show / "episodes/media/a.mkv", SILENCE, BEEP, more=marks)
    assert told(show, "  - clip: X\n    file: a.mkv\n    track: es\n")[0].startswith(
        "episodes/e.yaml:9:12: there are 2 tracks 'es'; a.mkv has 2 sounds"
    )


def several(path: Path, channels: int, sounding: int, amplitude: float = 0.5) -> Path:
    """Write a WAV that names no layout, with the beep on one channel."""
    samples = np.zeros((2 * RATE, channels))
    samples[RATE : RATE + RATE // 10, sounding] = tone(0.1, 1000, 20 * np.log10(amplitude))[: RATE // 10]
    with wave.open(str(path), "wb") as out:
        out.setparams((channels, 2, RATE, 0, "NONE", ""))
        out.writeframes((samples * 32767).round().astype("<i2").tobytes())
    return path


@pytest.mark.parametrize(("channels", "sounding"), [(6, channel) for channel in range(6)] + [(3, 2), (4, 3), (8, 3), (24, 23)])
def test_every_channel_without_a_layout_is_heard_at_the_same_power(channels: int, sounding: int, tmp_path: Path) -> None:
    path = several(tmp_path / "a.wav", channels, sounding)
    assert stem(path, tmp_path / "alone").shape[1] == 1
    assert beeps(path, tmp_path) == pytest.approx(0.5 / channels**0.5, rel=0.01)


def test_it_is_told_how_channels_without_a_layout_are_treated(show: Path) -> None:
    several(show / "episodes/media/six.wav", 6, 3)
    said = told(show, "  - music: X\n    stems: [{file: six.wav, by: ana, role: guitar}]\n    picture: waveform\n")
    assert said == [
        ("episodes/e.yaml:8:20: warning: six.wav has 6 channels and does not say where they belong;"
        " all are summed to mono at equal power, as independent ones; to mix them yourself, export each as a file of its own;"
        " where they are a surround, write its layout into the file")
    ]


def test_ambisonics_are_heard(tmp_path: Path) -> None:
    path = tmp_path / "a.mka"
    tones = "|".join(["0"] * 3 + ["0.5*sin(2*PI*1000*t)"])
    ffmpeg("-f", "lavfi", "-i", f"aevalsrc='{tones}':s=48000:d=2:c='ambisonic 1'", "-c:a", "pcm_s16le", str(path))
    assert beeps(path, tmp_path) == pytest.approx(0.25, rel=0.01)


def test_a_sound_of_no_samples_is_said_to_hold_none(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "a.wav"), "wb") as out:
        out.setparams((1, 2, RATE, 0, "NONE", ""))
    with pytest.raises(MediaFault, match="holds no sound: not one sample"):
        probe(tmp_path / "a.wav")


@pytest.mark.parametrize(
    ("code", "known"), [("spa", "es"), ("es-MX", "es"), ("ES", "es"), ("ger", "de"), ("deu", "de"), ("und", ""), ("nah", "nah")]
)
def test_languages_are_compared_by_their_short_codes(code: str, known: str) -> None:
    assert short(code) == known
