"""Every text of a finished film can be read against the pixels under it, and stands inside the safe area, in both themes.

Measured on decoded frames (`letters`), over the films that TOGETHER_MEDIA names: cards, lower thirds, captions, lines of poems,
name tags, credits, and whatever of them is seen in a transition. In every shape, from the left and from the right.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from pipeline.app import episodes, session
from pipeline.cards import safe
from pipeline.cards.model import Shape
from tests.episode import letters
from tests.episode.show import TINY, ffmpeg, write

FOOTAGE = os.environ.get("TOGETHER_MEDIA", "")

pytestmark = [
    pytest.mark.ffmpeg,
    pytest.mark.slow,
    pytest.mark.long,
    pytest.mark.skipif(not FOOTAGE, reason="TOGETHER_MEDIA names no folder of real footage"),
]

READ, READ_LARGE = 4.5, 3.0
"""Contrast that text needs, and large text (WCAG 2.2, level AA)."""
MOVING = 1.5
"""The same of what is on its way in or out, which is not read yet, or no more: it may pass over a light."""
_CODED = 0.95
"""What is left of a contrast once its picture is coded: colours have half the pixels."""
EVERY = 2
"""Of so many frames one is looked at, and the one before it."""

SIZES: dict[Shape, tuple[int, int]] = {"wide": (640, 360), "tall": (360, 640), "square": (480, 480)}
SHAPES: dict[Shape, str] = {"wide": "16:9", "tall": "9:16", "square": "1:1"}
FILMS = {"talking-42s.mp4": 6, "man-on-green-screen.mp4": 0, "fire2.mp4": 0, "tears-of-steel-70s.webm": 20}
"""Films that are seen, and the second from which on."""
SECONDS = 4
"""How much of each is used."""

PEOPLE = """\
maren: {name: Maren Toft, place: Aarhus}
idris: {name: Idris Bello, place: Kano}
lena: {name: Lena Okafor-Lind, place: Malmö}
dalia: {name: داليا منصور, place: طنطا}
samir: {name: سمير حداد, place: صور}
karim: {name: كريم, place: وهران}
"""
# Half the frames of a film: what moves is looked at as often as every second one of them would be.
SETTINGS = """\
show: Near and Far
rate: 12
theme_sounds: off
deliver: [wide, tall, square]
interstitial: {length: 2}
opening: {tagline: sent in from everywhere, length: 3}
credits: {thanks: [Everyone who pressed record]}
end: {title: Your turn, text: Send what you have. Somebody has the other half., url: "https://example.org/join", length: 3.5}
"""
EPISODE = """\
episode: {{title: {title}, season: 1, number: 1, language: {language}}}
theme: {{theme}}
shape: "{{shape}}"
{settings}segments:
  - music: {music}
    stems: [{{file: fire2.wav, by: {one}, role: {guitar}}}, {{file: talking-42s.wav, by: {two}, role: {voice}}}]
    picture:
      mosaic:
        - {{file: talking-42s.mov, by: {one}, role: {guitar}}}
        - {{file: man-on-green-screen.mov, by: {two}, role: {voice}}}
        - {{file: fire2.mov, by: {three}, role: {voice}}}
    length: 3
  - poem: {poem}
    lines: [{{at: 0.2, text: "{first}"}}, {{at: 1.6, text: "{second}"}}, {{at: 2.9, text: "{third}"}}]
    written: {{by: {three}}}
    background: {{file: balloons.jpg, move: ken-burns}}
    length: 4
  - docu-short: {docu}
    clips: [{{file: talking-42s.mov, sound: voice, by: {two}, role: {guest}, lower_third: {{show: auto, at: 0.4, length: 2.4}}}}]
    captions: {{{language}: said.vtt}}
  - card: {said}
    template: quote
    lines: ["{quote}"]
    by: {one}
    length: 3
  - clip: {clip}
    file: tears-of-steel-70s.mov
    length: 3
    by: {three}
    lower_third: {{show: auto, length: 2.4}}
