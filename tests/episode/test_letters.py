"""Every text of a finished film can be read against the pixels under it, and stands inside the safe area, in both themes.

Measured on decoded frames (`letters`), over the films that TOGETHER_MEDIA names: cards, lower thirds, captions, lines of poems,
name tags, credits, and whatever of them is seen in a transition.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from pathlib import Path

import pytest

from episodes.generator import docs_footage
from pipeline.cards import safe
from pipeline.cards.model import shape_of
from tests.episode import letters
from tests.episode.show import TINY, build

FOOTAGE = os.environ.get("TOGETHER_MEDIA", "")

pytestmark = [
    pytest.mark.ffmpeg,
    pytest.mark.slow,
    pytest.mark.long,
    pytest.mark.skipif(not FOOTAGE, reason="TOGETHER_MEDIA names no folder of real footage"),
]

READ, READ_LARGE = 4.5, 3.0
"""Contrast that text needs, and large text (WCAG 2.2, level AA)."""
MOVING = 2.0
"""The same of what is on its way in or out: it is not read yet, or no more."""
_CODED = 0.95
"""What is left of a contrast once its picture is coded: colours have half the pixels."""
EVERY = 6
"""Of so many frames one is looked at, and the one before it."""
SAID = {
    "s01e01": ("en", "It is only me, and the kettle, and the street outside.", "Then I could not stop."),
    "s01e02": ("ar", "أنا والإبريق والشارع في الخارج", "ثم لم أستطع أن أتوقف"),
}


def show(folder: Path, theme: str, name: str, size: tuple[int, int]) -> Path:
    """Write the show of footage, captioned, in all variants of a theme; return its folder."""
    docs_footage.make(folder, Path(FOOTAGE))
    (folder / "media").unlink()
    shutil.copytree(FOOTAGE, folder / "media")
    profile = TINY.replace("width: 160, height: 90", f"width: {size[0]}, height: {size[1]}").replace("crf: 4", "crf: 8")
    (folder / "profiles").mkdir()
    (folder / "profiles/measured.yaml").write_text(profile)
    settings = folder / "episodes/show.yaml"
    settings.write_text(settings.read_text().replace("profiles: [draft]", "profiles: [measured]\ntheme_sounds: off"))
    letters.themes(folder / "templates", theme)
    language, first, second = SAID[name]
    said = f"WEBVTT\n\n00:00.500 --> 00:05.000\n{first}\n\n00:05.200 --> 00:08.000\n{second}\n"
    (folder / "media/said.vtt").write_text(said, encoding="utf-8")
    head, found, rest = (folder / f"episodes/{name}.yaml").read_text(encoding="utf-8").partition("    clips:\n")
    assert found
    text = f"{head}    captions: {{{language}: said.vtt}}\n{found}{rest}"
    for variant in letters.VARIANTS:
        written = text.replace("segments:", f"theme: {variant}\nsegments:", 1)
        (folder / f"episodes/{variant}.yaml").write_text(written, encoding="utf-8")
    return folder


@pytest.mark.parametrize(("theme", "name", "size"), [("create-together", "s01e01", (640, 360))])
def test_all_letters_of_a_film_are_read_where_they_stand(theme: str, name: str, size: tuple[int, int], tmp_path: Path) -> None:
    folder = show(tmp_path / "show", theme, name, size)
    movies = {variant: build(folder / f"episodes/{variant}.yaml", profile="measured")[0] for variant in letters.VARIANTS}
    margins, faint, outside, seen = safe.margins(shape_of(*size), *size), [], [], Counter[int]()
    for line in letters.lines(movies, EVERY):
        seen[line.frame] += 1
        wanted = MOVING if not line.stands else READ_LARGE if line.is_large(min(size)) else READ
        if line.contrast < wanted * _CODED:
            faint.append(f"frame {line.frame}, {line.box}: {line.contrast:.2f}, {wanted} wanted")
        if line.stands and line.outside(margins, size) > 1:
            outside.append(f"frame {line.frame}, {line.box}: {line.outside(margins, size)} px")
    assert len(seen) > 100, "text is seen in most of the film"
    assert (faint, outside) == ([], [])
