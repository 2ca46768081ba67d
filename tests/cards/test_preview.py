"""What a designer sees of a theme: every card in every shape on a page, and everything that a viewer would mind."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.cards import looks, preview, slots
from pipeline.cards import theme as themes
from pipeline.cards.card import describe, roll_frames
from pipeline.cards.model import Theme
from pipeline.faults import Where
from tests.seen import seen

SAMPLES = """\
caption:
  short: {text: Hello there.}
  arabic: {text: مرحبا بكم جميعا}
title:
  short: {title: Breathe}
  later: {title: Breathe again}
"""


@dataclass
class Folder:
    """Where the preview writes; no file twice."""

    files: dict[str, bytes] = field(default_factory=dict)

    def write(self, name: str, content: bytes) -> None:
        assert name not in self.files
        self.files[name] = content

    @property
    def page(self) -> str:
        return self.files["index.html"].decode()


def mine(folder: Path, **files: str) -> Theme:
    """Return a theme of three samples that extends the default one; `__` in a name stands for a dot."""
    place = folder / "mine"
    place.mkdir()
    given = {"theme__yaml": f"title: Mine & yours, {folder.name}\nextends: create-together\n", "preview__yaml": SAMPLES, **files}
    for name, text in given.items():
        (place / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return themes.load("mine", (folder,))


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the default theme's own samples out: they are many, and are looked at elsewhere."""
    whole = preview.samples
    monkeypatch.setattr(preview, "BETWEEN", ())
    own = {("caption", "short"), ("caption", "arabic"), ("title", "short"), ("title", "later")}
    monkeypatch.setattr(preview, "samples", lambda loaded: tuple(one for one in whole(loaded) if one[:2] in own))


def test_a_sample_replaces_one_of_the_same_name_and_others_stay(tmp_path: Path) -> None:
    default = {(card, name): fields for card, name, fields in preview.samples(themes.load("create-together"))}
    found = {(card, name): fields for card, name, fields in preview.samples(mine(tmp_path))}
    assert found["caption", "arabic"] == {"text": "مرحبا بكم جميعا"}
    assert default.keys() <= found.keys()
    changed = {key for key in default if default[key] != found[key]}
    assert changed <= {("caption", "short"), ("caption", "arabic"), ("title", "short")}
    assert {card for card, _ in default} == set(themes.load("create-together").cards) - {"pass"}, "every card has a sample"


@pytest.mark.usefixtures("few")
def test_every_sample_is_on_the_page_in_every_shape(tmp_path: Path) -> None:
    folder = Folder()
    assert preview.preview(mine(tmp_path), folder.write, short_side=90, motion=False) == ()
    drawn = ("caption-short", "caption-arabic", "title-short", "title-later")
    mirrored = "caption-arabic-from-the-right"  # as an episode shows it that is read from the right
    shown = {f"{sample}-{shape}.png" for sample in (*drawn, mirrored) for shape in preview.SIZES}
    assert set(folder.files) == shown | {"index.html"}
    assert set(re.findall(r'src="([^"]+)"', folder.page)) == shown
    assert all(folder.files[name].startswith(b"\x89PNG") for name in shown)
    assert re.findall(r"<h2>([^<]+)</h2>", folder.page) == ["caption", "title"]
    rows = re.findall(r'<h3>([^<]+)</h3><div class="row">(.*?)</div><h?', folder.page.replace("</section>", "<h3>"))
    assert [name for name, _ in rows] == ["arabic", "arabic-from-the-right", "short", "short", "later"]
    assert re.findall(r"<figcaption>(\w+)<", folder.page) == ["wide", "tall", "square"] * 5
    assert "<title>Mine &amp; yours, " in folder.page
    assert 'alt="caption, arabic, tall"' in folder.page


@pytest.mark.usefixtures("few")
def test_one_sample_of_an_animated_card_moves(tmp_path: Path) -> None:
    folder = Folder()
    preview.preview(mine(tmp_path), folder.write, shapes=("wide",), short_side=90)
    moving = {name for name in folder.files if name.endswith(".webp")}
    assert moving == {"title-short-wide.webp"}
    assert "title-later-wide.png" in folder.files
    assert folder.files["title-short-wide.webp"][8:12] == b"WEBP"


PASS = """\
cards:
  pass: {kind: layered, seconds: 0.5, lead: 6f, box: canvas}
"""
SHEET = "sheet:\n  keys:\n    - {at: -6f, x: -100%}\n    - {at: 0, x: 0}\n    - {at: 12f, x: 100%}\n"


def test_what_lies_between_segments_is_played_from_its_lead_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview, "samples", lambda loaded: ())
    loaded = mine(
        tmp_path, theme__yaml=f"title: Mine\nextends: paper\n{PASS}", pass__motion__yaml=SHEET,
        pass__html='<div class="layer" data-layer="sheet"><div class="backdrop all"></div></div>',
        pass__css=".all { position: absolute; left: 0px; top: 0px; width: 100%; height: 100%; background: var(--ink); }",
    )  # fmt: skip
    folder = Folder()
    assert preview.preview(loaded, folder.write, shapes=("wide",), short_side=90) == ()
    assert set(folder.files) == {"pass-alone-wide.webp", "index.html"}
    movie = Image.open(io.BytesIO(folder.files["pass-alone-wide.webp"]))
    covered = []
    for number in range(getattr(movie, "n_frames", 1)):
        movie.seek(number)
        covered.append(float((np.asarray(movie.convert("RGBA"))[:, :, 3] > 128).mean()))
    assert len(covered) == 18
    assert covered[0] < 0.2
    assert covered[6] > 0.99
    assert covered[-1] < 0.2
    assert covered[:7] == sorted(covered[:7])


