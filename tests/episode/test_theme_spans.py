"""A span cut anywhere is the whole: through every transition and layered card of both themes, both ways, at every rate."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pipeline.timeline.model import CardMedia
from pipeline.timeline.regions import Layer, Shown
from tests.episode.show import ffmpeg, make_show, write
from tests.episode.spans import compared

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow, pytest.mark.long]

SETTINGS = """\
language: {language}
rate: {rate}
theme: {theme}
theme_sounds: off
interstitial: {{length: 1.5}}
opening: {{length: 2.5}}
end: {{title: Once more, length: 3}}
credits: {{thanks: [Everyone]}}
"""
MANIFEST = """\
episode: {title: A}
segments:
  - music: One
    stems: [{file: take.wav, by: ana, role: guitar}]
    picture: {mosaic: [{file: film.mov, by: ana}, {file: film.mov, in: 0.5, by: ana}, {file: film.mov, by: ana}]}
    length: 2.6
  - poem: Two
    lines: [{at: 0.2, text: The first}, {at: 1.2, text: the second}, {at: 2.2, text: and the last}]
    background: {file: film.mov}
    length: 3.2
  - clip: Three
    file: film.mov
    by: ana
    lower_third: auto
    captions: said.srt
  - docu-short: Four
    clips: [{file: film.mov, length: 2.6, by: ana, role: camera}]
  - card: Said
    template: quote
    lines: [Once more.]
    by: ana
    length: 2
  - animation: Five
    file: film.mov
    by: ana
"""
SAID = "1\n00:00:00,500 --> 00:00:02,900\nOne, and one more.\n"
CARDS = {"opening", "interstitial", "poem_line", "lower_third", "quote", "end", "name_tag"}
"""Those that are in layers in both themes."""


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("media")
    ffmpeg(
        "-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=3", "-f", "lavfi", "-i", "sine=300:d=3", "-c:v", "libx264", "-g", "20",
        "-pix_fmt", "yuv420p", "-c:a", "pcm_s16le", str(folder / "film.mov"),
    )  # fmt: skip
    ffmpeg("-f", "lavfi", "-i", "sine=440:d=4", str(folder / "take.wav"))
    return folder


@pytest.mark.parametrize(("language", "rate"), [("en", "24"), ("en", "30000/1001"), ("ar", "30000/1001"), ("ar", "30")])
@pytest.mark.parametrize("theme", ["create-together", "signal"])
def test_a_span_cut_anywhere_is_the_whole(theme: str, language: str, rate: str, media: Path, tmp_path: Path) -> None:
    show = make_show(tmp_path / "show", SETTINGS.format(theme=theme, language=language, rate=rate))
    for path in media.iterdir():
        (show / "episodes/media" / path.name).write_bytes(path.read_bytes())
    write(show / "episodes", {"e.yaml": MANIFEST, "media/said.srt": SAID})
    chance = random.Random(f"{theme} {language} {rate}")
    different, cards = [], set()
    for one in compared(show / "episodes/e.yaml", chance):
        cards |= set(names(one.span.layers)) | ({"transition"} if one.span.is_transition else set())
        if one.different:
            different.append((one.segment, one.span.range, one.at, names(one.span.layers), one.different[:5]))
    assert different == []
    assert cards >= CARDS | ({"pass"} if theme == "create-together" else {"transition"})


def names(layers: tuple[Layer, ...]) -> list[str]:
    """Return the cards that are shown, and what lies between segments."""
    found: list[str] = []
    for layer in layers:
        if isinstance(layer, Shown):
            found += [layer.clip.media.card] if isinstance(layer.clip.media, CardMedia) else []
        else:
            found += [*names(layer.outgoing), *names(layer.incoming), layer.transition.kind]
    return found
