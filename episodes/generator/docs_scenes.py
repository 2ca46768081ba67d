"""The picture of docs/scenes.md: the scenes that come along, four frames each, with the demo's people and drawn stills."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from episodes.generator.docs_shots import row, shots, small, stacked
from pipeline.cards import standin
from pipeline.manifest.tune import tune

_SHOW = (
    "show: Scenes\nmedia: media\npeople: episodes/people.yaml\nrate: 24\nopening: off\ncredits: off\nend: off\n"
    "interstitial: off\ntransition: cut\n"
)
_SCENES = """\
episode: {title: Scenes, season: 1, number: 1}
segments:
  - {animation: Ring, scene: builtin/waveform-ring, length: 6, audio: tune.wav}
  - {animation: Words, scene: builtin/kinetic-words, length: 6, parameters: {text: everyone 歌います تغني together}}
  - {animation: Collage, scene: builtin/paper-collage, length: 4, parameters: {stills: [0.png, 1.png, 2.png, 3.png, 4.png]}}
  - {animation: Counter, scene: builtin/counter, length: 4, parameters: {to: 12480, label: boats folded in one night}}
  - {animation: Map, scene: builtin/people-map, length: 8}
"""

_SHARES = {
    "ring": (0.1, 0.3, 0.5, 0.7), "words": (0.12, 0.37, 0.62, 0.87), "collage": (0.1, 0.3, 0.5, 0.95),
    "counter": (0.04, 0.15, 0.3, 0.9), "map": (0.12, 0.3, 0.45, 0.95),
}  # fmt: skip
"""When in each scene is looked at, in shares of its length."""


def drawn(root: Path, themes: Sequence[str]) -> Iterator[tuple[str, Image.Image]]:
    """Yield the picture of each theme; `root` is the checkout, whose people are shown."""
    for theme in themes:
        with TemporaryDirectory() as folder:
            show = Path(folder)
            (show / "episodes").mkdir()
            (show / "media").mkdir()
            (show / "media/tune.wav").write_bytes(tune())
            for number in range(5):
                (show / f"media/{number}.png").write_bytes(standin.scene(f"still {number}"))
            (show / "episodes/people.yaml").write_bytes((root / "episodes/people.yaml").read_bytes())
            (show / "episodes/show.yaml").write_text(_SHOW, encoding="utf-8")
            (show / "episodes/s01e01.yaml").write_text(_SCENES, encoding="utf-8")
            with shots(show / "episodes/s01e01.yaml", theme) as taken:
                rows = [row([small(taken.within(name, share), 320) for share in shares]) for name, shares in _SHARES.items()]
        yield "scenes" if theme == "create-together" else f"scenes-{theme}", stacked(rows)
