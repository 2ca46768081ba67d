"""What is cut off or damaged is said at its line by `check`, with what can be used of it; and that can be built."""

from __future__ import annotations

import random
import wave
from collections.abc import Callable
from contextlib import closing
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from pipeline.execution.prober import Prober
from pipeline.media.faults import MediaFault
from tests.episode.show import build, ffmpeg, pictures, sound
from tests.media.checking import probe, told
from tests.sound.studio import RATE

pytestmark = [pytest.mark.ffmpeg, pytest.mark.fault]

NOISE = ("-f", "lavfi", "-i", "anoisesrc=a=0.2:d=3:r=48000:seed=7")
FILM = ("-f", "lavfi", "-i", "testsrc2=s=128x96:r=30:d=3", *NOISE)
FAST = ("-movflags", "+faststart")

SOUNDS: dict[str, tuple[str, ...]] = {
    "a.wav": (), "a.aiff": (), "a.w64": (), "a.caf": ("-c:a", "pcm_s24le"), "a.flac": (), "a.mp3": ("-c:a", "libmp3lame"),
    "bare.mp3": ("-c:a", "libmp3lame", "-write_xing", "0", "-id3v2_version", "0"), "a.aac": ("-c:a", "aac"),
    "a.m4a": ("-c:a", "aac", *FAST), "a.ogg": ("-c:a", "libvorbis"), "a.opus": ("-c:a", "libopus"), "a.mka": ("-c:a", "flac"),
}  # fmt: skip
FILMS: dict[str, tuple[str, ...]] = {
    "a.mp4": ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac", *FAST),
    "fragments.mp4": ("-c:v", "libx264", "-g", "30", "-c:a", "aac", "-movflags", "frag_keyframe+empty_moov"),
    "a.mov": ("-c:v", "mjpeg", "-c:a", "aac", *FAST), "a.mkv": ("-c:v", "libx264", "-c:a", "flac"),
    "a.webm": ("-c:v", "libvpx", "-c:a", "libvorbis"), "a.avi": ("-c:v", "mpeg4", "-c:a", "libmp3lame"),
    "a.ts": ("-c:v", "libx264", "-g", "30", "-c:a", "aac"), "a.ogv": ("-c:v", "libtheora", "-c:a", "libvorbis"),
    "a.gif": ("-an",),
}  # fmt: skip


def made(path: Path) -> bytes:
    """Write the whole file that is named after `path` and return it."""
    source, how = (NOISE, SOUNDS[path.name]) if path.name in SOUNDS else (FILM, FILMS[path.name])
    ffmpeg(*source, *how, str(path))
    return path.read_bytes()


