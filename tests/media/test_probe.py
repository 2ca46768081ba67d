"""What a probe says of files, checked against how they were made; and what it refuses."""

from __future__ import annotations

import struct
import wave
import zlib
from fractions import Fraction
from pathlib import Path

import av
import pytest

from pipeline.media import formats
from pipeline.media.faults import MediaFault
from pipeline.media.info import MediaInfo, VideoInfo
from pipeline.media.library import Library
from tests.ffmpeg.making import make
from tests.ffmpeg.running import ffmpeg
from tests.memory import Forgetful


def probe(path: Path) -> MediaInfo:
    return Library(path.parent, Forgetful()).info(path.name)


def video(path: Path) -> VideoInfo:
    found = probe(path).video
    assert found is not None
    return found


def test_a_plain_clip(tmp_path: Path) -> None:
    info = probe(make(tmp_path / "clip.mp4", range(45), options={"g": "10", "bf": "0", "sc_threshold": "0"}))
    assert (info.kind, info.duration, info.sound) == ("video", Fraction(3, 2), None)
    clip = info.video
    assert clip is not None
    assert (clip.codec, clip.width, clip.height, clip.pixel_format) == ("h264", 160, 96, "yuv420p")
    assert (clip.rate, clip.is_variable, clip.first, clip.duration, clip.frames) == (30, False, 0, Fraction(3, 2), 45)
    assert clip.keyframes == tuple(Fraction(k, 30) for k in (0, 10, 20, 30, 40))
    assert clip.is_seekable
    assert not clip.is_interlaced
    assert not clip.has_alpha
    assert (clip.matrix, clip.primaries, clip.transfer, clip.range) == ("unknown", "unknown", "unknown", "unknown")


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_rotation_is_what_a_player_turns_clockwise(turn: int, tmp_path: Path) -> None:
    """Which way is clockwise is proved on pixels in tests/ffmpeg/test_source.py; here, that the number is told."""
    clip = video(make(tmp_path / "clip.mp4", range(3), rotation=turn))
    assert clip.rotation == turn
    assert clip.display_size == ((96, 160) if turn in (90, 270) else (160, 96))


def test_a_turn_that_is_no_quarter_is_refused(tmp_path: Path) -> None:
    path = make(tmp_path / "straight.mp4", range(3))
    ffmpeg("-display_rotation", "30", "-i", str(path), "-c", "copy", str(tmp_path / "tilted.mp4"))
    with pytest.raises(MediaFault, match=r"turned by .* degrees"):
        probe(tmp_path / "tilted.mp4")


def test_pixels_that_are_not_square(tmp_path: Path) -> None:
    clip = video(make(tmp_path / "clip.mp4", range(3), sample_aspect=Fraction(4, 3)))
    assert clip.sample_aspect == Fraction(4, 3)
    assert clip.display_size == (Fraction(640, 3), 96)


@pytest.mark.parametrize("rate", [Fraction(24_000, 1001), Fraction(25), Fraction(30_000, 1001), Fraction(60)])
def test_whole_milliseconds_do_not_make_a_rate_variable(rate: Fraction, tmp_path: Path) -> None:
    times = [round(1000 * k / rate) for k in range(60)]
    clip = video(make(tmp_path / "clip.webm", times, tick=Fraction(1, 1000), rate=rate, codec="libvpx", options={"g": "20"}))
    assert not clip.is_variable
    assert abs(clip.rate / rate - 1) < Fraction(1, 1000)
    assert clip.frames == 60


def test_a_phones_clock_is_variable(tmp_path: Path) -> None:
    times = [0, 33, 66, 105, 140, 166, 200, 233, 290, 310, 333, 366, 400, 470, 500]
    clip = video(make(tmp_path / "clip.mp4", times, tick=Fraction(1, 1000)))
    assert clip.is_variable
    assert abs(clip.rate - 30) < 1
    assert clip.frames == len(times)


def test_hidden_frames_are_not_counted(tmp_path: Path) -> None:
    """VP8 sends golden frames that are never shown; a length counted by packets would be too long, and the last frame missing."""
    path = tmp_path / "clip.webm"
    source = ["-f", "lavfi", "-i", "mandelbrot=s=160x96:r=30", "-frames:v", "60", "-c:v", "libvpx", "-b:v", "300k"]
    passes = [*source, "-auto-alt-ref", "1", "-lag-in-frames", "25", "-passlogfile", str(tmp_path / "log")]
    ffmpeg(*passes, "-pass", "1", "-f", "null", "-")
    ffmpeg(*passes, "-pass", "2", str(path))
    with av.open(str(path)) as container:
        packets = sum(1 for packet in container.demux(video=0) if packet.size)
    assert packets > 60
    assert video(path).frames == 60


