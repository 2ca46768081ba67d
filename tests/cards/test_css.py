"""The CSS that themes may use is the CSS that the engine draws: every listed property is seen to change a picture."""

from __future__ import annotations

from functools import lru_cache

import pytest

from pipeline.cards import css, fonts, templates
from pipeline.cards import theme as themes
from pipeline.cards.css import Known

_HTML = (
    '<div class="card"><div class="p">'
    '<div class="x">ffi Wide text of two lines or more <b>bold</b> <img class="n" src="asset:a.svg"></div>'
    '<div class="y">y</div></div>'
    '<img class="i" src="asset:a.svg"></div>'
)
_BASE = """
.card{width:100%;height:100%;position:relative;font-family:'Noto Sans';font-size:16px;color:#123}
.p{width:160px;height:120px;background:#fed} .x{background:#cdf;width:120px} .y{background:#dfc;width:50px}
.i{width:50px;height:60px} .n{width:9px;height:9px}
@keyframes k {from{opacity:.1;transform:translateX(10px)} to{opacity:.9;transform:translateX(60px)}}
"""
_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><path d="M0 0H20V30H0z" fill="#080"/></svg>'
_FLEX, _GRID, _ABSOLUTE = ".p{display:flex}", ".p{display:grid}", ".p{position:relative}.x{position:absolute}"
_COLUMN = ".p{display:flex;flex-direction:column}"
_MASK, _OUTLINE, _BORDER = ".x{mask-image:url(asset:a.svg)}", ".x{outline:3px solid blue}", ".x{border:3px solid blue}"
_IMAGE, _MOVES = ".x{background-image:url(asset:a.svg)}", ".x{animation:k 1s both}"

