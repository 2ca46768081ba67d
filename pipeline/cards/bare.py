"""The files of a theme that extends none: every card in a few lines, to be made into something of one's own. Pure."""

from __future__ import annotations

from collections.abc import Mapping

_THEME = """\
# {title}: a theme that extends none, so that all that is seen of it stands in this folder.
# docs/designers.md tells of all that a theme can say, and which texts each card gets.
title: {title}

# CSS sees var(--ink). Every theme has accent and muted: sound is drawn in them.
colours: {{paper: "#f4efe6", ink: "#24201c", accent: "#a8261c", muted: "#b9b2a6"}}
background: paper
# What stands on the show's own background: the first of these that can be read there.
on_background: {{text: [ink, paper], role: [accent, ink, paper], quiet: [ink, paper]}}

# A still fades for `in` and `out` seconds. For cards that move, kind: animated or layered.
cards:
  opening: {{kind: still, seconds: 5, in: 0.4, out: 0.4, smallest: 40, box: canvas}}
  title: {{kind: still, seconds: 4, in: 0.4, out: 0.4, smallest: 40, box: canvas}}
  interstitial: {{kind: still, seconds: 3, in: 0.4, out: 0.4, smallest: 40, box: canvas}}
  quote: {{kind: still, seconds: 6, in: 0.4, out: 0.4, smallest: 40, box: canvas}}
  end: {{kind: still, seconds: 8, in: 0.4, out: 0.4, smallest: 40, box: canvas}}
  stanza: {{kind: still, seconds: 8, in: 0.4, out: 0.4, smallest: 40, box: canvas}}
  lower_third: {{kind: still, seconds: 5, in: 0.3, out: 0.3, smallest: 40, box: &low {{
    wide: {{left: 96, right: 96, bottom: 196, height: 300}},
    square: {{left: 54, right: 54, bottom: 196, height: 400}},
    tall: {{left: 54, right: 108, bottom: 580, height: 580}}}}}}
  poem_line: {{kind: still, seconds: 4, in: 0.3, out: 0.3, smallest: 40, box: *low}}
  name_tag: {{kind: still, seconds: 5, in: 0.3, out: 0.3, smallest: 40, box: {{
    wide: {{left: 96, right: 96, bottom: 60, height: 200}},
    square: {{left: 54, right: 54, bottom: 60, height: 200}},
    tall: {{left: 54, right: 108, bottom: 386, height: 200}}}}}}
  caption: {{kind: still, seconds: 3, smallest: 60, box: {{
    wide: {{width: 1306, bottom: 56, height: 140}},
    square: {{width: 960, bottom: 56, height: 140}},
    tall: {{left: 54, right: 108, bottom: 386, height: 190}}}}}}
  watermark: {{kind: still, seconds: 5, smallest: 40, box: {{
    wide: {{width: 1100, top: 60, height: 90}},
    square: {{width: 960, top: 60, height: 90}},
    tall: {{left: 54, right: 108, top: 196, height: 90}}}}}}
  credits: {{kind: roll, seconds: 0}}
  credits_page: {{kind: still, in: 0.3, out: 0.3, smallest: 60, box: canvas}}
"""

_CSS = """\
/* Common to every card; <card>.css is of one alone. Sizes are pixels of a picture of 1080 lines, whatever its size. */
.card { color: var(--ink); }
.backdrop { position: absolute; left: 0; top: 0; width: 100%; height: 100%; }
.sheet { background: var(--paper); }

/* What is read stays inside the safe area. */
.safe { position: absolute; left: var(--safe-left); top: var(--safe-top); right: var(--safe-right); bottom: var(--safe-bottom); }
.words { display: flex; flex-direction: column; justify-content: center; gap: 20px; width: 100%; height: 100%; }

/* var(--fit) is 1, and less where a text is long: then all of a card shrinks. */
.large { font-size: calc(130px * var(--fit)); font-weight: 800; line-height: 1.15; }
.line { font-size: calc(64px * var(--fit)); font-weight: 650; line-height: 1.3; white-space: pre-wrap; }
.small { font-size: calc(42px * var(--fit)); line-height: 1.35; }
.red { color: var(--accent); }

/* Over a picture text needs a plate, or it cannot be read on every picture. */
.over { display: flex; flex-direction: column; justify-content: flex-end; align-items: flex-start; width: 100%; height: 100%; }
.plate { max-width: 100%; max-height: 100%; box-sizing: border-box; padding: 12px 28px 14px 28px; background: var(--paper); }

/* Languages that run to the left. */
.rtl .over { align-items: flex-end; }
.rtl .words { text-align: right; }
"""