def test_colour_is_read(tmp_path: Path) -> None:
    path = tmp_path / "clip.mkv"
    tags = "setparams=colorspace=bt2020nc:color_primaries=bt2020:color_trc=smpte2084:range=tv"
    ffmpeg("-f", "lavfi", "-i", f"color=s=64x64:r=5:d=1,format=yuv420p10le,{tags}", "-c:v", "libx264", str(path))
    clip = video(path)
    assert (clip.matrix, clip.primaries, clip.transfer, clip.range) == ("bt2020nc", "bt2020", "smpte2084", "tv")
    assert clip.pixel_format == "yuv420p10le"


def test_interlaced_and_alpha_are_told(tmp_path: Path) -> None:
    assert video(make(tmp_path / "fields.mp4", range(6), options={"x264-params": "tff=1"})).is_interlaced
    assert video(make(tmp_path / "clear.webm", range(3), codec="libvpx-vp9", pixel_format="yuva420p")).has_alpha
    assert not video(make(tmp_path / "opaque.webm", range(3), codec="libvpx-vp9")).has_alpha


def test_sound_and_picture_share_their_zero(tmp_path: Path) -> None:
    """Sound that begins half a second after the picture says so, also where the file's clock does not begin at 0."""
    clip, late = make(tmp_path / "clip.mp4", range(60), options={"bf": "0"}), tmp_path / "late.mkv"
    tone = ["-itsoffset", "0.5", "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=44100:duration=1"]
    codecs = ["-map", "0:v", "-map", "1:a", "-c:v", "copy", "-c:a", "pcm_s16le"]
    ffmpeg("-i", str(clip), *tone, *codecs, "-output_ts_offset", "7", str(late))
    info = probe(late)
    assert info.video is not None
    assert info.sound is not None
    assert info.video.first == 0
    assert abs(info.sound.first - Fraction(1, 2)) < Fraction(1, 500)
    assert abs(info.sound.duration - 1) < Fraction(1, 500)
    assert (info.sound.codec, info.sound.sample_rate, info.sound.channels, info.sound.layout) == ("pcm_s16le", 44_100, 1, "mono")
    assert info.duration == 2


@pytest.mark.parametrize(("channels", "layout"), [(1, "mono"), (2, "stereo")])
def test_a_sound_file(channels: int, layout: str, tmp_path: Path) -> None:
    path = tmp_path / "tone.wav"
    with wave.open(str(path), "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(16_000)
        out.writeframes(bytes(2 * channels * 24_000))
    info = probe(path)
    assert (info.kind, info.video) == ("sound", None)
    assert info.sound is not None
    assert (info.sound.layout, info.sound.duration, info.duration) == (layout, Fraction(3, 2), Fraction(3, 2))


def test_a_cover_is_no_picture(tmp_path: Path) -> None:
    cover, tone = tmp_path / "cover.png", tmp_path / "tone.mp3"
    ffmpeg("-f", "lavfi", "-i", "color=s=64x64", "-frames:v", "1", "-update", "1", str(cover))
    streams = ["-f", "lavfi", "-i", "sine=duration=1", "-i", str(cover), "-map", "0", "-map", "1"]
    ffmpeg(*streams, "-c:v", "copy", "-disposition:v", "attached_pic", str(tone))
    assert probe(tone).kind == "sound"


def test_pictures_that_move_and_pictures_that_do_not(tmp_path: Path) -> None:
    for name, frames in (("one.gif", 1), ("many.gif", 5), ("one.png", 1), ("one.jpg", 1), ("one.webp", 1), ("many.apng", 5)):
        options = ["-update", "1"] if name in ("one.png", "one.jpg") else []
        ffmpeg("-f", "lavfi", "-i", "testsrc=s=64x64:r=10", "-frames:v", str(frames), *options, str(tmp_path / name))
    (tmp_path / "moving.png").write_bytes((tmp_path / "many.apng").read_bytes())
    kinds = {path.name: probe(path).kind for path in tmp_path.iterdir()}
    stills = {name for name, kind in kinds.items() if kind == "still"}
    assert stills == {"one.gif", "one.png", "one.jpg", "one.webp"}
    assert {kinds[name] for name in ("many.gif", "many.apng", "moving.png")} == {"video"}


# ---------------------------------------------------------------------------------------------- the proof


@pytest.mark.parametrize(("codec", "container", "pixel_format"), [("libvpx", "webm", "yuv420p"), ("qtrle", "mov", "rgb24")])
def test_a_file_that_lies_about_its_keyframes_cannot_be_sought(
    codec: str, container: str, pixel_format: str, tmp_path: Path
) -> None:
    """Every frame is marked as one to begin at: a seek lands between true keyframes, and garbage would be decoded.

    ffmpeg looks into VP8 packets and sees through it, so there a seek lands on no keyframe; with QuickTime Animation, only the
    decoded pixels tell.
    """
    honest = make(
        tmp_path / f"honest.{container}", range(60), codec=codec, pixel_format=pixel_format, options={"g": "20", "bf": "0"}
    )
    lying = tmp_path / f"lying.{container}"
    with av.open(str(honest)) as source, av.open(str(lying), "w") as out:
        stream = out.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.size:
                packet.is_keyframe = True
                packet.stream = stream
                out.mux(packet)
    assert video(honest).is_seekable
    assert not video(lying).is_seekable


# ---------------------------------------------------------------------------------------------- refusals


def refused(path: Path, message: str) -> None:
    with pytest.raises(MediaFault, match=message) as caught:
        probe(path)
    assert path.name in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    "content", [b"hello", bytes(4096), b"\0\0\0\x20ftypisom" + bytes(64), b"\xff\xd8\xff\xe0 no picture", b"GIF89a"]
)
def test_what_is_no_media_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_bytes(content)
    refused(tmp_path / "clip.mp4", "not a picture, video or sound|cannot be (decoded|told)|without frames|neither|cut off")