# property -> (value, what must be there for it to matter, the element that has it, milliseconds)
_SEEN: dict[str, tuple[str, str, str, int]] = {
    "align-content": ("center", _FLEX + ".p{flex-wrap:wrap}", ".p", 0),
    "align-items": ("flex-end", _FLEX, ".p", 0),
    "align-self": ("flex-end", _FLEX, ".x", 0),
    "animation": ("k 1s both", "", ".x", 500),
    "animation-delay": ("300ms", _MOVES, ".x", 500),
    "animation-direction": ("reverse", _MOVES, ".x", 200),
    "animation-duration": ("2s", _MOVES, ".x", 500),
    "animation-fill-mode": ("both", ".x{animation:k 1s 900ms}", ".x", 500),
    "animation-iteration-count": ("5", ".x{animation:k 100ms linear}", ".x", 250),
    "animation-name": ("k", ".x{animation-duration:1s;animation-fill-mode:both}", ".x", 500),
    "animation-timing-function": ("ease-in", _MOVES, ".x", 500),
    "aspect-ratio": ("1 / 1", "", ".x", 0),
    "backdrop-filter": ("blur(4px)", _ABSOLUTE + ".x{background:rgba(1,2,3,.2);top:10px}", ".x", 0),
    "background": ("#f00", "", ".x", 0),
    "background-blend-mode": ("multiply", ".x{background:linear-gradient(red,blue),#0f0}", ".x", 0),
    "background-clip": ("text", ".x{background:linear-gradient(red,blue);color:transparent}", ".x", 0),
    "background-color": ("#f00", "", ".x", 0),
    "background-image": ("url(asset:a.svg)", "", ".x", 0),
    "background-origin": ("content-box", _IMAGE + ".x{padding:9px;background-repeat:no-repeat}", ".x", 0),
    "background-position": ("10px 5px", _IMAGE, ".x", 0),
    "background-repeat": ("no-repeat", _IMAGE, ".x", 0),
    "background-size": ("20px 9px", _IMAGE, ".x", 0),
    "border-color": ("red", _BORDER, ".x", 0),
    "border-style": ("dashed", _BORDER, ".x", 0),
    "border-width": ("6px", _BORDER, ".x", 0),
    "bottom": ("0", _ABSOLUTE, ".x", 0),
    "box-shadow": ("4px 4px 0 red", "", ".x", 0),
    "box-sizing": ("content-box", ".x{padding:9px}", ".x", 0),
    "clip-path": ("inset(0 50% 0 0)", "", ".x", 0),
    "color": ("red", "", ".x", 0),
    "column-gap": ("20px", _FLEX, ".p", 0),
    "content": ('"z"', ".x::before{color:red}", ".x::before", 0),
    "direction": ("rtl", "", ".x", 0),
    "display": ("none", "", ".x", 0),
    "filter": ("blur(3px)", "", ".x", 0),
    "flex": ("1", _FLEX, ".x", 0),
    "flex-basis": ("30px", _FLEX, ".x", 0),
    "flex-direction": ("column", _FLEX, ".p", 0),
    "flex-flow": ("column", _FLEX, ".p", 0),
    "flex-grow": ("1", _FLEX + ".x{width:50px}", ".y", 0),
    "flex-shrink": ("0", _FLEX + ".y{width:100px}", ".x", 0),
    "flex-wrap": ("wrap", _FLEX + ".y{width:100px}", ".p", 0),
    "font-family": ("Fraunces", "", ".x", 0),
    "font-feature-settings": ('"liga" 0', ".x{font-family:Fraunces}", ".x", 0),
    "font-size": ("20px", "", ".x", 0),
    "font-style": ("italic", "", ".x", 0),
    "font-variant-caps": ("small-caps", "", ".x", 0),
    "font-variation-settings": ('"SOFT" 100, "WONK" 1', ".x{font-family:Fraunces;font-size:40px;font-weight:900}", ".x", 0),
    "font-weight": ("900", "", ".x", 0),
    "gap": ("20px", _FLEX, ".p", 0),
    "grid-area": ("2 / 2", _GRID, ".x", 0),
    "grid-auto-columns": ("20px", _GRID + ".p{grid-auto-flow:column}", ".p", 0),
    "grid-auto-flow": ("column", _GRID, ".p", 0),
    "grid-auto-rows": ("20px", _GRID, ".p", 0),
    "grid-column": ("2", _GRID, ".x", 0),
    "grid-row": ("2", _GRID, ".x", 0),
    "grid-template-areas": ('"b a"', _GRID + ".x{grid-area:a}.y{grid-area:b}", ".p", 0),
    "grid-template-columns": ("1fr 1fr", _GRID, ".p", 0),
    "grid-template-rows": ("60px 20px", _GRID, ".p", 0),
    "height": ("20px", "", ".x", 0),
    "inset": ("9px", _ABSOLUTE, ".x", 0),
    "isolation": ("isolate", ".p{background:none}.y{mix-blend-mode:multiply;margin-top:-20px}.card{background:yellow}", ".p", 0),
    "justify-content": ("flex-end", _FLEX + ".x{width:20px}", ".p", 0),
    "justify-items": ("end", _GRID, ".p", 0),
    "justify-self": ("end", _GRID, ".x", 0),
    "left": ("30px", _ABSOLUTE, ".x", 0),
    "letter-spacing": ("3px", "", ".x", 0),
    "line-clamp": ("1", "", ".x", 0),
    "line-height": ("2", "", ".x", 0),
    "margin-block": ("9px", "", ".x", 0),
    "margin-inline": ("9px", "", ".x", 0),
    "margin-top": ("9px", _FLEX, ".x", 0),
    "margin-right": ("9px", _FLEX, ".x", 0),
    "mask": ("linear-gradient(#000,transparent)", "", ".x", 0),
    "mask-image": ("linear-gradient(#000,transparent)", "", ".x", 0),
    "mask-position": ("5px 5px", _MASK, ".x", 0),
    "mask-repeat": ("no-repeat", _MASK, ".x", 0),
    "mask-size": ("9px 9px", _MASK, ".x", 0),
    "max-height": ("20px", ".x{background:red}", ".x", 0),
    "max-width": ("50px", "", ".x", 0),
    "min-height": ("90px", "", ".x", 0),
    "min-width": ("150px", "", ".x", 0),
    "mix-blend-mode": ("multiply", ".x{margin-top:20px} .y{background:red}", ".y", 0),
    "object-fit": ("contain", "", ".i", 0),
    "object-position": ("0 0", ".i{object-fit:contain}", ".i", 0),
    "opacity": (".4", "", ".x", 0),
    "order": ("2", _FLEX, ".x", 0),
    "outline": ("3px solid red", "", ".x", 0),
    "outline-color": ("red", _OUTLINE, ".x", 0),
    "outline-offset": ("4px", _OUTLINE, ".x", 0),
    "outline-style": ("dashed", _OUTLINE, ".x", 0),
    "outline-width": ("6px", _OUTLINE, ".x", 0),
    "overflow": ("hidden", ".x{height:20px}", ".x", 0),
    "overflow-wrap": ("break-word", ".x{width:30px}", ".x", 0),
    "overflow-x": ("hidden", ".x{height:20px;width:20px}", ".x", 0),
    "overflow-y": ("hidden", ".x{height:20px}", ".x", 0),
    "padding-right": ("60px", "", ".x", 0),
    "place-content": ("end", _GRID + ".x{width:20px}", ".p", 0),
    "place-items": ("end", _GRID, ".p", 0),
    "place-self": ("end", _GRID, ".x", 0),
    "position": ("absolute", ".x{left:20px}", ".x", 0),
    "right": ("30px", _ABSOLUTE, ".x", 0),
    "rotate": ("20deg", "", ".x", 0),
    "row-gap": ("20px", _COLUMN, ".p", 0),
    "scale": ("1.3", "", ".x", 0),
    "text-align": ("center", "", ".x", 0),
    "text-decoration": ("underline", "", ".y", 0),
    "text-decoration-color": ("red", ".y{text-decoration:underline}", ".y", 0),
    "text-decoration-line": ("underline", "", ".y", 0),
    "text-decoration-thickness": ("5px", ".y{text-decoration:underline}", ".y", 0),
    "text-indent": ("20px", "", ".x", 0),
    "text-overflow": ("ellipsis", ".x{overflow:hidden;white-space:nowrap}", ".x", 0),
    "text-shadow": ("2px 2px 0 red", "", ".x", 0),
    "text-transform": ("uppercase", "", ".x", 0),
    "text-wrap": ("balance", "", ".x", 0),
    "text-wrap-mode": ("nowrap", "", ".x", 0),
    "text-wrap-style": ("balance", "", ".x", 0),
    "top": ("30px", _ABSOLUTE, ".x", 0),
    "transform": ("translateX(9px)", "", ".x", 0),
    "transform-origin": ("0 0", ".x{transform:rotate(20deg)}", ".x", 0),
    "translate": ("9px 9px", "", ".x", 0),
    "vertical-align": ("-0.5em", "", ".n", 0),
    "visibility": ("hidden", "", ".x", 0),
    "white-space": ("nowrap", "", ".x", 0),
    "width": ("60px", "", ".x", 0),
    "word-break": ("break-all", ".x{width:30px}", ".x", 0),
    "word-spacing": ("9px", "", ".x", 0),
    "z-index": ("3", ".x{position:absolute} .y{position:absolute;width:90px;height:40px;z-index:2}", ".x", 0),
    "-webkit-line-clamp": ("1", "", ".x", 0),
    "-webkit-text-fill-color": ("red", "", ".x", 0),
    "-webkit-text-stroke": ("1px red", "", ".x", 0),
    "-webkit-text-stroke-color": ("red", ".x{-webkit-text-stroke-width:1px}", ".x", 0),
    "-webkit-text-stroke-width": ("1px", "", ".x", 0),
    **{f"border-{down}-{across}-radius": ("20px", "", ".x", 0) for down in ("top", "bottom") for across in ("left", "right")},
    **{f"border{side}": ("3px solid red", "", ".x", 0) for side in ("", "-top", "-right", "-bottom", "-left")},
    **{f"margin{side}": ("9px", "", ".x", 0) for side in ("", "-bottom", "-left")},
    **{f"padding{side}": ("9px", "", ".x", 0) for side in ("", "-top", "-bottom", "-left", "-block", "-inline")},
    "border-radius": ("20px", "", ".x", 0),
}

