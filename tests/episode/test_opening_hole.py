"""Title cards that open onto their films: inside the hole stands the film's frame of that moment, and it goes on from there.

The films' frames are numbered by their greys, and no sheet and no beam is grey.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from tests.episode.show import build, ffmpeg, make_show

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

SETTINGS = "opening: off\ncredits: off\nend: off\ninterstitial: {length: 1}\n"
MANIFEST = """\
episode: {{title: Holes}}
segments:
  - docu-short: {title}
    id: count
    clips: [{{file: count.mov, in: {begin}}}]
"""
LEVELS = 13
"""Numbers that can be told apart; then they begin anew."""


def striped(path: Path, frames: int, rate: str, dark: int = 0) -> None:
    """Write a film of grey stripes whose brighter half is 50 + 14 n in frame n; the first `dark` ones are black."""
    level = f"if(lt(N,{dark}),16,30+14*mod(N,{LEVELS})+20*mod(floor(X/4),2))"
    ffmpeg(
        "-f", "lavfi", "-i", f"nullsrc=s=160x90:r={rate},geq=lum='{level}':cb=128:cr=128,trim=end_frame={frames}",
        "-f", "lavfi", "-i", f"aevalsrc='0.1*sin(400*PI*t)+0.1*sin(4000*PI*t)':s=48000:d={float(frames / Fraction(rate))}",
        "-c:v", "libx264", "-preset", "ultrafast", "-qp", "0", "-g", "12", "-pix_fmt", "yuv420p", "-c:a", "pcm_s16le", str(path),
    )  # fmt: skip


def show(folder: Path, theme: str, rate: str, dark: int = 0, frames: int = 40) -> Path:
    made = make_show(folder / "show", f"{SETTINGS}rate: {rate}\ntheme: {theme}\n")
    striped(made / "episodes/media/count.mov", frames, rate, dark)
    manifest = made / "episodes/e.yaml"
    manifest.write_text(MANIFEST.format(title="Count", begin="0"))
    return manifest


def seen(movie: Path) -> list[tuple[int | None, float]]:
    """Return for each frame of a movie the number of the film's frame that is seen in it, and the share of it that is grey."""
    found: list[tuple[int | None, float]] = []
    with av.open(str(movie)) as opened:
        for frame in opened.decode(video=0):
            planes = frame.to_ndarray().astype(int)  # luma above, and each plane of colour in half its rows
            luma = planes[:90].reshape(45, 2, 80, 2).mean(axis=(1, 3))
            colour = planes[90:].reshape(2, 45, 80)
            grey = (np.abs(colour - 128) <= 3).all(axis=0)
            bright = np.percentile(luma[grey], 90) if grey.sum() > 40 else 0
            found.append((round((bright - 50) / 14) if bright > 40 else None, float(grey.mean())))
    return found


@pytest.mark.parametrize(
    ("theme", "rate", "card", "opens"),
    [
        ("create-together", "24", 24, 9), ("create-together", "30000/1001", 30, 12), ("create-together", "30", 30, 12),
        ("signal", "24", 24, 10), ("signal", "30000/1001", 30, 13),
    ],
)  # fmt: skip
def test_inside_the_hole_stands_the_frame_of_that_moment_and_none_is_repeated_or_lost(
    theme: str, rate: str, card: int, opens: int, tmp_path: Path
) -> None:
    movie, _, _ = build(show(tmp_path, theme, rate))
    frames = seen(movie)
    assert len(frames) == card + 40, "it takes no time"
    assert [number for number, _ in frames[card:]] == [number % LEVELS for number in range(40)]
    shares = [share for _, share in frames[card : card + opens + 2]]
    assert shares[0] < 0.6, "it is still a card"
    assert all(after > before - 0.05 for before, after in pairwise(shares)), "but for shadows it opens and opens"
    assert shares[opens] > 0.99, "and then none"
    assert frames[card - 1][0] == 0, "what was seen in the hole before is the film's first frame"


def test_a_film_that_begins_in_black_is_opened_onto_as_it_is(tmp_path: Path) -> None:
    movie, _, _ = build(show(tmp_path, "create-together", "24", dark=16))
    frames = seen(movie)
    hold = [number for number, _ in frames[4:14]]
    assert set(hold) == {24 % LEVELS}, "a second in, where there is something to see"
    assert all(number is None for number, share in frames[23:40]), "dark before the hole opens, and from then on as the film is"
    assert frames[40][0] == 16 % LEVELS


def picture(ran: list[str]) -> set[str]:
    return {one for one in ran if one.split("/")[1] in ("picture", "interstitial", "frame")}


def test_an_edit_costs_what_it_changes(tmp_path: Path) -> None:
    manifest = show(tmp_path, "create-together", "24", frames=110)
    _, first, _ = build(manifest)
    assert {one for one in picture(first) if one.startswith("count/")} >= {"count/picture/0", "count/picture/1"}
    manifest.write_text(MANIFEST.format(title="Count", begin="0") + "        # a remark\n")
    assert build(manifest)[1] == []
    manifest.write_text(MANIFEST.format(title="Other", begin="0"))
    ran = picture(build(manifest)[1])
    assert "count/picture/1" not in ran, "the rest of the film stays"
    assert "count-title/frame/0" not in ran
    manifest.write_text(MANIFEST.format(title="Other", begin="0, out: 4"))
    trimmed = picture(build(manifest)[1])
    assert not any("interstitial" in one or one.startswith("count-title/picture") for one in trimmed), "its end is another"
    assert "count/picture/0" not in trimmed, "and its beginning is not"
