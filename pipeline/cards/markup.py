"""Fill a card's template and make what comes out safe to draw: emoji become pictures, every glyph is accounted for.

The engine is silent about mistakes (a missing picture, an unknown font, a character without a glyph all "succeed"), so every
one of them is found here, before anything is drawn.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.captions import phrases
from pipeline.cards import bars, coverage, emoji, fonts, outline, palette, script, slots, styled, tone
from pipeline.cards.fault import CardFault, NoGlyph
from pipeline.cards.fields import BENEATH
from pipeline.cards.fonts import Font
from pipeline.cards.model import Theme
from pipeline.cards.slots import Focus, Pictures
from pipeline.cards.vocabulary import spoken
from pipeline.faults import Where, did_you_mean
from pipeline.values import dataclass

if TYPE_CHECKING:
    from jinja2 import BytecodeCache
    from jinja2.bccache import Bucket
    from jinja2.sandbox import SandboxedEnvironment
    from markupsafe import Markup

_PIXELS = re.compile(r"(?<![\w#.-])(-?\d+(?:\.\d+)?|-?\.\d+)px\b")
_STYLE = re.compile(r"""\bstyle\s*=\s*("[^"]*"|'[^']*')""")
_CUT_TAGS = re.compile(r"<[^>]*>|^[^<>]*>|<[^>]*$")
_TAG = re.compile(r"(<[^>]*>)")
_LAYER = re.compile(r"""\bdata-layer\s*=\s*["']([^"']*)["']""")
_ASSET = re.compile(r"asset:([^\"')\s]+)")


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled template: its markup, the fonts it needs in order, pictures (name -> file, digest), inline SVG pictures.

    `shown` names the pictures of the episode that it shows, `tones` those that decide by how bright they are how it looks.
    """

    markup: str
    fonts: tuple[Font, ...]
    pictures: Mapping[str, tuple[Path, str]]
    inline: Mapping[str, str]
    shown: tuple[str, ...] = ()
    tones: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def _compiled() -> BytecodeCache:
    """Return what keeps compiled templates by name and text: an edit of a theme compiles what it touches, and not all others."""
    from jinja2 import BytecodeCache

    class Compiled(BytecodeCache):
        def __init__(self) -> None:
            self._held: dict[str, bytes] = {}

        def load_bytecode(self, bucket: Bucket) -> None:
            if (held := self._held.get(bucket.key)) is not None:
                bucket.bytecode_from_string(held)  # which looks whether the text is the same

        def dump_bytecode(self, bucket: Bucket) -> None:
            self._held[bucket.key] = bucket.bytecode_to_string()

    return Compiled()


@lru_cache(maxsize=32)
def environment(theme: Theme) -> SandboxedEnvironment:
    """Return the theme's template environment: sandboxed, autoescaping, strict about undefined names."""
    from jinja2 import FunctionLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    def source(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        template = theme.templates.get(name)
        return None if template is None else (template.text, template.shown, lambda: True)

    env = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(source), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        bytecode_cache=_compiled(),
    )  # fmt: skip
    env.filters["direction"] = script.direction
    env.filters |= {name: _spoken(theme, name) for name in ("listed", "enumerated", "number", "date")}
    env.filters["phrases"] = phrases
    env.globals["asset"] = lambda name: _asset(theme, name)
    env.globals["colour"] = dict(theme.colours)
    env.globals["bars"] = _bars(theme)
    env.globals |= {"torn": outline.torn, "cut": outline.cut, "hole": outline.hole, "styled": styled.styled}
    return env


def fill(
    theme: Theme, card: str, values: Mapping[str, object], *, language: str, people: Sequence[str], css: str,
    pictures: Mapping[str, Focus],
) -> Filled:
    """Fill the card's template with `values` and account for every picture and character in it.

    `pictures` are those of the episode that there are.

    Raises CardFault, with template and line for a designer's mistake, without for a text that no font can show.
    """
    written = _written(theme, card, values, language, pictures)
    filled = _account(theme, card, written.markup, written.inline, people, css, language)
    return replace(filled, shown=written.shown, tones=tone.asked(written.markup))