def episode_card(theme: Theme, card: str, fields: dict[str, object], **pictures: Path) -> preview.EpisodeCard:
    focus = dict.fromkeys(pictures, slots.UPPER_MIDDLE)
    frames = roll_frames(theme, fields, Fraction(25)) if card == "credits" else 25
    drawing = describe(theme, card, fields, width=160, height=90, rate=Fraction(25), frames=frames, pictures=focus)  # type: ignore[arg-type]
    return preview.EpisodeCard(f"of {card}", drawing, (160, 90), Fraction(25), pictures, Where("episodes/e.yaml", 7, 5))


def test_cards_of_an_episode_show_its_frames_and_roll_as_long_as_there(tmp_path: Path) -> None:
    Image.new("RGB", (160, 90), "#00c8ff").save(tmp_path / "frame.png")
    (tmp_path / "templates").mkdir()
    loaded = themes.load(seen(tmp_path), (tmp_path / "templates",))
    roll = {"title": "Thanks", "sections": [{"heading": "Music", "roles": [{"role": "Cello", "people": [{"name": "Ana"}]}]}]}
    cards = [
        episode_card(loaded, "interstitial", {"title": "Rain"}, first=tmp_path / "frame.png"),
        episode_card(loaded, "interstitial", {"title": "Rain"}),
        episode_card(loaded, "credits", roll),
    ]
    folder = Folder()
    assert preview.preview_episode("Seen", "Show: <Episode>", cards, folder.write) == ()
    first = Image.open(io.BytesIO(folder.files["000-interstitial.webp"])).convert("RGB")
    without = Image.open(io.BytesIO(folder.files["001-interstitial.webp"])).convert("RGB")
    for picture, colour in ((first, (0, 200, 255)), (without, (0, 255, 0))):
        found = picture.getpixel((80, 45))
        assert max(abs(a - b) for a, b in zip(found, colour, strict=True)) < 12  # type: ignore[arg-type]
    assert "<p>Show: &lt;Episode&gt;</p>" in folder.page
    assert re.findall(r"<figcaption>([^<]+)", folder.page)[:2] == ["of interstitial, 0:01.0"] * 2
    (seconds,) = re.findall(r"animation-duration:([\d.]+)s", folder.page)
    assert float(seconds) == pytest.approx(cards[2].drawing.frames / 25, abs=0.01)


def test_a_text_of_an_episode_that_does_not_fit_is_told_at_its_line(tmp_path: Path) -> None:
    loaded = mine(tmp_path)
    long = {"text": "Wolfeschlegelsteinhausenbergerdorff" * 9}
    cards = [episode_card(loaded, "caption", long), episode_card(loaded, "caption", {"text": "Hello"})]
    folder = Folder()
    (wrong,) = preview.preview_episode("Mine", "", cards, folder.write)
    assert str(wrong).startswith("episodes/e.yaml:7:5: ")
    assert set(folder.files) == {"001-caption.png", "index.html"}
    assert "does not fit" in folder.page


@pytest.mark.usefixtures("few")
def test_what_cannot_be_drawn_is_told_and_does_not_stop_the_rest(tmp_path: Path) -> None:
    folder = Folder()
    bad = SAMPLES.replace("Hello there.", "A character without a font \U00012000")
    wrong = preview.preview(mine(tmp_path, preview__yaml=bad), folder.write, shapes=("wide",), short_side=90, motion=False)
    (told,) = wrong
    assert told.where.path == "templates/create-together/theme.yaml"
    assert told.message.startswith("caption (short): no font has the character")
    assert "U+12000" in told.message
    assert "caption-arabic-wide.png" in folder.files
    assert "U+12000" in folder.page


@pytest.mark.usefixtures("few")
def test_a_good_theme_has_nothing_that_a_viewer_would_mind(tmp_path: Path) -> None:
    assert looks.check(mine(tmp_path), short_side=180) == ()


def minded(loaded: Theme) -> list[str]:
    """Return what a viewer would mind of what is a theme's own: all else is known from its parent."""
    return [str(one) for one in looks.check(loaded, short_side=180, good=themes.load("create-together"))]


@pytest.mark.usefixtures("few")
def test_pale_text_is_told_with_its_contrast(tmp_path: Path) -> None:
    pale = ".card div { background-color: #ffffff; color: #eeeeee; }\n"
    found = minded(mine(tmp_path, caption__css=pale))
    told = [one for one in found if re.search(r": caption \(arabic, wide\): .* has a contrast of 1.2:1, and so \d+ more; ", one)]
    assert len(told) == 1
    assert re.search(r"(4\.5|3\.0):1 is needed; change a colour", told[0])


@pytest.mark.usefixtures("few")
def test_what_leaves_the_safe_area_is_told_with_the_edge(tmp_path: Path) -> None:
    astray = ".top { margin-left: -60px; }\n"
    found = minded(mine(tmp_path, title__css=astray))
    assert [line for line in found if "title (short, wide) leaves the safe area" in line and "over the left edge" in line] != []
