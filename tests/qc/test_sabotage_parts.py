"""Damage spans, sound and words of what was delivered: each is caught, and said to be where it is."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest
from imageio_ffmpeg import get_ffmpeg_exe

from pipeline.operations.measuring.listening import listen
from pipeline.operations.measuring.looking import look
from pipeline.qc.checksums import checksums
from pipeline.qc.model import Finding
from pipeline.qc.words import words
from tests.episode.show import ffmpeg
from tests.qc.delivery import Delivered, caught, listed, texts

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]


def span_of(episode: Delivered, name: str) -> int:
    """Return the number of the first span of a segment that is longer than two seconds."""
    spans = episode.planned.spans
    return next(number for number, span in enumerate(spans) if span.segment == name and span.range.frames >= 50)


def encoded(episode: Delivered, number: int, to: Path, picture: str, *options: str) -> Path:
    ffmpeg(
        "-i", str(episode.spans[number]), "-vf", picture, "-c:v", "libx264", "-preset", "ultrafast", "-crf", "4", "-g", "25",
        "-bf", "2", "-threads", "1", "-profile:v", "high", "-x264-params", "open-gop=0", "-pix_fmt", "yuv420p",
        "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv",
        "-video_track_timescale", "25", *options, str(to),
    )  # fmt: skip
    return to


def with_span(episode: Delivered, number: int, path: Path) -> tuple[Finding, ...]:
    """Judge as if the painter had made this file for a span, and the movie held it."""
    facts = look(path, episode.planned.rate, lambda share: None, is_thorough=True)
    pictures = episode.measurements.pictures
    swapped = (*pictures[:number], facts, *pictures[number + 1 :])
    return episode.judged(replace(episode.measurements, pictures=swapped, packets=None))


SPANS: dict[str, tuple[str, tuple[str, ...], str]] = {
    "black for two seconds": ("drawbox=t=fill:c=black:enable='between(n,20,69)'", (), "black"),
    "frozen for two seconds": ("loop=loop=50:size=1:start=20,trim=end_frame={frames},setpts=N/25/TB", (), "freeze"),
    "five flashes a second": ("drawbox=t=fill:c=white:enable='lt(mod(n,5),2)'", (), "flashes"),
    "five flashes in red": ("drawbox=t=fill:c=black,drawbox=t=fill:c=red:enable='lt(mod(n,5),2)'", (), "red_flashes"),
    "levels out of range": ("geq=lum='if(lt(X,40),2,lum(X,Y))':cb='cb(X,Y)':cr='cr(X,Y)'", (), "levels"),
    "a black frame where spans meet": ("drawbox=t=fill:c=black:enable='eq(n,0)'", (), "join_black"),
    "a foreign frame where spans meet": ("drawbox=t=fill:c=green:enable='eq(n,0)'", (), "join_foreign"),
    "a frame missing": ("null", ("-frames:v", "49"), "frames_decoded"),
    "another size": ("scale=176:96", (), "stream_changes"),
    "BT.601 in a span": ("null", ("-bsf:v", "h264_metadata=matrix_coefficients=6"), "stream_changes"),
    "an open group of pictures": ("null", ("-x264-params", "open-gop=1:scenecut=0:keyint=10:bframes=2:b-adapt=0"), "open_gop"),
    "frames at other times": ("setpts='if(gte(N,30),PTS+1/25/TB,PTS)'", ("-fps_mode", "passthrough"), "timestamps"),
}


@pytest.mark.parametrize("name", SPANS)
def test_a_damaged_span_is_caught(name: str, episode: Delivered, tmp_path: Path) -> None:
    picture, options, code = SPANS[name]
    number = span_of(episode, "beta")
    frames = episode.planned.spans[number].range.frames
    path = encoded(episode, number, tmp_path / "span.mp4", picture.format(frames=frames), *options)
    caught(with_span(episode, number, path), code, "" if code == "join_foreign" else "beta")


@pytest.mark.parametrize(("picture", "options"), [
    ("drawbox=t=fill:c=black:enable='between(n,20,68)'", ()),
    ("loop=loop=48:size=1:start=20,trim=end_frame={frames},setpts=N/25/TB", ()),
    ("drawbox=t=fill:c=white@0.02:enable='lt(mod(n,5),2)'", ()),
    ("drawbox=w=iw/8:t=fill:c=white:enable='lt(mod(n,5),2)'", ()),
    ("drawbox=t=fill:c=white:enable='lt(mod(n,25),2)'", ()),
    ("null", ()),
])  # fmt: skip
def test_a_near_miss_is_let_be(picture: str, options: tuple[str, ...], episode: Delivered, tmp_path: Path) -> None:
    number = span_of(episode, "beta")
    frames = episode.planned.spans[number].range.frames
    path = encoded(episode, number, tmp_path / "span.mp4", picture.format(frames=frames), *options)
    found = {finding.code for finding in with_span(episode, number, path)}
    assert not found & {"black", "freeze", "flashes", "red_flashes", "levels", "timestamps", "frames_decoded", "picture_damaged"}


def test_a_damaged_slice_is_caught(episode: Delivered, tmp_path: Path) -> None:
    number = span_of(episode, "beta")
    content = bytearray(episode.spans[number].read_bytes())
    with av.open(str(episode.spans[number])) as container:
        places = [(packet.pos, packet.size) for packet in container.demux(video=0) if packet.size]
    offset, size = places[0]
    content[offset + size // 3 : offset + size // 3 + 200] = bytes(200)
    (tmp_path / "span.mp4").write_bytes(content)
    caught(with_span(episode, number, tmp_path / "span.mp4"), "picture_damaged", "beta")


# ---------------------------------------------------------------------------------------------- sound

Sound = npt.NDArray[np.float32]


def heard(episode: Delivered) -> Sound:
    content = ffmpeg("-i", str(episode.sound), "-f", "f32le", "-ac", "2", "-ar", "48000", "-")
    return np.frombuffer(content, "<f4").reshape(-1, 2).copy()


def with_sound(episode: Delivered, sound: Sound, folder: Path) -> tuple[Finding, ...]:
    """Judge as if the master had encoded this; the encoder's priming is left out as it does, so that nothing is late."""
    path = folder / "sound.m4a"
    given = sound[1024:].astype("<f4").tobytes()
    done = subprocess.run(
        [get_ffmpeg_exe(), "-v", "error", "-y", "-f", "f32le", "-ar", "48000", "-ac", "2", "-i", "-",
         "-c:a", "aac", "-b:a", "256k", "-use_editlist", "0", str(path)],
        input=given, check=False, capture_output=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    facts = listen(path, episode.mixes, episode.programme, lambda share: None, is_thorough=True)
    return episode.judged(replace(episode.measurements, listened=facts, packets=None))


def late(milliseconds: int) -> Callable[[Sound], Sound]:
    def shift(sound: Sound) -> Sound:
        by = milliseconds * 48
        return np.roll(sound, by, axis=0)

    return shift


def hushed(sound: Sound) -> Sound:
    sound[6 * 48_000 : 6 * 48_000 + 24_000] = 0
    return sound


def dead(sound: Sound) -> Sound:
    sound[:, 1] = 0
    return sound


def stepped(sound: Sound) -> Sound:
    sound[5 * 48_000] += np.float32(0.95)
    return sound


def foreign(sound: Sound) -> Sound:
    mean = np.abs(sound[240_000:]).mean()
    sound[240_000:] = np.random.default_rng(5).standard_normal((len(sound) - 240_000, 2)) * mean
    return sound


def filled(sound: Sound) -> Sound:
    sound[12_000:36_000] = np.random.default_rng(6).standard_normal((24_000, 2)) * 0.05
    return sound


SOUND: dict[str, tuple[Callable[[Sound], Sound], str, str]] = {
    "5 ms late": (late(5), "av_offset", "alpha"),
    "20 ms late": (late(20), "av_offset", "alpha"),
    "43 ms late": (late(43), "av_offset", "beta"),
    "100 ms late": (late(100), "av_offset", "beta"),
    "43 ms early": (late(-43), "av_offset", "beta"),
    "half a second silent": (hushed, "silence", "beta"),
    "all of it silent": (lambda sound: sound * 0, "silence", "alpha"),
    "3 dB quieter": (lambda sound: sound * np.float32(0.7), "loudness", ""),
    "much too loud": (lambda sound: np.clip(sound * 30, -1, 1), "true_peak", ""),
    "the right channel dead": (dead, "dead_channel", ""),
    "channels swapped": (lambda sound: sound[:, ::-1], "swapped_channels", "alpha"),
    "another sound": (foreign, "sound_foreign", "beta"),
    "sound where silence was planned": (filled, "sound_unplanned", "hello"),
    "cut short": (lambda sound: sound[:-48_000], "samples_decoded", "beta"),
}


@pytest.mark.parametrize("name", SOUND)
def test_damaged_sound_is_caught(name: str, episode: Delivered, tmp_path: Path) -> None:
    damage, code, segment = SOUND[name]
    caught(with_sound(episode, np.ascontiguousarray(damage(heard(episode))), tmp_path), code, segment)


def test_sound_encoded_as_it_was_is_let_be(episode: Delivered, tmp_path: Path) -> None:
    assert with_sound(episode, heard(episode), tmp_path) == ()


# ---------------------------------------------------------------------------------------------- words




Files = dict[str, bytes]


def changed(name: str, old: bytes, new: bytes) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        assert old in files[name]
        files[name] = files[name].replace(old, new, 1)

    return change


def gone(name: str) -> Callable[[Files], None]:
    def drop(files: Files) -> None:
        del files[name]

    return drop


def added(name: str, content: bytes) -> Callable[[Files], None]:
    return lambda files: files.update({name: content})


WORDS: dict[str, tuple[Callable[[Files], None], str, str]] = {
    "a caption's text": (changed("e.en.srt", b"zero", b"hero"), "captions_changed", "alpha"),
    "a caption 40 ms late": (changed("e.en.srt", b"01,200", b"01,240"), "captions_changed", "alpha"),
    "a caption in another form": (changed("e.en.vtt", b"-->", b"->"), "captions_changed", ""),
    "a caption out of sight": (changed("e.en.vtt", b"02.200\n", b"02.200 position:0% size:1%\n"), "captions_changed", "alpha"),
    "a word in the transcript": (changed("transcript.en.html", b"zero", b"hero"), "transcript", "alpha"),
    "captions without a colour": (
        changed("e.en.vtt", b"WEBVTT\n", b"WEBVTT\n\nSTYLE\n::cue {color: transparent}\n"), "captions_file", "",
    ),
    "no VTT header": (changed("e.en.vtt", b"WEBVTT", b"WEBVIT"), "captions_file", ""),
    "captions in Latin-1": (changed("e.en.srt", b"zero", b"z\xe9ro"), "captions_file", ""),
    "captions without numbers": (changed("e.en.srt", b"1\n", b""), "captions_file", ""),
    "no captions": (gone("e.en.srt"), "captions_file", ""),
    "captions of nobody": (added("e.de.srt", b"1\n00:00:00,000 --> 00:00:01,000\nja\n"), "captions_file", ""),
    "another title": (changed("title.txt", b"Sabotage", b"Garbage"), "title", ""),
    "no title": (gone("title.txt"), "title", ""),
    "no description": (gone("description.txt"), "description", ""),
    "brackets in the description": (added("description.txt", b"<b>hello</b>\n"), "description", ""),
    "a description that is too long": (added("description.txt", b"x" * 5001), "description", ""),
    "chapters of nobody": (added("chapters.txt", b"0:00 Hello\n"), "chapters_changed", ""),
}


@pytest.mark.parametrize("name", WORDS)
def test_damaged_words_are_caught(name: str, episode: Delivered) -> None:
    damage, code, segment = WORDS[name]
    files = texts(episode.package)
    damage(files)
    caught(tuple(words(files, "e", episode.planned)), code, segment)


def test_chapters_are_read_back(episode: Delivered) -> None:
    planned = replace(episode.planned, marks=((0, "One"), (25, "Two"), (125, "Three <3")))
    files = texts(episode.package)
    lines = b"0:00 One\n0:01 Two\n0:05 Three <3\n"
    good = {**files, "chapters.txt": lines, "description.txt": b"Chapters\n" + lines.replace(b"<", "‹".encode())}
    assert tuple(words(good, "e", planned)) == ()
    for spoilt in (lines.replace(b"0:05", b"0:06"), lines.replace(b"Two", b"Too"), b""):
        caught(tuple(words({**good, "chapters.txt": spoilt}, "e", planned)), "chapters_changed", "")
        described = spoilt.replace(b"<", "‹".encode())
        caught(tuple(words({**good, "description.txt": described}, "e", planned)), "chapters_changed", "")


@pytest.mark.parametrize(("name", "code"), [
    ("changed", "file_changed"), ("gone", "file_missing"), ("new", "file_unknown"), ("list", "checksums"),
])  # fmt: skip
def test_checksums_are_compared(name: str, code: str, episode: Delivered) -> None:
    sums, there = listed(episode.package)
    match name:
        case "changed":
            there["e.mp4"] = "0" * 64
        case "gone":
            del there["title.txt"]
        case "new":
            there["evil.txt"] = "0" * 64
        case _:
            sums = b"\xff\xfe nothing"
    caught(tuple(checksums(sums, there)), code, "")