def cut_off(content: bytes) -> bytes:
    """Return a good half of a file, as a transfer leaves it that has broken off."""
    return content[: len(content) * 6 // 10 - 1]


def segment(name: str, more: str = "") -> str:
    if name in SOUNDS:
        stem = f"      - file: {name}\n        by: ana\n        role: guitar\n"
        return f"  - music: X\n    stems:\n{stem}{more and '        ' + more}"
    return f"  - clip: X\n    file: {name}\n{more and '    ' + more}"


def unlike_cards(messages: list[str]) -> list[str]:
    """Leave out that a name is shown shortly: what can be used of a sound may be."""
    return [message for message in messages if "the card lower_third is shown" not in message]


@pytest.mark.parametrize("name", [*SOUNDS, *FILMS])
def test_a_file_that_is_cut_off_is_told_at_its_line_and_used_as_far_as_it_goes(name: str, show: Path) -> None:
    path = show / "episodes/media" / name
    content = made(path)
    assert told(show, segment(name)) == []
    path.write_bytes(cut_off(content))

    place = "9:15" if name in SOUNDS else "8:11"
    (message,) = told(show, segment(name))
    assert message.startswith(f"episodes/e.yaml:{place}: {name} is cut off: ")
    good = message.split()[-1]
    assert message.endswith(f"the first {good} s can be used: write out: {good}")
    assert 0.5 < float(good) < 2.2

    assert told(show, segment(name, f"out: {float(good) + 0.3:.1f}\n")) != []
    assert unlike_cards(told(show, segment(name, f"out: {good}\n"))) == []


@pytest.mark.long
def test_all_that_are_cut_off_are_seen_and_heard_as_far_as_they_go(show: Path) -> None:
    names = [*SOUNDS, *FILMS]
    for name in names:
        path = show / "episodes/media" / name
        path.write_bytes(cut_off(made(path)))
    goods = [message.split()[-1] for message in told(show, "".join(segment(name) for name in names))]
    segments = [segment(name, f"out: {good}\n") for name, good in zip(names, goods, strict=True)]
    assert unlike_cards(told(show, "".join(segments))) == []
    movie, _, _ = build(show / "episodes/e.yaml")
    heard = sound(movie)
    ends = np.cumsum([float(good) for good in goods])
    assert len(heard) == pytest.approx(ends[-1] * RATE, abs=0.05 * len(names) * RATE)
    for name, end in zip(names, ends, strict=True):
        last = heard[round((end - 0.3) * RATE) : round((end - 0.1) * RATE)]
        assert (np.sqrt((last**2).mean()) > 0.01) == (name != "a.gif"), f"{name}: what is good of it is noise to the end"


def test_a_recorder_that_died_before_it_wrote_the_index_is_told(show: Path) -> None:
    path = show / "episodes/media/a.mp4"
    ffmpeg(*FILM, "-c:v", "libx264", "-c:a", "aac", str(path))
    path.write_bytes(path.read_bytes()[:-2000])
    assert told(show, segment("a.mp4"))[0].startswith(
        "episodes/e.yaml:8:11: 'a.mp4' is cut off: it has no index, which recorders write last"
    )


@pytest.mark.parametrize("how", ["zeroes", "noise"])
@pytest.mark.parametrize(
    "name", [name for name in (*SOUNDS, *FILMS) if name not in ("a.wav", "a.aiff", "a.w64", "a.caf", "a.gif")]
)
def test_what_is_overwritten_in_the_middle_is_told_at_its_line(name: str, how: str, show: Path) -> None:
    """In PCM, anything is sound; a GIF's decoder takes any bits."""
    path = show / "episodes/media" / name
    content = made(path)
    middle, length = len(content) // 2, 3000
    filling = bytes(length) if how == "zeroes" else random.Random(7).randbytes(length)
    path.write_bytes(content[:middle] + filling + content[middle + length :])
    (message,) = told(show, segment(name))
    assert message.startswith(f"episodes/e.yaml:{'9:15' if name in SOUNDS else '8:11'}: {name} is ")
    assert "damaged" in message or "cut off: it says that it lasts 0:03" in message


def film_of_pictures(path: Path) -> tuple[bytes, list[int]]:
    """Write a film of JPEGs; return it, and where each begins."""
    ffmpeg(*FILM, "-c:v", "mjpeg", "-an", str(path))
    content = path.read_bytes()
    begins = [place for place in range(len(content)) if content.startswith(b"\xff\xd8\xff", place)]
    assert len(begins) == 90
    return content, begins


def test_what_a_decoder_hides_is_told(show: Path) -> None:
    path = show / "episodes/media/a.mkv"
    content, begins = film_of_pictures(path)
    path.write_bytes(content[: begins[60] + 900] + b"\xff\x00" * 400 + content[begins[60] + 1700 :])
    what = "the picture of a.mkv seems damaged at 0:02; look there and after, or copy or export it again"
    assert told(show, "  - clip: X\n    file: a.mkv\n") == [f"episodes/e.yaml:8:11: warning: {what}"]


@pytest.mark.parametrize(("channels", "width"), [(1, 2), (2, 3), (6, 2)])
def test_a_wav_says_how_much_is_missing(channels: int, width: int, tmp_path: Path) -> None:
    path = tmp_path / "take.wav"
    with wave.open(str(path), "wb") as out:
        out.setparams((channels, width, RATE, 0, "NONE", ""))
        out.writeframes(bytes(channels * width * RATE))
    content = path.read_bytes()
    path.write_bytes(content[: 44 + channels * width * RATE // 2 + 1])
    info = probe(path)
    assert info.damage == f"take.wav is cut off: {len(content) - path.stat().st_size:,} of its {len(content):,} bytes are missing"
    assert info.sound is not None
    assert info.sound.good is not None
    assert Fraction(2, 5) < info.sound.good <= Fraction(1, 2)


@pytest.mark.parametrize("tail", [b"TAG" + bytes(125), b"\0" * 700, b"junk after the last frame" * 9])
def test_what_lies_behind_an_mp3_is_no_damage(tail: bytes, show: Path) -> None:
    path = show / "episodes/media/a.mp3"
    content = made(path)
    path.write_bytes(content + tail)
    assert told(show, segment("a.mp3")) == []
    movie, _, _ = build(show / "episodes/e.yaml", workers=1)
    assert len(sound(movie)) / RATE == pytest.approx(3, abs=0.05)


def test_a_film_whose_first_key_frame_is_its_only_one_is_read(show: Path) -> None:
    """Sought back to its start, a transport stream begins after it; an FLV of two streams cannot be sought at all."""
    for name, codec in {"a.ts": "libx264", "a.flv": "flv"}.items():
        ffmpeg(*FILM, "-c:v", codec, "-c:a", "aac", "-ar", "44100", str(show / "episodes/media" / name))
        assert told(show, f"  - clip: X\n    file: {name}\n") == []


def test_a_film_of_several_gigapixels_is_looked_into_all_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.media.proof._BUDGET", 128 * 96 * 40)
    path = tmp_path / "a.mov"
    content, begins = film_of_pictures(path)
    assert probe(path).remarks == ()
    path.write_bytes(content[: begins[-1] + 700] + b"\xff\x00" * 200 + content[begins[-1] + 1100 :])
    assert [remark.split(";")[0] for remark in probe(path).remarks] == ["the picture of a.mov seems damaged at 0:02.966"]


def half_a_sample_more(content: bytes) -> bytes:
    """Return an AU that says that it has 3 bytes more, and has."""
    size = len(content) - int.from_bytes(content[4:8], "big") + 3
    return content[:8] + size.to_bytes(4, "big") + content[12:] + bytes(3)


def rubbish_behind_a_frame(content: bytes) -> bytes:
    second = content.index(b"\xff\xf8", content.index(b"\xff\xf8") + 4000)
    return content[:second] + b"rubbish" * 9 + content[second:]


@pytest.mark.parametrize("harm", [half_a_sample_more, rubbish_behind_a_frame])
def test_what_a_decoder_hides_in_a_sound_is_told_and_can_be_built(harm: Callable[[bytes], bytes], show: Path) -> None:
    """A packet that gives sound, and then an error."""
    name = "hidden.au" if harm is half_a_sample_more else "hidden.flac"
    path = show / "episodes/media" / name
    ffmpeg(*NOISE, "-ac", "2", str(path))
    path.write_bytes(harm(path.read_bytes()))
    (message,) = told(show, f"  - music: X\n    stems:\n      - file: {name}\n        by: ana\n        role: guitar\n")
    assert message.startswith(f"episodes/e.yaml:9:15: warning: the sound of {name} seems damaged at 0:0")
    assert message.endswith("; listen there and after, or copy or export it again")
    movie, _, _ = build(show / "episodes/e.yaml", workers=1)
    assert len(sound(movie)) / RATE == pytest.approx(3, abs=0.05)


def test_a_phone_clip_whose_picture_is_slightly_damaged_is_told_and_can_be_built(show: Path) -> None:
    path = show / "episodes/media/a.mp4"
    ffmpeg(*FILM, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-g", "30", "-bf", "0", "-c:a", "aac", *FAST, str(path))
    with av.open(str(path)) as film:
        packets = [packet for packet in film.demux(video=0) if packet.size]
    content = bytearray(path.read_bytes())
    at = packets[45].pos + packets[45].size // 10
    content[at : at + 40] = b"\xff" * 40
    path.write_bytes(content)
    what = "the picture of a.mp4 seems damaged at 0:01.5; look there and after, or copy or export it again"
    assert told(show, segment("a.mp4")) == [f"episodes/e.yaml:8:11: warning: {what}"]
    movie, _, _ = build(show / "episodes/e.yaml", workers=1)
    assert len(pictures(movie)[0]) == 90


@pytest.mark.parametrize("codec", ["libvpx", "libvpx-vp9", "libsvtav1"])
def test_an_ivf_is_read_and_refused_for_a_frame_that_has_no_end(tmp_path: Path, codec: str) -> None:
    """The demuxer takes four bytes for a length and asks for that much memory: the file is to blame, not the memory."""
    fast = ("-preset", "12") if codec == "libsvtav1" else ()
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=64x36:r=25:d=0.4", "-c:v", codec, *fast, str(tmp_path / "a.ivf"))
    content = (tmp_path / "a.ivf").read_bytes()
    honest = probe(tmp_path / "a.ivf")
    assert honest.video is not None
    assert (honest.video.frames, honest.damage, honest.remarks) == (10, "", ())
    second = 32 + 12 + int.from_bytes(content[32:36], "little")
    with closing(Prober()) as prober:
        for size in (0xFFFFFFFF, 0x80000000, 0x7FFFFFFF):
            (tmp_path / "a.ivf").write_bytes(content[:second] + size.to_bytes(4, "little") + content[second + 4 :])
            with pytest.raises(MediaFault, match=f"'a.ivf' is damaged: the frame at its byte {second} says that it is longer"):
                prober(tmp_path / "a.ivf", f"{size}", "a.ivf")


def test_a_frame_of_sound_that_comes_without_its_time_is_decoded_as_a_build_does(show: Path) -> None:
    """Damage in the last frame but one of a FLAC makes one packet of both, without a time: a build stops at it."""
    path = show / "episodes/media/a.flac"
    content = made(path)
    with av.open(str(path)) as sound_file:
        *_, before, last = [packet.pos for packet in sound_file.demux(audio=0) if packet.size]
    assert before is not None
    assert last is not None
    place = before + (last - before) * 9 // 10
    path.write_bytes(content[:place] + bytes(4) + content[place + 4 :])
    with av.open(str(path)) as sound_file:
        assert [packet.pts for packet in sound_file.demux(audio=0) if packet.size][-1] is None
    (message,) = told(show, segment("a.flac"))
    assert message.startswith("episodes/e.yaml:9:15: a.flac is damaged: at ")


def test_a_frame_of_a_tape_whose_head_says_another_system_is_damaged(show: Path) -> None:
    path = show / "episodes/media/a.dv"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=720x576:r=25:d=0.4", "-pix_fmt", "yuv420p", str(path))
    content = bytearray(path.read_bytes())
    content[6 * 144_000 + 3] ^= 0x80  # the flag of a system of 50 fields, and the kind of signal (IEC 61834-2, DSF and STYPE)
    content[6 * 144_000 + 451] = 0
    path.write_bytes(content)
    (message,) = told(show, segment("a.dv"))
    assert message == (
        "episodes/e.yaml:8:11: 'a.dv' is damaged: its picture at 0:00.24 says that it is of another TV system; "
        "copy or export it again"
    )


def test_a_clock_that_no_number_holds_is_too_long(tmp_path: Path) -> None:
    path = tmp_path / "a.ivf"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=64x64:r=25:d=0.4", "-c:v", "libvpx", "-g", "2", str(path))
    content = bytearray(path.read_bytes())
    at, number = 32, 0
    while at < len(content):
        content[at + 4 : at + 12] = (number << 58).to_bytes(8, "little")
        at, number = at + 12 + int.from_bytes(content[at : at + 4], "little"), number + 1
    path.write_bytes(content)
    with pytest.raises(MediaFault, match="hours long; at most 12 are read"):
        probe(path)
