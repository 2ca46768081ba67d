"""A theme whose cards show the pictures of the episode, each filling its place, and next to nothing else."""

from __future__ import annotations

from pathlib import Path

from tests.episode.show import write

_ONE = (
    '<div class="backdrop">{{% if pictures.{0} %}}<img class="seen" src="{{{{ picture("{0}") }}}}" '
    'style="object-position:{{{{ pictures.{0}.focus }}}}">{{% else %}}<div class="none"></div>{{% endif %}}</div>'
)
_PIECES = """\
<div class="backdrop row">
{% for piece in pieces %}
  <div class="tile {{ piece.kind }}">
  {% if pictures[piece.picture] %}<img class="seen" src="{{ picture(piece.picture) }}">
  {% else %}<div class="none"></div>{% endif %}
  </div>
{% endfor %}
</div>
"""

_CREDITS = """\
{% extends "common/credits_page.html" %}
{% block above_section %}
{% if pictured and section.picture and pictures[section.picture] %}
<div class="tile" style="height:{{ pictured }}px"><img class="seen" src="{{ picture(section.picture) }}"></div>
{% endif %}
{% endblock %}
"""

FILES = {
    "theme.yaml": (
        "title: Seen\nextends: paper\ncards:\n"
        "  opening: {in: 0, out: 0}\n  interstitial: {in: 0, out: 0, seconds: 1}\n"
        "  quote: {in: 0, out: 0}\n  end: {in: 0, out: 0}\n"
        "  thumbnail: {kind: still, box: canvas}\n"
        "  channel_art: {kind: still, box: canvas}\n"
        "  credits_page: {in: 0, out: 0, page: {picture: {wide: 100, tall: 100, square: 100}}}\n"
        "  news: {kind: still, seconds: 1, box: canvas, fields: {headline: }}\n"
    ),
    "theme.css": (
        ".seen{position:absolute;left:0px;top:0px;width:100%;height:100%;object-fit:cover}"
        ".none{position:absolute;left:0px;top:0px;width:100%;height:100%;background:#00ff00}"
        ".half{position:absolute;left:0px;top:0px;width:50%;height:100%;overflow:hidden}"
        ".other{position:absolute;left:50%;top:0px;width:50%;height:100%;background:#0000ff}"
        ".row{display:flex;flex-direction:row;width:100%;height:100%}"
        ".tile{position:relative;flex-grow:1;flex-basis:0px;height:100%;overflow:hidden}"
    ),
    "interstitial.html": _ONE.format("first"),
    "quote.html": _ONE.format("beside"),
    "news.html": _ONE.format("first"),
    "thumbnail.html": f'<div class="backdrop half">{_ONE.format("first")}</div><div class="backdrop other {{{{ kind }}}}"></div>',
    "opening.html": _PIECES,
    "channel_art.html": _PIECES,
    "credits_page.html": _CREDITS,
    "end.html": _PIECES,
    "preview.yaml": "news:\n  usual: {headline: Rain}\n",
}


def seen(show: Path) -> str:
    """Write the theme into a show; return its name."""
    write(show / "templates/seen", FILES)
    return "seen"