_CAPTION = """\
/* Its template is templates/common/caption.html, which most themes have: this is all that makes it look so. */
.card { display: flex; flex-direction: column; justify-content: flex-end; align-items: center; }
.line { font-size: calc(44px * var(--fit)); text-align: center; }
.top { margin-bottom: auto; }
.middle { margin-top: auto; margin-bottom: auto; }
.left { align-self: flex-start; }
.right { align-self: flex-end; }
"""

_WATERMARK = """\
.card { display: flex; justify-content: center; align-items: flex-start; }
.text { font-size: calc(36px * var(--fit)); font-weight: 700; line-height: 1.5; color: var(--accent); }
"""

_END = """\
.words { gap: 20px; }
.code { align-self: flex-start; padding: 36px; background: #fff; }
.qr { width: 220px; height: 220px; }
.large { font-size: calc(100px * var(--fit)); }
.rtl .code { align-self: flex-end; }
"""


def _text(look: str, name: str) -> str:
    return f'<div class="{look}" {{{{ script({name}) }}}}>{{{{ {name} }}}}</div>'


def _maybe(look: str, name: str) -> str:
    return f"{{% if {name} %}}{_text(look, name)}{{% endif %}}"


def _lines(name: str, each: str) -> str:
    return f"{{% for {name} %}}\n    {each}\n    {{% endfor %}}"


def _whole(*texts: str) -> str:
    """Return the template of a card that fills the picture."""
    inner = "".join(f"    {text}\n" for text in texts)
    return f'<div class="backdrop sheet"></div>\n<div class="safe">\n  <div class="words">\n{inner}  </div>\n</div>\n'


def _plate(*texts: str) -> str:
    """Return the template of a card over a picture."""
    inner = "".join(f"    {text}\n" for text in texts)
    return f'<div class="over">\n  <div class="plate">\n{inner}  </div>\n</div>\n'


_NUMBER = (
    "{% if number %}\n"
    '    <div class="small">{{ word("season_and_episode", season=season, number=number) if season '
    'else word("episode_number", number=number) }}</div>\n    {% endif %}'
)
_CODE = (
    '{% if url %}\n    <div class="small" dir="ltr">{{ url }}</div>\n'
    '    <div class="code"><img class="qr" src="{{ qr(url) }}"></div>\n    {% endif %}'
)
_ABOUT = _lines("text in [person.role, person.place]|select", _text("small red", "text"))
_MORE = '    {% if more %}\n    <div class="small">+{{ more }}</div>\n    {% endif %}'

TEMPLATES: Mapping[str, str] = {
    "opening.html": _whole(_text("large", "show"), _maybe("small", "tagline")),
    "title.html": _whole(_maybe("small", "show"), _text("large", "title"), _NUMBER),
    "interstitial.html": _whole(
        _maybe("small red", "label"), _text("large", "title"), _lines("person in people", _text("small", "person.name")), _MORE
    ),
    "quote.html": _whole(_lines("line in lines", _text("line", "line")), _maybe("small red", "by")),
    "end.html": _whole(_text("large", "title"), _maybe("small", "text"), _CODE),
    "lower_third.html": _plate(_lines("person in people", f"{_text('line', 'person.name')}\n    {_ABOUT}")),
    "poem_line.html": _plate(_lines("line in lines", _text("line", "line")), _maybe("small red", "by")),
    "stanza.html": (
        '<div class="safe">\n  <div class="over">\n    <div class="plate">\n'
        '    {% for line in lines %}\n    <div class="line {{ \'red\' if line.state == \'now\' }}" {{ script(line.text) }}>'
        "{{ line.text }}</div>\n    {% endfor %}\n    </div>\n  </div>\n</div>\n"
    ),
    "name_tag.html": _plate(_text("line", "name"), _maybe("small red", "role")),
}
"""The template of each card that has no common one."""


def files(name: str) -> Mapping[str, str]:
    """Return the files of a theme called `name`, by their path in its folder."""
    title = name.replace("-", " ").capitalize()
    styles = {"theme.css": _CSS, "caption.css": _CAPTION, "watermark.css": _WATERMARK, "end.css": _END}
    return {"theme.yaml": _THEME.format(title=title), **styles, **TEMPLATES}