_KEYFRAMES = {
    "opacity": ("0", "1"), "transform": ("translateX(0px)", "translateX(90px)"), "color": ("#000", "#fff"),
    "background-color": ("#000", "#fff"), "filter": ("blur(0px)", "blur(9px)"), "translate": ("0px", "50px"),
    "scale": (".5", "1"),
    "rotate": ("0deg", "50deg"), "width": ("10px", "120px"), "height": ("10px", "90px"), "font-size": ("10px", "30px"),
    "left": ("0px", "50px"), "top": ("0px", "50px"), "margin-left": ("0px", "50px"), "padding-left": ("0px", "50px"),
    "background-position": ("0px 0px", "50px 0px"), "background-size": ("10px 10px", "50px 10px"),
    "border-color": ("#000", "#fff"), "box-shadow": ("0 0 0 red", "9px 9px 0 red"), "text-shadow": ("0 0 0 red", "9px 9px 0 red"),
}  # fmt: skip


@lru_cache(maxsize=1)
def _renderer() -> object:
    import pytakumi

    renderer = pytakumi.Renderer()
    for font in (fonts.text_font(), *themes.load("create-together").fonts):
        renderer.register_font(font.path.read_bytes(), name=font.family)
    return renderer


@lru_cache(maxsize=512)
def _drawn(sheet: str, milliseconds: int) -> bytes:
    return _renderer().render_html(  # type: ignore[attr-defined, no-any-return]
        _HTML, width=240, height=220, format="raw", stylesheets=[_BASE + sheet], images={"asset:a.svg": _SVG},
        time_ms=milliseconds, font_families=["Noto Sans", "Fraunces"],
    )  # fmt: skip


