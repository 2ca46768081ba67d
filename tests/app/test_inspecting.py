"""Files of known truth, as `inspect` tells of them: each made here, none of them anyone's."""

from __future__ import annotations

import json
import wave
from collections.abc import Callable, Iterator
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from pipeline.app import session
from pipeline.app.inspecting import Inspected
from pipeline.app.session import Session
from tests.episode.show import ffmpeg

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

QUARTERS = "color=red:s=320x180:r=30:d=2,drawbox=x=160:w=160:h=90:c=lime:t=fill,drawbox=y=90:w=160:h=90:c=blue:t=fill"
TONE = "sine=f=1000:d=2,volume=4"
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    nowhere = tmp_path_factory.mktemp("nowhere")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(nowhere)
        with session.opened_near(nowhere / "x") as found:
            yield found


@pytest.fixture
def look(opened: Session) -> Callable[[Path], Inspected]:
    return lambda path: opened.look([path], workers=2)[0]


def make(path: Path, *more: str, picture: str | None = QUARTERS, sound: str | None = TONE) -> Path:
    given = [part for source in (picture, sound) if source for part in ("-f", "lavfi", "-i", source)]
    ffmpeg(*given, *(H264 if picture else ()), *more, str(path))
    return path


def told(one: Inspected) -> str:
    return "\n".join(f"{note.kind}: {note.text}" for note in one.notes)


def test_a_plain_clip_is_told_with_its_tracks(tmp_path: Path, look: Callable[[Path], Inspected]) -> None:
    found = look(make(tmp_path / "plain.mp4", "-c:a", "aac", "-ac", "2"))
    assert found.is_usable
    assert found.info is not None
    assert found.survey is not None
    assert [(track.kind, track.codec) for track in found.survey.tracks] == [("picture", "h264"), ("sound", "aac")]
    assert found.survey.pace is not None
    assert found.survey.pace.frames == 60
    heard = json.loads(json.dumps(found.to_json()))["heard"]
    assert heard["peaks"] == pytest.approx([0.5 / 2**0.5] * 2, abs=0.03)
    assert "small: enlarged 6.0 times" in told(found)


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("sar.mp4", ("-vf", "setsar=4/3"), "treated: pixels are 4:3, not square: stretched to 427x180"),
        ("fields.mp4", ("-vf", "interlace,setfield=tff", "-flags", "+ilme+ildct"), "treated: interlaced"),
        ("mono.mov", ("-ac", "1", "-c:a", "pcm_s16le"), "treated: mono: heard in the middle"),
        ("surround.mkv", ("-af", "aformat=channel_layouts=5.1", "-c:a", "flac"), "treated: 5.1 (6 channels): mixed down"),
        ("silent.mp4", ("-af", "volume=0", "-c:a", "aac"), "mind: its sound is silent from beginning to end"),
        ("quiet.mkv", ("-af", "volume=-40dB", "-c:a", "flac"), "mind: very quiet: its peak is -46 dBFS"),
        ("loud.mkv", ("-af", "volume=12dB", "-c:a", "flac"), "mind: its sound clips at 0:00.0 for 2.0 s"),
        ("left.mkv", ("-af", "pan=stereo|c0=c0|c1=0*c0", "-c:a", "flac"), "mind: only its left channel has sound"),
        ("mute.mp4", ("-an",), "mind: it has no sound"),
        (
            "hlg.mp4",
            ("-vf", "setparams=color_primaries=bt2020:color_trc=arib-std-b67:colorspace=bt2020nc", "-color_primaries", "bt2020",
             "-color_trc", "arib-std-b67", "-colorspace", "bt2020nc"),
            "treated: HDR (HLG): tone-mapped to BT.709",
        ),
        ("alpha.mov", ("-c:v", "qtrle", "-pix_fmt", "argb"), "treated: transparent parts show the background"),
        ("slow.mp4", ("-r", "24"), "treated: 24 frames a second: frames are repeated for 30"),
        ("fast.mp4", ("-r", "50"), "treated: 50 frames a second: frames are left out for 30"),
        ("tall.mp4", ("-vf", "transpose,scale=1080:1920"), "treated: of another shape than 1920x1080"),
        ("long.mp4", ("-af", "apad=pad_dur=1", "-c:a", "aac"), "mind: its picture ends at 0:02.0, its sound at 0:03.0"),
    ],
)  # fmt: skip
def test_how_it_will_be_treated(
    name: str, options: tuple[str, ...], words: str, tmp_path: Path, look: Callable[[Path], Inspected]
) -> None:
    found = look(make(tmp_path / name, *options))
    assert words in told(found)
    assert found.is_usable


def test_channels_without_places_are_told(tmp_path: Path, look: Callable[[Path], Inspected]) -> None:
    with wave.open(str(tmp_path / "six.wav"), "wb") as file:
        file.setnchannels(6)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(np.full((48_000, 6), 4000, "<i2").tobytes())
    assert "mind: 6 channels whose places are not told: all are summed to mono" in told(look(tmp_path / "six.wav"))