def script_attributes(text: str, language: str) -> str:
    """Return the attributes of an element that holds a text, by what it is written in."""
    marks = ' data-joined="1"' if script.is_joined(text) else ' data-upright="1"' if script.is_upright(text) else ""
    tag = script.han_language(text, language)
    return f'dir="{script.direction(text)}"{marks}' + (f' lang="{tag}"' if script.tells(tag) else "")


def account(theme: Theme, markup: str, language: str, css: str) -> Filled:
    """Account for every character of markup that is of no template. Raises CardFault for a text that no font can show."""
    return _account(theme, "scene", markup, {}, (), css, language)


def fill_layers(
    theme: Theme, card: str, values: Mapping[str, object], *, language: str, people: Sequence[str], css: str,
    pictures: Mapping[str, Focus],
) -> tuple[tuple[str, Filled], ...]:
    """Fill a layered card's template, and account for each of its layers by itself: (name, filled), as they stand in it.

    Raises CardFault as `fill` does, and where something stands outside of all layers.
    """
    written = _written(theme, card, values, language, pictures)
    found = []
    for name, part in _layers(written.markup, Where(theme.templates[f"{card}.html"].shown)):
        inline = {key: drawn for key, drawn in written.inline.items() if f'"{key}"' in part}
        shown = tuple(one for one in written.shown if f'"{slots.source(one)}"' in part)
        filled = _account(theme, card, part, inline, people, css, language)
        found.append((name, replace(filled, shown=shown, tones=tone.asked(part))))
    return tuple(found)


def _layers(markup: str, where: Where) -> Iterator[tuple[str, str]]:
    """Yield the elements of markup at its top, each with the name of the layer that it is."""
    depth, begin, name = 0, 0, ""
    outside = CardFault("something stands outside of all layers", 'put it into <div class="layer" data-layer="...">', where)
    at = 0
    for tag in _TAG.finditer(markup):
        text = tag[0]
        if depth == 0:
            if markup[at : tag.start()].strip():
                raise outside
            layer = _LAYER.search(text)
            if layer is None:
                raise outside
            begin, name = tag.start(), html.unescape(layer[1])
        if not text.startswith("<!") and not text.startswith("<img"):
            depth += -1 if text.startswith("</") else 1
        at = tag.end()
        if depth == 0:
            yield name, markup[begin:at]
    if depth or markup[at:].strip():
        raise outside if not depth else CardFault(f"the layer {name} is not closed", "write </div>", where)


@dataclass(frozen=True, slots=True)
class _Written:
    """A filled template, the pictures that it draws itself by name, and the names of those of the episode that it shows."""

    markup: str
    inline: Mapping[str, str]
    shown: tuple[str, ...]


def _written(
    theme: Theme, card: str, values: Mapping[str, object], language: str, pictures: Mapping[str, Focus]
) -> _Written:
    """Fill a card's template."""
    from markupsafe import Markup

    inline: dict[str, str] = {}

    def qr(text: str) -> str:
        name = f"qr:{len(inline)}"
        inline[name] = _qr(text)
        return name

    def script_of(text: str) -> Markup:
        return Markup(script_attributes(text, language))

    def word(name: str, /, **filled: str | int) -> str:
        if not (words := spoken(theme, language)).has(name):
            raise CardFault(f"there is no word {name!r}", did_you_mean(name, tuple(words.table)))
        try:
            return script.together(words.say(name, **filled))
        except KeyError:
            raise CardFault(f"the word {name!r} has forms by count", f'write word("{name}", count=...)') from None

    shown: dict[str, None] = {}

    def picture(name: str) -> str:
        if name not in pictures:
            raise CardFault(f"there is no picture {name!r} here", f"ask first whether there is: {{% if pictures[{name!r}] %}}")
        shown[name] = None
        return slots.source(name)

    def tone_of(name: str) -> Markup:
        if name not in BENEATH.get(card, ()):
            there = ", ".join(BENEATH.get(card, ()))
            raise CardFault(f"this card does not lie over {name!r}", f"there is: {there}" if there else "no tone is told of it")
        return Markup(tone.attribute(name)) if name in pictures else Markup("")

    context = {
        **values, "qr": qr, "script": script_of, "word": word, "picture": picture, "pictures": Pictures(pictures),
        "tone": tone_of, "language": language,
    }  # fmt: skip
    return _Written(_render(theme, f"{card}.html", context), inline, tuple(shown))


