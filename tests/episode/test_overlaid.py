"""Pictures over and beside whole segments as they are built: where they are, on whose clock, and what an edit of one costs."""

from __future__ import annotations

import random
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from tests.episode.show import BARE, PLAIN, build, ffmpeg, make_show, opened_warm, sound
from tests.episode.spans import compared

pytestmark = pytest.mark.ffmpeg

FILM = "testsrc2=s=320x180:r=25:d=2"
TONE = "aevalsrc='0.1*sin(2*PI*440*t)':s=48000:d=2"


def written(folder: Path, settings: str, *segments: str) -> Path:
    """Write an episode beside `white.png`, `grey.png`, a film and a tone of two seconds; return its manifest."""
    show = make_show(folder / "show", f"rate: 25\n{settings}")
    media = show / "episodes/media"
    for name, value in (("white", 255), ("grey", 120)):
        Image.new("RGB", (320, 180), (value,) * 3).save(media / f"{name}.png")
    coded = ("-c:v", "libx264", "-g", "20", "-pix_fmt", "yuv420p", "-c:a", "pcm_s16le")
    ffmpeg("-f", "lavfi", "-i", FILM, "-f", "lavfi", "-i", TONE, *coded, str(media / "film.mov"))
    ffmpeg("-f", "lavfi", "-i", TONE, str(media / "tone.wav"))
    manifest = show / "episodes/e.yaml"
    manifest.write_text("episode: {title: A}\nsegments:\n" + "".join(f"  - {{{one}}}\n" for one in segments))
    return manifest


def test_it_lies_in_its_box_over_every_kind_of_segment(tmp_path: Path) -> None:
    """White over grey, over a drawn sound and over a card: it is there to a pixel, and all around is as it is without it."""
    still = "{file: grey.png, length: 0.2}"
    under = [
        f"docu-short: A, clips: [{still}, {still}]",
        "music: A, stems: [tone.wav], picture: {file: grey.png, move: none}, length: 0.4, lower_third: off",
        "music: A, stems: [tone.wav], length: 0.4, lower_third: off",
        "poem: A, lines: [{text: a, at: 0}], show_lines: off, background: '#787878', length: 0.4",
        "card: A, length: 0.4",
        "end: A, length: 0.4, url: 'https://example.org'",
    ]
    plain = "entrance: none, shadow: off, border: off, corners: off"
    over = f"picture_in_picture: {{file: white.png, box: 25% 20% 50% 60%, {plain}}}"
    movie, _, _ = build(written(tmp_path, PLAIN, *(one for each in under for one in (each, f"{each}, {over}"))))
    with av.open(str(movie)) as opened:
        frames = [one.to_ndarray(format="gray").astype(int) for one in opened.decode(video=0)]
    assert len(frames) == 20 * len(under)
    around = np.ones((90, 160), bool)
    around[16:74, 38:122] = False
    for number, each in enumerate(under):
        bare, seen = frames[20 * number + 5], frames[20 * number + 15]
        assert seen[18:72, 40:120].min() > 240, each
        assert np.abs(seen - bare)[around].max() <= 4, each


INSET = "{file: film.mov, at: 0.2, length: 1, in: 0.3, mask: circle, entrance: slide, name_tag: on, by: ana}"
CLIP, LONGER = "{file: film.mov, length: 1}", f"{{file: film.mov, length: 1.4, picture_in_picture: {INSET}}}"
WORDS = "{text: One and two, at: 0.3, length: 1}"
OVER = f"picture_in_picture: {INSET}"
BESIDE = "picture_in_picture: [{file: film.mov, mirror: on}, {file: film.mov, at: 0.4}]"


@pytest.mark.parametrize(
    "segments",
    [
        (
            f"docu-short: A, clips: [{CLIP}, {CLIP}], dissolve: 0.4, layout: row, {BESIDE}, text: {WORDS}",
            f"poem: B, lines: [One, two], background: film.mov, length: 2, picture_in_picture: {INSET}, text_over: {WORDS}",
        ),
        pytest.param(
            (
                f"docu-short: A, clips: [{CLIP}, {LONGER}], dissolve: 0.4, picture_in_picture: {INSET}",
                f"music: B, stems: [tone.wav], picture: {{mosaic: [film.mov, grey.png]}}, length: 1.5, {OVER}",
                "music: C, stems: [tone.wav], length: 1.5, layout: side-by-side, picture_in_picture: film.mov",
                f"card: D, length: 2, picture_in_picture: {INSET}, text_over: {WORDS}",
            ),
            marks=pytest.mark.long,
        ),
    ],
    ids=["two", "others"],
)
def test_a_span_of_any_segment_cut_anywhere_is_the_whole(segments: tuple[str, ...], tmp_path: Path) -> None:
    found = list(compared(written(tmp_path, f"{BARE}theme_sounds: off\n", *segments), random.Random(16)))
    assert {one.segment for one in found} == set("abcd"[: len(segments)])
    assert [(one.segment, one.at, one.different) for one in found if one.different] == []