def test_a_turned_phone_clip_is_shown_upright(tmp_path: Path, look: Callable[[Path], Inspected]) -> None:
    make(tmp_path / "flat.mp4", "-c:a", "aac")
    ffmpeg("-display_rotation", "90", "-i", str(tmp_path / "flat.mp4"), "-c", "copy", str(tmp_path / "turned.mp4"))
    found = look(tmp_path / "turned.mp4")
    assert "turned upright" in told(found)
    assert found.tiles is not None
    assert found.tiles.width < found.tiles.height
    assert found.pictures is not None
    with Image.open(found.pictures) as picture:
        corner = picture.convert("RGB").getpixel((found.tiles.width // 4, found.tiles.height // 4))
    # 90 degrees counter-clockwise: what was at the upper right is now at the upper left.
    assert corner == pytest.approx((0, 255, 0), abs=12)


def test_a_phones_rate_is_told_in_numbers(tmp_path: Path, look: Callable[[Path], Inspected]) -> None:
    path = tmp_path / "phone.mkv"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=30)
        stream.width, stream.height, stream.pix_fmt, stream.time_base = 64, 48, "yuv420p", Fraction(1, 1000)
        stream.codec_context.time_base = Fraction(1, 1000)
        at = 0
        for number in range(60):
            frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), number * 4, np.uint8), format="rgb24")
            frame.pts, frame.time_base = at, Fraction(1, 1000)
            container.mux(stream.encode(frame))
            at += 17 if number % 2 else 50
        container.mux(stream.encode(None))
    assert "variable rate: frames are 17 to 50 ms apart" in told(look(path))


def test_silence_is_told_by_its_place(tmp_path: Path, look: Callable[[Path], Inspected]) -> None:
    gap = "volume='if(between(t,4,7),0,1)':eval=frame"
    path = make(tmp_path / "gap.flac", "-af", gap, picture=None, sound="sine=f=300:d=10")
    found = look(path)
    assert "mind: silent from 0:04.0 to 0:07.0" in told(found)
    assert found.tiles is None


def lying(path: Path) -> Path:
    """Mark every frame of a copy as one to begin at, so that it cannot be sought."""
    copy = path.with_stem("false")
    with av.open(str(path)) as source, av.open(str(copy), "w") as out:
        stream = out.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.size:
                packet.is_keyframe = True
                packet.stream = stream
                out.mux(packet)
    return copy


def test_small_pictures_show_the_times_that_they_say(tmp_path: Path, look: Callable[[Path], Inspected]) -> None:
    """Each frame's grey is its time; the tiles must be as bright as their labels promise, in a file of few key frames too."""
    grey = "nullsrc=s=320x180:r=25:d=10,geq=lum='16+N*219/250':cb=128:cr=128"
    for name, options in (("often.mp4", ("-g", "25")), ("seldom.mp4", ("-g", "1000")), ("lying.mov", ("-c:v", "qtrle"))):
        path = make(tmp_path / name, *options, picture=grey, sound=None)
        found = look(lying(path) if name == "lying.mov" else path)
        assert found.info is not None
        assert found.info.video is not None
        assert found.info.video.is_seekable == (name != "lying.mov")
        assert found.tiles is not None
        assert found.pictures is not None
        assert len(found.tiles.times) == 10
        with Image.open(found.pictures) as picture:
            levels = np.asarray(picture.convert("L"), float)
        for number, time in enumerate(found.tiles.times):
            assert number - 0.1 <= time <= number + 1
            x, y = number % 5 * found.tiles.width, number // 5 * found.tiles.height
            tile = levels[y + 20 : y + found.tiles.height - 20, x + 20 : x + found.tiles.width - 20]
            assert tile.mean() == pytest.approx(float(time) / 10 * 255, abs=9), (name, number)


def test_what_cannot_be_read_is_told_and_the_others_are_shown(tmp_path: Path, opened: Session) -> None:
    good = make(tmp_path / "good.mp4")
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(good.read_bytes()[:-3000])
    (tmp_path / "empty.wav").touch()
    (tmp_path / "notes.pdf").write_bytes(b"%PDF-1.4 nothing")
    found = opened.look([cut, tmp_path / "empty.wav", good, tmp_path / "notes.pdf", tmp_path / "gone.mov"], workers=2)
    assert [one.is_usable for one in found] == [False, False, True, False, False]
    assert "is empty" in found[1].fault
    assert "does not exist" in found[4].fault
    assert json.loads(json.dumps([one.to_json() for one in found]))[0]["usable"] is False


def test_a_sound_damaged_in_the_middle_is_told_with_its_time(tmp_path: Path, look: Callable[[Path], Inspected]) -> None:
    path = make(tmp_path / "hurt.m4a", picture=None, sound="anoisesrc=d=6:a=0.2:seed=1")
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 2000] = b"\xff" * 2000
    path.write_bytes(content)
    found = look(path)
    assert not found.is_usable
    assert "damaged: at 0:03.072 its sound cannot be decoded" in told(found)


def test_a_second_look_runs_nothing(tmp_path: Path, opened: Session) -> None:
    path = make(tmp_path / "twice.mp4")
    opened.look([path], workers=2)
    events: list[str] = []
    opened.look([path], workers=2, listen=lambda event: events.append(type(event).__name__))
    assert "Started" not in events


def test_contact_sheets_stand_one_below_the_other(tmp_path: Path, opened: Session) -> None:
    clip = make(tmp_path / "安娜 🎸 دانا.mp4", "-c:a", "aac")
    sound = make(tmp_path / "loud.wav", "-af", "volume=12dB", picture=None)
    still = tmp_path / "still.png"
    Image.new("RGB", (400, 300), (200, 30, 30)).save(still)
    found = opened.look([clip, sound, still], workers=2)
    (page,) = opened.stacked(found, workers=2)
    with Image.open(BytesIO(page.read_bytes())) as picture:
        pixels = np.asarray(picture.convert("RGB"), int)
    assert pixels.shape[1] == 1600
    ground = np.array([0xFB, 0xF1, 0xDF])
    assert (np.abs(pixels[5] - ground).max()) <= 2
    assert (np.abs(pixels - (200, 30, 30)).max(axis=2) < 12).sum() > 300 * 300  # the still
    assert (np.abs(pixels - (0xC9, 0x3A, 0x22)).max(axis=2) < 12).sum() > 1000  # where the sound clips
    assert (np.abs(pixels - (255, 0, 0)).max(axis=2) < 20).sum() > 10 * 100 * 60  # the clip's upper left quarters