@pytest.mark.parametrize("name", ["clip.mp4", "clip.mkv", "faststart.mp4"])
def test_a_file_that_is_cut_off_is_refused(name: str, tmp_path: Path) -> None:
    options = {"movflags": "+faststart"} if name == "faststart.mp4" else {}
    whole = make(tmp_path / f"whole-{name}", range(90), container_options=options, options={"g": "250"})
    content = whole.read_bytes()
    (tmp_path / name).write_bytes(content[: len(content) * 6 // 10])
    if name == "clip.mp4":
        refused(tmp_path / name, "cut off: it has no index")
        return
    info = probe(tmp_path / name)
    assert info.damage.startswith(f"{name} is cut off")
    assert info.video is not None
    assert info.video.good is not None
    assert Fraction(1) < info.video.good < Fraction(21, 10)


def test_a_film_cut_off_before_its_first_picture_ends_is_told_as_cut_off(tmp_path: Path) -> None:
    whole = make(tmp_path / "whole.mp4", range(90), container_options={"movflags": "+faststart"}, options={"g": "250"})
    content = whole.read_bytes()
    kept = content.index(b"mdat") + 14
    (tmp_path / "early.mp4").write_bytes(content[:kept])
    refused(tmp_path / "early.mp4", f"'early.mp4' is cut off: {len(content) - kept:,} of its {len(content):,} bytes are missing")


@pytest.mark.parametrize("name", ["list.mp4", "list.m3u8", "list.gif"])
def test_a_list_of_other_files_is_refused(name: str, tmp_path: Path) -> None:
    make(tmp_path / "clip.mp4", range(3))
    for text in (
        f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:1,\nfile://{tmp_path / 'clip.mp4'}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile clip.mp4\n",
    ):
        (tmp_path / name).write_text(text)
        refused(tmp_path / name, "not a picture, video or sound")



def test_a_bomb_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    """A PNG of a few hundred bytes that says it is 15,000 pixels each way."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 15_000, 15_000, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    (tmp_path / "bomb.png").write_bytes(b"\x89PNG\r\n\x1a\n" + body)
    refused(tmp_path / "bomb.png", "225 million pixels")


def test_too_fast_and_too_long_are_refused(tmp_path: Path) -> None:
    fast = make(tmp_path / "fast.mkv", range(60), tick=Fraction(1, 1000), rate=Fraction(1000), codec="ffv1")
    refused(fast, "frames a second")
    long = make(tmp_path / "long.mkv", [0, 13 * 3600], tick=Fraction(1), rate=Fraction(1), codec="ffv1")
    refused(long, "hours long")


def test_too_many_streams_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "MAX_STREAMS", 1)
    clip = make(tmp_path / "clip.mp4", range(3))
    ffmpeg("-i", str(clip), "-f", "lavfi", "-i", "sine=duration=0.1", "-c:v", "copy", str(tmp_path / "two.mp4"))
    refused(tmp_path / "two.mp4", "2 streams")


@pytest.mark.ffmpeg
def test_a_last_packet_that_does_not_say_how_long_it_is_is_as_long_as_its_samples(tmp_path: Path) -> None:
    """NUT tells no lengths; FLAC's last block is shorter than the others."""
    path = tmp_path / "a.nut"
    ffmpeg("-f", "lavfi", "-i", "sine=d=1.3:r=48000", "-c:a", "flac", str(path))
    sound = Library(tmp_path, Forgetful()).info("a.nut").sound
    assert sound is not None
    assert (sound.first, sound.duration) == (0, Fraction(13, 10))