"""
WORDS = {
    "en": {
        "title": "What We Sent", "settings": "", "one": "maren", "two": "idris", "three": "lena", "guitar": "guitar",
        "voice": "voice", "guest": "interviewee", "music": "Around the Fire", "poem": "Balloons", "docu": "Forty-Two Seconds",
        "said": "Said", "clip": "Bridge", "first": "One is the kettle,", "second": "three are the people",
        "third": "who never get up.", "quote": "I only meant to test the microphone. Then I could not stop.",
    },
    "ar": {
        "title": "ما أرسلناه", "one": "dalia", "two": "samir", "three": "karim", "guitar": "غيتار", "voice": "صوت",
        "guest": "ضيف", "music": "حول النار", "poem": "بالونات", "docu": "اثنتان وأربعون ثانية", "said": "قيل", "clip": "الجسر",
        "first": "واحد هو الإبريق", "second": "وثلاثة هم الناس", "third": "الذين لا يستيقظون أبدا",
        "quote": "أردت فقط أن أجرب الميكروفون. ثم لم أستطع أن أتوقف.",
        "settings": "opening: {tagline: وصل من كل مكان}\ncredits: {thanks: [كل من ضغط زر التسجيل]}\n"
        "end: {title: دورك الآن, text: أرسل ما عندك، فعند أحدهم النصف الآخر.}\n",
    },
}  # fmt: skip
SAID = {
    "en": ("It is only me, and the kettle, and the street outside.", "Then I could not stop."),
    "ar": ("أنا والإبريق والشارع في الخارج", "ثم لم أستطع أن أتوقف"),
}


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What of the footage is seen, small, and what is heard: decoded once, not for every film."""
    folder = tmp_path_factory.mktemp("media")
    for name, begin in FILMS.items():
        film = ("-ss", str(begin), "-t", str(SECONDS), "-i", f"{FOOTAGE}/{name}")
        coded = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "12", "-pix_fmt", "yuv420p", "-r", "12")
        sine = ("-f", "lavfi", "-t", str(SECONDS), "-i", "aevalsrc=0.1*sin(880*PI*t):s=48000")
        stem = Path(name).stem
        ffmpeg(*film, *sine, "-map", "0:v", "-map", "1:a", "-vf", "scale=-2:360", *coded, str(folder / f"{stem}.mov"))
        ffmpeg(*sine, str(folder / f"{stem}.wav"))
    ffmpeg("-i", f"{FOOTAGE}/balloons-landscape.jpg", "-vf", "scale=1280:-2", str(folder / "balloons.jpg"))
    return folder


def show(folder: Path, media: Path, theme: str, language: str) -> Path:
    """Write the show of footage, captioned, in all variants of a theme, and a profile of each shape; return its folder."""
    for shape, (width, height) in SIZES.items():
        profile = TINY.replace("width: 160, height: 90", f"width: {width}, height: {height}").replace("crf: 4", "crf: 8")
        write(folder, {f"profiles/{shape}.yaml": profile})
    first, second = SAID[language]
    said = f"WEBVTT\n\n00:00.500 --> 00:02.400\n{first}\n\n00:02.600 --> 00:03.900\n{second}\n"
    write(folder, {"episodes/show.yaml": SETTINGS, "episodes/people.yaml": PEOPLE, "episodes/media/said.vtt": said})
    text = EPISODE.format(language=language, **WORDS[language])
    for variant, shape in product(letters.VARIANTS, SIZES):
        one = text.replace("{theme}", variant).replace("{shape}", SHAPES[shape])
        write(folder, {f"episodes/{variant}-{shape}.yaml": one})
    for path in media.iterdir():
        (folder / "episodes/media" / path.name).hardlink_to(path)
    letters.themes(folder / "templates", theme)
    return folder


HELD = [(theme, language) for theme in ("create-together", "signal") for language in WORDS]


@pytest.mark.parametrize(("theme", "language"), HELD)
def test_all_letters_of_a_film_are_read_where_they_stand(
    theme: str, language: str, media: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All its films are built at once, since what lies under letters is made once for all that show it."""
    monkeypatch.setattr(episodes, "checks", lambda show, work: ())  # of the films nothing else is measured
    folder = show(tmp_path / "show", media, theme, language)
    paths = {(shape, name): folder / f"episodes/{name}-{shape}.yaml" for shape, name in product(SIZES, letters.VARIANTS)}
    with session.opened(list(paths.values())) as opened:
        works = {key: opened.work(path, key[0]) for key, path in paths.items()}
        results = opened.build(list(works.values()), workers=2)
        movies = {key: results.path(work.plan.results["movie"]) for key, work in works.items()}
        faults = {shape: faults_of({name: movies[shape, name] for name in letters.VARIANTS}, shape) for shape in SIZES}
    assert faults == {shape: [] for shape in SIZES}


def faults_of(movies: dict[str, Path], shape: Shape) -> list[str]:
    """Return which letters of a film, built in all variants, cannot be read or leave the safe area."""
    size = SIZES[shape]
    margins, found, seen = safe.margins(shape, *size), [], set()
    beyond: set[tuple[int, tuple[int, int, int, int]]] = set()
    for line in letters.lines(movies, EVERY):
        seen.add(line.frame)
        wanted = MOVING if not line.stands else READ_LARGE if line.is_large(min(size)) else READ
        if line.contrast < wanted * _CODED:
            found.append(f"frame {line.frame}, {line.box}: {line.contrast:.2f}, {wanted} wanted")
        if not line.stands or line.outside(margins, size) <= 1:
            continue
        beyond.add((line.frame, line.box))
        # The straight edge of a large letter seems to stand for a frame while it comes in from the side.
        if any((line.frame - EVERY, box) in beyond for box in _about(line.box)):
            found.append(f"frame {line.frame}, {line.box}: {line.outside(margins, size)} px outside")
    assert len(seen) > 100, "text is seen in most of the film"
    return found


def _about(box: tuple[int, int, int, int]) -> Iterator[tuple[int, int, int, int]]:
    """Yield the boxes at which the same letters may be measured a moment before: what drifts is a pixel off."""
    for change in product((-1, 0, 1), repeat=4):
        left, top, right, bottom = (at + by for at, by in zip(box, change, strict=True))
        yield left, top, right, bottom
