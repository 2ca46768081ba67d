"""A theme's layered card: every mistake at its line, and what is drawn of it in each shape and direction."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from pipeline.cards import compose, looks, preview
from pipeline.cards import theme as themes
from pipeline.cards.card import describe, lead_frames
from pipeline.cards.draw import painter_of
from pipeline.cards.fault import CardFault, TooLong
from pipeline.cards.layered import LayeredPainter
from pipeline.cards.model import Drawing, Theme
from pipeline.cards.moves import EASES, state
from pipeline.faults import InputFault
from tests.cards.moving import FILES, moving, write

F = Fraction
PEOPLE = [{"name": "Ana"}, {"name": "高橋"}]
FIELDS = {"title": "Kitchen Table", "people": PEOPLE}


@pytest.fixture(scope="module")
def theme(tmp_path_factory: pytest.TempPathFactory) -> Theme:
    return moving(tmp_path_factory.mktemp("themes"))


def drawing(theme: Theme, width: int = 320, height: int = 180, **more: object) -> Drawing:
    given = {"rate": F(24), "frames": 60, **more}
    fields = given.pop("fields", FIELDS)
    return describe(theme, "interstitial", fields, width=width, height=height, **given)


# ---------------------------------------------------------------------------------------------- mistakes

MOTION = "templates/moving/interstitial.motion.yaml"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sheet: {keys: [{x: 3}]}", "1:16: a key says when; write at: 0, 14f, 0.6s, end-10f or end"),
        ("sheet: {keys: [{at: 3, x: 3}]}", "1:21: '3' is not a time; write 0, 14f (frames at 24 a second), 0.6s, end-10f or end"),
        ("sheet: {keys: [{at: end+30f, x: 3}]}", "1:21: end+30f is more than 1 s after the card's end; write end-10f"),
        ("sheet: {keys: [{at: end3f, x: 3}]}", "1:21: 'end3f' is not a time; write end-10f"),
        ("sheet: {keys: [{at: 700s, x: 3}]}", "1:21: 700s is more than ten minutes away"),
        ("sheet: {keys: [{at: 0}]}", "1:16: this key changes nothing; write one of x, y, scale, rotate, opacity"),
        ("sheet:\n  keys:\n    - {at: 2f, x: 3}\n    - {at: 1f, x: 3}", "4:12: is before the key above; keys stand in order"),
        ("sheet: {keys: [{at: end, x: 3}, {at: 0, x: 3}]}", "1:38: is before the key above; keys stand in order of time"),
        ("sheet: {keys: [{at: 0, scael: 3}]}", "1:24: scael is not known here; did you mean 'scale'?"),
        ("sheet: {keys: [{at: 0, focus: [1, 2]}]}", "1:31: focus stands alone; write `covers`, too"),
        ("sheet: {keys: [{at: 0, covers: [1, 2, 3, 4]}]}", "1:32: covers stands alone; write `focus`, too"),
        ("sheet: {keys: [{at: 0, focus: [1, 2], covers: [1, 2]}]}", "1:47: has 2 numbers; write [left, top, width, height] in"),
        ("sheet: {keys: [{at: 0, focus: [1], covers: [1, 2, 3, 4]}]}", "1:31: has 1 numbers; write [x, y] in pixels of"),
        ("sheet: {keys: [{at: 0, x: 3, focus: [1, 2], covers: [1, 2, 3, 4]}]}", "1:27: x follows from the focus; remove it"),
        ("sheet: {keys: [{at: 0, scale: 30}]}", "1:31: 30 is outside 0 to 20"),
        ("sheet: {keys: [{at: 0, opacity: 30%}]}", "1:33: '30%' is not a number"),
        ("sheet: {keys: [{at: 0, x: 3em}]}", "1:27: '3em' is not a length; write 120 (pixels of 1080 lines) or 110%"),
        ("sheet: {keys: [{at: 0, x: {wide: 3, tall: 4}}]}", "1:27: the one for square pictures is missing"),
        ("sheet: {keys: [{at: 0, x: {wide: 3, tall: 4, sqare: 1}}]}", "1:46: sqare is not known here; did you mean 'square'?"),
        ("sheet: {keys: [{at: 0, x: 3, ease: setle}]}", "1:36: there is no curve 'setle'; did you mean 'settle'?"),
        ("sheet: {keys: [{at: 0, x: 3, ease: [2, 0, 0, 1]}]}", "1:36: is not a curve; write [x1, y1, x2, y2], as in CSS"),
        ("sheet: {drift: {scael: 3}}", "1:17: scael is not known here; did you mean 'scale'?"),
        ("sheet: {drift: 40}", "1:16: 40 is outside -20 to 20"),
        ("sheet: {pivot: 3}", "1:16: is not a list; write [x, y] in pixels"),
        ("sheet: {pivot: {wide: 3, tall: [1, 2], square: [1, 2]}}", "1:23: is not a list; write [x, y] in pixels"),
        ("sheet: {pivot: {wide: [1, 2]}}", "1:16: the one for tall and square pictures is missing"),
        ("sheet: {drift: fast}", "1:16: 'fast' is not a number; write 0.6, by how many % a second it grows"),
        ("sheet: {drift: scal}", "1:16: 'scal' is not a number; did you mean 'scale'? write 0.6"),
        ("sheet: {drift: [1]}", "1:16: is not a mapping (key: value); write {key: value}"),
        ("sheet: {drift: {x: fast}}", "1:20: 'fast' is not a number; write one from -200 to 200"),
        ("sheet: {waits: maybe}", "1:16: 'maybe' is neither on nor off; write waits: on, or leave it out"),
        ("sheet: {bleed: [4]}", "1:16: is not a number; write one from 0 to 1000"),
        ("sheet: {bleed: 1.5}", "1:16: 1.5 is not a whole number; write one from 0 to 1000"),
        ("sheet: {stagger: [3f]}", "1:18: is not a time; write 0, 14f"),
        ("sheet: {keys: 3}", "1:15: is not a list; write - {at: 0, x: 0} for each, below it"),
        ("sheet: {keys: [3]}", "1:16: is not a mapping (key: value); write {key: value}"),
        ("sheet: {keys: [{att: 0, x: 3}]}", "1:17: att is not known here; did you mean 'at'?"),
        ("sheet: {keys: [{at: [0], x: 3}]}", "1:21: is not a time; write 0, 14f"),
        ("sheet: {keys: [{at: 0, x: [3]}]}", "1:27: is not a length; write 120"),
        ("sheet: {keys: [{at: 0, x: 3, ease: [a, 0, 0, 1]}]}", "1:37: 'a' is not a number; write one from -10 to 10"),
        ("sheet: {keys: [{at: 0, x: 3, ease: {a: 0}}]}", "1:36: is not a curve; write [x1, y1, x2, y2]"),
        ("sheet: {keys: [{at: 0, x: 3, ease: }]}", "1:36: there is no curve ''"),
        ("sheet: {within: [safe]}", "1:17: is not a text; write one value"),
        ("sheet: {rides: [sheet]}", "1:16: is not a text; write one value"),
        ("sheet: 3", "1:8: is not a mapping (key: value); write {key: value}"),
        ("sheet: {pivot: [3]}", "1:16: a pivot has two numbers; write [x, y] in pixels of 1080 lines, or [70%, 50%] of its box"),
        ("sheet: {bleed: 4000}", "1:16: 4000 is outside 0 to 1000"),
        ("sheet: {bleeds: 4}", "1:9: bleeds is not known here; did you mean 'bleed'?"),
        ("sheet: {}\nring: {rides: shet}", "2:15: there is no layer 'shet' before this one; did you mean 'sheet'?"),
        ("ring: {rides: ring}", "1:15: there is no layer 'ring' before this one"),
        ("sheet: {stagger: 3}", "1:18: '3' is not a time"),
        ("sheet: {stagger: end}", "1:18: is a length of time from 0 to 10 seconds"),
        ("Sheet: {}", "1:8: 'Sheet' cannot be a layer's name; use small letters, digits and -"),
        ("{}", "1:1: names no layer; write `name: {}` for each layer of the template"),
        ("- sheet", "1:1: is not a mapping (key: value)"),
    ],
)
def test_a_mistake_in_how_layers_move_is_told_at_its_place(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(InputFault) as caught:
        moving(tmp_path, interstitial__motion__yaml=text)
    (told,) = caught.value.diagnostics
    assert str(told).startswith(f"{MOTION}:{expected}")
    assert told.hint or told.message.startswith("is before") or "outside" in told.message or "minutes away" in told.message


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        ("{kind: layered, lead: soon}", "4:39: 'soon' is not a time; write 0, 14f"),
        ("{kind: layered, ground: plun}", "4:41: plun is none of the colours; did you mean 'plum'?"),
        ("{kind: layered, in: 1}", "4:37: a layered card has no in: the keys of its layers say when it moves; they stand in"),
        ("{kind: animated, lead: 14f}", "4:40: only a layered card has lead; write kind: layered, or remove it"),
    ],
)
def test_a_mistake_in_what_a_card_says_of_itself_is_told(tmp_path: Path, card: str, expected: str) -> None:
    text = FILES["theme.yaml"].splitlines()
    text[3] = f"  interstitial: {card}"
    with pytest.raises(InputFault) as caught:
        moving(tmp_path, theme__yaml="\n".join(text))
    assert str(caught.value.diagnostics[0]).startswith(f"templates/moving/theme.yaml:{expected}")


def test_a_layered_card_without_layers_and_layers_without_a_card_are_told(tmp_path: Path) -> None:
    write(tmp_path, {"intersitial.motion.yaml": "sheet: {}"})
    with pytest.raises(InputFault, match=r"intersitial.motion.yaml: there is no card intersitial; did you mean 'interstitial'\?"):
        themes.load("moving", (tmp_path,))
    (tmp_path / "moving/intersitial.motion.yaml").rename(tmp_path / "moving/caption.motion.yaml")
    with pytest.raises(InputFault, match=r"caption.motion.yaml: the card caption is still: nothing reads this file"):
        themes.load("moving", (tmp_path,))
    (tmp_path / "moving/caption.motion.yaml").unlink()
    (tmp_path / "moving/lower_third.motion.yaml").unlink()
    with pytest.raises(InputFault, match=r"theme.yaml:5:16: lower_third is layered, and no file says which layers"):
        themes.load("moving", (tmp_path,))


def test_a_layer_is_seen_within_the_safe_area_where_its_theme_says_so(tmp_path: Path) -> None:
    text = FILES["interstitial.motion.yaml"].replace("title:\n", "title:\n  within: safe\n")
    windows = [picture.window for picture in drawing(moving(tmp_path, interstitial__motion__yaml=text)).composition.pictures]
    assert windows[:3] == [None, None, (16, 9, 304, 171)]  # 5 % at each side
    with pytest.raises(InputFault, match=rf"{MOTION}:16:11: 'sofa' is no part of the picture; write within: safe"):
        moving(tmp_path, interstitial__motion__yaml=text.replace("within: safe", "within: sofa"))


def test_a_layer_that_a_template_misspells_is_told_at_its_line(tmp_path: Path) -> None:
    template = FILES["interstitial.html"].replace('data-layer="ring"', 'data-layer="rign"')
    with pytest.raises(InputFault) as caught:
        moving(tmp_path, interstitial__html=template)
    told = [str(one) for one in caught.value.diagnostics]
    assert told[0].startswith(f"{MOTION}:8:3: no template shows the layer ring; write <div class=")
    assert told[1].startswith("templates/moving/interstitial.html:2:20: there is no layer 'rign'; did you mean 'ring'")


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ('<div class="layer" data-layer="sheet"></div><p>x</p>', "something stands outside of all layers"),
        ('x<div class="layer" data-layer="sheet"></div>', "something stands outside of all layers"),
        ('<div class="layer" data-layer="sheet"><p>x</p>', "the layer sheet is not closed"),
        ('{% set one = "nothing" %}<div class="layer" data-layer="{{ one }}"></div>', "there is no layer 'nothing'"),
    ],
)
def test_a_template_that_is_not_in_layers_is_told(tmp_path: Path, template: str, expected: str) -> None:
    motion = "sheet: {}\nother: {rides: sheet}\nlast: {rides: other}\n"
    hidden = '{% if false %}<div class="layer" data-layer="last"></div>{% endif %}'
    theme = moving(tmp_path, interstitial__html=template + hidden, interstitial__motion__yaml=motion)
    with pytest.raises(CardFault, match=expected) as caught:
        drawing(theme)
    assert caught.value.where is not None
    assert caught.value.where.path == "templates/moving/interstitial.html"


def test_a_child_keeps_its_parent_s_layers_or_says_all_of_its_own(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "child").mkdir()
    (tmp_path / "child/theme.yaml").write_text("extends: moving\ncards: {interstitial: {lead: 7f}}\n")
    child = themes.load("child", (tmp_path,))
    assert [layer.name for layer in child.cards["interstitial"].layers] == ["sheet", "ring", "title", "name"]
    assert lead_frames(child, "interstitial", F(24)) == 7
    (tmp_path / "child/interstitial.motion.yaml").write_text("sheet: {}\nring: {}\ntitle: {}\nname: {}\n")
    assert themes.load("child", (tmp_path,)).cards["interstitial"].layers[0].keys == ()


# ---------------------------------------------------------------------------------------------- what is drawn


def test_layers_stand_in_the_order_of_the_theme_and_as_often_as_in_the_template(theme: Theme) -> None:
    given = drawing(theme)
    assert [layer.name for layer in given.layers] == ["sheet", "ring", "title", "name", "name"]
    assert given.kind == "layered"
    assert given.composition is not None
    first, second = (given.composition.moves[picture.moves].y.stops[0].at for picture in given.composition.pictures[3:])
    assert (first, second) == (0, F(3, 24))


def test_a_layer_is_drawn_larger_by_its_bleed(theme: Theme) -> None:
    sizes = [layer.artwork.size for layer in drawing(theme, 1280, 720).layers[:3]]
    assert sizes == [(1280 + 160, 720 + 160), (1280 + 54, 720 + 54), (1280, 720)]


@pytest.mark.parametrize(("rate", "frames"), [(F(24), 14), (F(25), 15), (F(30000, 1001), 17), (F(30), 18), (F(60), 35)])
def test_the_frames_before_a_card_are_its_seconds_at_any_rate(theme: Theme, rate: Fraction, frames: int) -> None:
    assert lead_frames(theme, "interstitial", rate) == frames
    assert lead_frames(theme, "title", rate) == 0


def alphas(given: Drawing) -> list[np.ndarray]:
    assert given.composition is not None
    drawn = LayeredPainter(given)._composer("")
    return [compose.straight(drawn.frame(number))[:, :, 3] for number in range(given.frames)]


@pytest.mark.parametrize("size", [(320, 180), (180, 320), (180, 180)], ids=["wide", "tall", "square"])
def test_it_comes_in_over_what_is_before_it_and_then_covers_all(theme: Theme, size: tuple[int, int]) -> None:
    lead = alphas(drawing(theme, *size, frames=14, is_lead=True))
    shares = [float(alpha.mean() / 255) for alpha in lead]
    assert shares[0] < 0.05
    assert shares == sorted(shares)
    assert shares[-1] > 0.9
    assert all(alpha.min() == 255 for alpha in alphas(drawing(theme, *size))[:3])


@pytest.mark.parametrize(("language", "side"), [("en", 1), ("ar", -1)])
def test_it_comes_from_the_side_where_a_line_ends(theme: Theme, language: str, side: int) -> None:
    alpha = alphas(drawing(theme, frames=14, is_lead=True, language=language))[4]
    left, right = alpha[:, :100].mean(), alpha[:, -100:].mean()
    assert (right - left) * side > 100


def test_a_changed_title_changes_one_layer_and_no_move(theme: Theme) -> None:
    before, after = drawing(theme), drawing(theme, fields={**FIELDS, "title": "غرفة المطبخ"})
    changed = [one.name for one, other in zip(before.layers, after.layers, strict=True) if one.artwork != other.artwork]
    assert changed == ["title"]
    assert before.composition == after.composition


def test_a_changed_move_draws_nothing_again(theme: Theme, tmp_path: Path) -> None:
    motion = FILES["interstitial.motion.yaml"].replace("drift: 1.5", "drift: 2.5").replace("at: 8f", "at: 20f")
    other = drawing(moving(tmp_path, interstitial__motion__yaml=motion))
    own = drawing(theme)
    assert [layer.artwork for layer in other.layers] == [layer.artwork for layer in own.layers]
    assert other.composition != own.composition


def test_what_comes_before_a_card_and_the_card_share_their_drawings(theme: Theme) -> None:
    lead, body = drawing(theme, frames=14, is_lead=True), drawing(theme)
    assert [layer.artwork for layer in lead.layers] == [layer.artwork for layer in body.layers]


def test_the_first_frame_of_a_card_follows_the_last_before_it(theme: Theme) -> None:
    """By where the ring is: it rides on the sheet that is handed in."""
    whole = drawing(theme, frames=14, is_lead=True)
    assert whole.composition is not None
    longer = replace(whole, frames=15, composition=replace(whole.composition, frames=15))
    drawn = LayeredPainter(longer)._composer("").frame(14)
    own = drawing(theme)
    assert own.composition is not None
    first = LayeredPainter(replace(own, composition=replace(own.composition, ground="")))._composer("").frame(0)
    assert np.abs(drawn.astype(int) - first).max() <= 1


CAME = "title:\n  rides: sheet\n  drift: {x: -4}\n  keys:\n"
WAITING = FILES["interstitial.motion.yaml"].replace(
    CAME, CAME.replace("  drift", "  waits: on\n  drift") + "    - {at: 0, x: -1500}\n    - {at: 6f, x: 0, ease: settle}\n"
)
"""The title comes when the transition to the card is over."""


def frames_of(given: Drawing) -> list[np.ndarray]:
    composer = LayeredPainter(given)._composer("")
    return [composer.frame(number).copy() for number in range(given.frames)]


def test_what_waits_comes_when_what_was_before_is_gone_and_its_card_is_the_same_in_two_parts(tmp_path: Path) -> None:
    theme = moving(tmp_path, interstitial__motion__yaml=WAITING)
    whole = frames_of(drawing(theme, waits=12))
    before, later = (drawing(theme, waits=12, first=first, whole=60, frames=n) for first, n in ((0, 12), (12, 48)))
    assert [layer.name for layer in before.layers] == ["sheet", "ring", "name", "name"]
    assert all(np.array_equal(one, other) for one, other in zip(whole, frames_of(before) + frames_of(later), strict=True))
    assert not np.array_equal(whole[20], frames_of(drawing(theme, waits=30))[20]), "by then it stands"
    other = drawing(theme, waits=12, whole=60, frames=12, fields={**FIELDS, "title": "Another"})
    assert (other.layers, other.composition) == (before.layers, before.composition), "no title is in the transition"


@pytest.mark.parametrize("more", [{}, {"frames": 14, "is_lead": True}, {"frames": 9, "after": 60}, {"frames": 12}])
def test_what_waits_has_come_before_where_there_is_nothing_to_wait_for(
    theme: Theme, tmp_path: Path, more: dict[str, object]
) -> None:
    """A card that is cut to, or handed in, is as long as it was, and none that is short moves faster for it."""
    waiting, plain = drawing(moving(tmp_path, interstitial__motion__yaml=WAITING), **more), drawing(theme, **more)
    assert all(np.array_equal(one, other) for one, other in zip(frames_of(waiting), frames_of(plain), strict=True))


def test_a_moved_layer_looks_as_if_it_had_been_drawn_there(theme: Theme) -> None:
    """The engine draws the same layer, moved by CSS: edges are sampled otherwise, and nothing else differs."""
    given = drawing(theme, 640, 360)
    assert given.composition is not None
    ring, picture = given.layers[1], given.composition.pictures[1]
    alone = replace(given.composition, ground="#000000", pictures=(picture,))
    found = LayeredPainter(replace(given, layers=(ring,), composition=alone))._composer("").frame(30)[:, :, 2::-1]
    (a, b, c, d, e, f), scale = state(alone.moves, picture.moves, alone.time(30)).matrix, float(alone.scale)
    assert a > 1.01, "it has grown"
    css = f".layer{{transform-origin:0px 0px;transform:matrix({a:.6f},{d:.6f},{b:.6f},{e:.6f},{c * scale:.4f},{f * scale:.4f})}}"
    width, height = ring.artwork.size
    drawn = np.frombuffer(painter_of(ring.artwork, ring.files).raw(0, css), np.uint8)
    whole = drawn.reshape(height, width, 4)[picture.bleed :, picture.bleed :][:360, :640].astype(float)
    expected = whole[:, :, :3] * whole[:, :, 3:] / 255
    assert expected.max() > 100
    assert 10 * np.log10(255**2 / ((expected - found) ** 2).mean()) > 38


def test_a_long_text_is_set_smaller_in_its_layer_alone(theme: Theme) -> None:
    title = "Everything We Meant to Say Before It Was Over Again and Again"
    long = LayeredPainter(drawing(theme, fields={**FIELDS, "title": title}))
    short = LayeredPainter(drawing(theme))
    height = {text: high for painter in (short, long) for text, _, _, _, high in painter.runs()}
    assert [round(high, 2) for text, _, _, _, high in short.runs() if text == "Ana"] == [round(height["Ana"], 2)]
    assert min(height.values()) > 0
    sizes = [[float(painter.sizes()[0]) for painter in one._painters] for one in (short, long)]
    assert sizes[1][2] < sizes[0][2] == 1
    assert sizes[1][3] == sizes[0][3] == 1


def test_a_text_that_cannot_fit_is_refused(theme: Theme) -> None:
    given = drawing(theme, fields={**FIELDS, "title": "Wolfeschlegelsteinhausenbergerdorff" * 5})
    with pytest.raises(TooLong, match="does not fit into the card interstitial of theme moving"):
        LayeredPainter(given)


def test_curves_have_the_names_that_the_docs_tell() -> None:
    told = (Path(__file__).parents[2] / "docs/designers.md").read_text()
    assert all(f"`{name}`" in told for name in EASES)


# ---------------------------------------------------------------------------------------------- what a designer sees



@pytest.fixture(autouse=True)
def _one_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    fields = {"title": "Breathe", "people": [{"name": "Ana"}]}
    monkeypatch.setattr(preview, "samples", lambda loaded: (("interstitial", "short", fields),))


def test_the_preview_plays_it(theme: Theme) -> None:
    files: dict[str, bytes] = {}
    assert preview.preview(theme, files.__setitem__, shapes=("wide",), short_side=90) == ()
    name = next(name for name in files if name.startswith("interstitial-") and name.endswith(".webp"))
    assert files[name][:4] == b"RIFF"
    assert files[name].count(b"ANMF") > 30, "60 frames, of which all that differ at this size are stored"


def test_a_check_tells_what_leaves_the_safe_area_at_rest(tmp_path: Path) -> None:
    css = FILES["interstitial.css"] + ".card .safe { left: 10px; }\n"
    told = [str(one) for one in looks.check(moving(tmp_path, interstitial__css=css), short_side=180)]
    assert told
    assert all("leaves the safe area" in one and "px over the left edge" in one for one in told)


def test_a_check_finds_nothing_in_a_good_one_though_it_comes_from_outside(theme: Theme) -> None:
    assert looks.check(theme, short_side=180) == ()


def test_a_check_measures_contrast_on_what_is_composed(tmp_path: Path) -> None:
    css = FILES["interstitial.css"].replace("--paper); font-size: calc(120px", "--soft); font-size: calc(120px")
    told = [str(one) for one in looks.check(moving(tmp_path, interstitial__css=css))]
    assert any("has a contrast of 2." in one for one in told)


def test_a_child_may_replace_a_card_in_layers_by_one_that_is_not(tmp_path: Path) -> None:
    files = {
        "theme.yaml": "title: Plain\nextends: create-together\ncards:\n  title: {kind: still}\n",
        "title.html": '<div class="backdrop bare"></div><div class="safe"><div class="title">{{ title }}</div></div>',
        "title.css": ".bare{background:var(--plum)} .title{color:var(--paper)}",
    }
    for name, text in files.items():
        path = tmp_path / "plain" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    theme = themes.load("plain", (tmp_path,))
    given = describe(theme, "title", {"title": "A"}, width=320, height=180, rate=Fraction(24), frames=48)
    assert (given.kind, given.composition) == ("still", None)
    assert (theme.cards["title"].enter, theme.cards["title"].leave) == (0, 0)
    (tmp_path / "plain/theme.yaml").write_text("title: Plain\nextends: create-together\n")
    told = "title.html:1:1: title is a card in layers, and this template has none; .*kind: animated"
    with pytest.raises(InputFault, match=told) as caught:
        themes.load("plain", (tmp_path,))
    assert len(caught.value.diagnostics) == 1
    (tmp_path / "plain/title.html").write_text('{% extends "create-togehter/title.html" %}')
    told = "there is no template 'create-togehter/title.html'; did you mean 'create-together/title.html'"
    with pytest.raises(InputFault, match=told) as caught:
        themes.load("plain", (tmp_path,))
    assert len(caught.value.diagnostics) == 1