@pytest.mark.parametrize("name", sorted(css.PROPERTIES))
def test_a_listed_property_changes_the_picture(name: str) -> None:
    value, around, element, milliseconds = _SEEN[name]
    assert _drawn(f"{around}\n{element}{{{name}:{value}}}", milliseconds) != _drawn(around, milliseconds)


@pytest.mark.parametrize(
    ("name", "value"), [("hyphens", "auto"), ("writing-mode", "vertical-rl"), ("font-stretch", "75%"), ("columns", "2")]
)
def test_a_property_that_is_not_listed_changes_nothing(name: str, value: str) -> None:
    assert name not in css.PROPERTIES
    assert _drawn(f".x{{{name}:{value}}}", 0) == _drawn("", 0)


@pytest.mark.parametrize("name", sorted(css.ANIMATED))
def test_a_property_that_moves_has_values_between(name: str) -> None:
    start, end = _KEYFRAMES[name]
    sheet = (
        ".y{position:relative;border:5px solid;background-color:#fff;background-image:url(asset:a.svg);"
        "background-repeat:no-repeat}"
        f"@keyframes z{{from{{{name}:{start}}}to{{{name}:{end}}}}} .y{{animation:z 1s linear both}}"
    )
    first, middle, last = (_drawn(sheet, milliseconds) for milliseconds in (0, 500, 1000))
    assert len({first, middle, last}) == 3


def test_the_times_of_an_animation_are_not_calculated_and_that_is_told() -> None:
    known = Known(variables={"--in"}, families=(), assets=(), animations={"k"})
    late = ".x{animation:k 1s calc(200ms + 100ms) both}"
    assert _drawn(".x{animation:k 1s 300ms both}", 500) != _drawn("", 500) == _drawn(late, 500)
    (told,) = css.mistakes(late, "x.css", known)
    assert told.message == "the engine does not calculate the times of an animation"
    assert list(css.mistakes(".x{animation:k 1s var(--in) both;width:calc(1px + 2px)}", "x.css", known)) == []


def test_text_holders_are_the_elements_with_text_of_their_own() -> None:
    source = '<div class="a"><p class="b c">{{ x }}</p><i class="d"></i>{% if y %}<b class="e">y</b>{% endif %}</div>'
    assert templates.text_classes(source) == {"b", "c", "e"}


def test_known_css_passes() -> None:
    known = Known(variables={"--ink"}, families={"Noto Sans"}, assets={"a.svg"})
    sheet = """/* c */ .a > .b::before { color: var(--ink); font-family: 'Noto Sans'; mask-image: url('asset:a.svg'); }
    @media (min-width: 9px) { .c { top: 1px } }"""
    assert list(css.mistakes(sheet, "x.css", known)) == []
