"""Every deliverable that is built in, of one small show in one build; each is held against what it promises."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import av
import pytest

from pipeline import profiles
from pipeline.app import seasons
from pipeline.execution.events import Event, Finished
from pipeline.faults import Severity
from pipeline.profiles.model import Cover, Profile
from tests.episode.show import PLAIN, ffmpeg, make_show, opened_warm

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

GUIDE = (Path(__file__).parents[2] / "docs/profiles.md").read_text()
CODECS = {"H264": "h264", "Hevc": "hevc", "Av1": "av1", "Ffv1": "ffv1", "ProRes": "prores"}
MANIFEST = """\
episode: {title: Small}
segments:
  - clip: One
    file: moving.mov
    length: 1
    by: ana
    captions: {es: spoken.srt, en: spoken.srt}
"""


def show_at(folder: Path) -> Path:
    made = make_show(folder, f"rate: 24\n{PLAIN}")
    ffmpeg(
        "-f", "lavfi", "-i", "testsrc2=s=320x180:r=24:d=1.2", "-f", "lavfi", "-i", "anoisesrc=r=48000:d=1.2:a=0.2:seed=1",
        "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "pcm_s16le",
        str(made / "episodes/media/moving.mov"),
    )  # fmt: skip
    (made / "episodes/media/spoken.srt").write_text("1\n00:00:00,100 --> 00:00:00,900\nspoken\n")
    return made


@pytest.mark.long
def test_every_profile_is_what_it_promises_and_they_share_what_they_can(tmp_path: Path) -> None:
    show, names = show_at(tmp_path / "show"), profiles.names()
    manifest = show / "episodes/e.yaml"
    manifest.write_text(f"deliver: [{', '.join(names)}]\n{MANIFEST}")
    ran: list[str] = []

    def listen(event: Event) -> None:
        if isinstance(event, Finished):
            ran.append(event.action.address)

    with opened_warm([manifest]) as opened:
        season = seasons.build(opened, seasons.prepare(opened, [manifest], None), workers=2, listen=listen)
    for (_, name), found in season.published.items():
        assert found is not None
        assert not [words for severity, words in found.told if severity is Severity.ERROR], name
        probed(found.movie, profiles.load(name or names[0]))
    # One at the episode's rate and one at 50: all others are of one of these.
    assert sum(one == "one/mix" for one in ran) <= 2
    # Three loudnesses at the episode's rate and one at another, with two bit rates.
    assert sum(one == "programme/master" for one in ran) <= 4


def probed(path: Path, profile: Profile) -> None:
    """Hold a file against its profile, by what FFmpeg says of it."""
    with av.open(str(path)) as file:
        assert path.suffix == f".{profile.container}"
        sound = file.streams.audio[0].codec_context
        wanted = {"pcm": "pcm_s24le"}.get(profile.sound.codec, profile.sound.codec)
        assert (sound.codec.canonical_name, sound.sample_rate, sound.channels) == (wanted, 48_000, 2)
        if isinstance(profile.video.coding, Cover):
            return
        stream = file.streams.video[0]
        context = stream.codec_context
        assert context.codec.canonical_name == CODECS[type(profile.video.coding).__name__]
        assert (context.width, context.height, context.pix_fmt) == (
            profile.video.width, profile.video.height, profile.video.pixel_format
        )  # fmt: skip
        assert (context.color_primaries, context.color_trc, context.colorspace) == (1, 1, 1)
        rate = profile.video.rate or Fraction(24)
        assert stream.average_rate == rate
        assert sum(1 for packet in file.demux(stream) if packet.size) == rate


def test_the_guides_own_profile_is_read_and_made(tmp_path: Path) -> None:
    text = re.findall(r"```yaml\n(# festival.yaml.*?)```", GUIDE, re.DOTALL)[0]
    show = show_at(tmp_path / "show")
    (show / "profiles/festival.yaml").write_text(text)
    found = profiles.load("festival", [show / "profiles"])
    assert (found.video.width, found.loudness.target, found.burn_captions) == (1280, -20, "es")
    (show / "profiles/festival.yaml").write_text(text.replace("1280, height: 720", "160, height: 90"))
    manifest = show / "episodes/e.yaml"
    manifest.write_text(f"deliver: [festival]\n{MANIFEST}")
    with opened_warm([manifest]) as opened:
        (made,) = seasons.build(opened, seasons.prepare(opened, [manifest], None), workers=2).published.values()
    assert made is not None
    assert made.is_good, made.told
    with av.open(str(made.movie)) as file:
        assert not file.streams.subtitles


def test_the_guide_tells_of_every_field() -> None:
    told = set(re.findall(r"`([\w: ,]+)`", GUIDE.partition("## One of your own")[2]))
    words = {word for text in told for word in re.findall(r"\w+", text)}
    for profile in profiles.names():
        text = (Path(profiles.__file__).parent / f"{profile}.yaml").read_text()
        fields = set(re.findall(r"^ *(\w+):", text, re.MULTILINE))
        classes = {"music", "opening", "animation", "clip", "poem", "short", "card", "end", "docu"}
        assert fields - classes - words == set()