@lru_cache(maxsize=256)
def scaled(css: str, scale: Fraction) -> str:
    """Return CSS with every length in pixels multiplied by `scale`, to a ten-thousandth."""
    if scale == 1:
        return css
    return _PIXELS.sub(lambda match: f"{float(Fraction(match[1]) * scale):.4f}px", css)


def text_of(markup: str) -> str:
    """Return the text in a piece of markup, which may begin or end inside a tag."""
    return html.unescape(_CUT_TAGS.sub("", markup))


def scaled_styles(markup: str, scale: Fraction) -> str:
    """Return markup with every length in pixels in its `style` attributes multiplied by `scale`; texts stay as they are."""
    parts = _TAG.split(markup)
    parts[1::2] = (_STYLE.sub(lambda match: scaled(match[0], scale), tag) if "px" in tag else tag for tag in parts[1::2])
    return "".join(parts)


def _render(theme: Theme, name: str, context: Mapping[str, object]) -> str:
    from jinja2 import TemplateError, TemplateSyntaxError
    from jinja2.exceptions import SecurityError, TemplateNotFound, UndefinedError

    try:
        return environment(theme).get_template(name).render(context)
    except TemplateSyntaxError as fault:
        raise CardFault(f"template syntax: {fault.message}", where=Where(fault.filename or name, fault.lineno, 1)) from None
    except UndefinedError as fault:
        lacks = re.fullmatch(r"'[\w.]+ object' has no (?:attribute|element) '?(.+?)'?", fault.message or "")
        said = f"{lacks[1]} is no field of this value" if lacks else f"{fault.message}"
        raise CardFault(said, "check the spelling against the card's fields", _place(fault, theme, name)) from None
    except TemplateNotFound as fault:
        raise CardFault(f"there is no template {fault.name}", where=_place(fault, theme, name)) from None
    except SecurityError as fault:
        raise CardFault(f"not allowed in a template: {fault}", where=_place(fault, theme, name)) from None
    except CardFault as fault:
        raise CardFault(fault.message, fault.hint, fault.where or _place(fault, theme, name)) from None
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as fault:
        raise CardFault(f"{type(fault).__name__}: {fault}", where=_place(fault, theme, name)) from None


def _bars(theme: Theme) -> Callable[..., Markup]:
    """Return what marks a title to be set line by line to one measure, where the theme's first face has its letters."""
    from markupsafe import Markup

    def mark(text: str, measure: float, height: float, most: float = 300, weight: int = 800) -> Markup:
        told = bars.attribute(measure, height, most, weight)
        covers = coverage.of_file(theme.fonts[0].path) if theme.fonts else ()
        is_known = all(character in covers or character.isspace() for character in unicodedata.normalize("NFC", text.upper()))
        return Markup(told) if is_known else Markup("")

    return mark


def _spoken(theme: Theme, name: str) -> Callable[..., str]:
    """Return the filter that writes a value as the language of the card does: a list, a number, a day."""
    from jinja2 import pass_context
    from jinja2.runtime import Context

    def write(context: Context, value: object) -> str:
        said: str = getattr(spoken(theme, context["language"]), name)(value)
        return said

    return pass_context(write)