def test_over_a_later_clip_it_runs_on_that_clips_clock_and_is_heard_no_longer(tmp_path: Path) -> None:
    """A film over itself, its beginning cut off: lined up by its sound it shows the number that the film below it shows."""
    manifest = written(tmp_path, BARE)
    media = manifest.parent / "media"
    grey = "nullsrc=s=320x180:r=25:d=5,format=gray,geq=lum='30+mod(N\\,50)*4',format=yuv420p"
    noise = "anoisesrc=r=48000:d=5:seed={}:c=pink,volume='0.2+0.8*gt(random(1)\\,0.5)':eval=frame"
    coded = ("-c:v", "libx264", "-crf", "4", "-c:a", "pcm_s16le")
    for name, seed in (("film", 3), ("other", 4)):
        ffmpeg("-f", "lavfi", "-i", grey, "-f", "lavfi", "-i", noise.format(seed), *coded, str(media / f"{name}.mov"))
    ffmpeg("-i", str(media / "film.mov"), "-ss", "0.48", *coded, str(media / "late.mov"))
    inset = "{file: late.mov, sync: auto, at: 0.4, box: 50% 0% 50% 50%, entrance: none, border: off, shadow: off}"
    second = f"{{file: film.mov, in: 1, length: 3, picture_in_picture: {inset}}}"
    clips = f"[{{file: other.mov, length: 1}}, {second}, {{file: grey.png, length: 1.4}}]"
    manifest.write_text(f"episode: {{title: A}}\nsegments: [{{docu-short: A, clips: {clips}}}]\n")
    movie, _, _ = build(manifest)
    with av.open(str(movie)) as opened:
        seen = [one.to_ndarray(format="gray").astype(int) for one in opened.decode(video=0)]
    assert len(seen) == 135
    pairs = [(one[20:40, 100:140].mean(), one[60:80, 20:60].mean()) for one in seen]
    assert [number for number, (inner, outer) in enumerate(pairs[35:100], 35) if abs(inner - outer) > 2] == []
    heard = sound(movie)
    loud, after = (float(np.sqrt((heard[at : at + 48_000] ** 2).mean())) for at in (2 * 48_000, 4 * 48_000 + 12_000))
    assert loud > 0.02
    assert after < 0.001


def test_a_changed_picture_over_a_segment_encodes_where_it_is_seen(tmp_path: Path) -> None:
    clip = "{file: film.mov, length: 2}"
    inset = "picture_in_picture: {file: film.mov, at: 4.2, length: 1, size: 30%}"
    manifest = written(tmp_path, f"{BARE}theme_sounds: off\n", f"docu-short: A, clips: [{clip}, {clip}, {clip}], {inset}",
                       "poem: B, lines: [a], length: 2, text_over: {text: One, at: 0.5}")  # fmt: skip
    build(manifest)
    before = manifest.read_text()
    changes = {
        ("size: 30%", "size: 40%", "a/picture/3"): "`picture_in_picture: size` of the segment changed from 30% to 40%",
        ("at: 4.2", "at: 4.3", "a/mix"): "`picture_in_picture: at` of the segment changed from 4.2 to 4.3",
        ("text: One", "text: Two", "b/picture/0"): '`text_over: text` of the segment changed from One to Two',
    }
    for (old, new, address), told in changes.items():
        manifest.write_text(before.replace(old, new))
        with opened_warm([manifest]) as opened:
            reason, _ = opened.explain(opened.work(manifest, "tiny"), address)
        assert [str(cause).partition(": ")[2] for cause in reason.causes] == [told]
    louder = before.replace("film.mov, length: 2}", "film.mov, length: 2, gain: 2 dB}", 1)
    manifest.write_text(louder.replace("at: 4.2", "at: 4.3"))
    with opened_warm([manifest]) as opened:
        reason, _ = opened.explain(opened.work(manifest, "tiny"), "a/mix")
    assert len(reason.causes) == 2, "a picture that comes later is heard later, too"
    manifest.write_text(before.replace("size: 30%", "size: 40%"))
    _, made, _ = build(manifest)
    assert [one for one in made if "/picture/" in one] == ["a/picture/3"]