def _place(fault: BaseException, theme: Theme, name: str) -> Where:
    shown = {template.shown for template in theme.templates.values()}
    found = Where(theme.templates[name].shown)
    trace = fault.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename in shown:
            found = Where(trace.tb_frame.f_code.co_filename, trace.tb_lineno, 1)
        trace = trace.tb_next
    return found


def _asset(theme: Theme, name: str) -> str:
    if name not in theme.assets:
        there = ", ".join(sorted(theme.assets)) or "none"
        raise CardFault(f"there is no asset {name}", f"in templates/{theme.name}/assets there is: {there}")
    return f"asset:{name}"


@lru_cache(maxsize=64)
def _qr(text: str) -> str:
    import segno

    if not text:
        raise CardFault("a QR code needs a text")
    matrix = segno.make(text, error="m", micro=False, boost_error=False).matrix
    # One path of unit squares, the quiet zone of four modules (ISO/IEC 18004) left to the template's padding.
    size = len(matrix)
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size * 8}" height="{size * 8}" viewBox="0 0 {size} {size}" '
        f'shape-rendering="crispEdges"><path d="{path}" fill="#000"/></svg>'
    )


def _account(
    theme: Theme, card: str, markup: str, inline: Mapping[str, str], people: Sequence[str], css: str, language: str
) -> Filled:
    pictures: dict[str, tuple[Path, str]] = {}
    drawings: dict[str, str] = {}
    seen: list[str] = []
    parts = _TAG.split(markup)
    for number, part in enumerate(parts):
        if number % 2 == 0 and part.strip():
            parts[number] = _text(part, theme.fonts, seen, pictures, language)
    done = "".join(parts)
    for name in dict.fromkeys(_ASSET.findall(done) + _ASSET.findall(css)):
        asset = theme.assets.get(name)
        if asset is None:
            place = Where(f"templates/{theme.name}")
            raise CardFault(f"there is no asset {name}", f"it is used by {card}.css or {card}.html", place)
        if (drawing := palette.painted(asset.drawing, theme.colours)) != asset.drawing:
            drawings[f"asset:{name}"] = drawing
        else:
            pictures[f"asset:{name}"] = (asset.path, asset.digest)
    after, missing = fonts.needed("".join(seen), theme.fonts)
    if missing:
        raise _missing(missing, "".join(seen), people)
    slanted = (fonts.italic_font(),) if styled.ITALIC in done else ()
    chain = (*theme.fonts, fonts.text_font(), *slanted, *after)
    return Filled(done, tuple(dict.fromkeys(chain)), pictures, {**inline, **drawings})


def _text(
    part: str, own: tuple[Font, ...], seen: list[str], pictures: dict[str, tuple[Path, str]], language: str
) -> str:
    text = html.unescape(part)
    if text.isascii():
        seen.append(text)
        return part
    out = []
    for run, is_emoji in script.emoji_runs(unicodedata.normalize("NFC", text), lambda sign: bool(fonts.needed(sign, own)[1])):
        found = emoji.pictures(run) if is_emoji else ()
        for name, path, digest in found:
            pictures[f"emoji:{name}"] = (path, digest)
            out.append(f'<img class="emoji" src="emoji:{name}">')
        if not found:
            seen.append(run)
            out.append(html.escape(_bound(run, language), quote=False))
    return "".join(out)


def _bound(text: str, language: str) -> str:
    """Return a text of East Asia that is broken between phrases, which the engine keeps whole else (`word-break: keep-all`)."""
    if not script.is_upright(text):
        return text
    parts = phrases(text, script.han_language(text, language))
    return "".join(part if part.endswith(" ") else part + script.BREAK for part in parts).removesuffix(script.BREAK)


def _missing(missing: str, text: str, people: Sequence[str]) -> CardFault:
    owner = next((person for person in people if missing[0] in person), None)
    return NoGlyph(missing, owner or _around(text, missing[0]))


def _around(text: str, character: str) -> str:
    at = text.index(character)
    return text[max(0, at - 12) : at + 13].strip()
