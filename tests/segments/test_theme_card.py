"""A card that a theme adds is shown by a manifest: filled as it declares, every mistake at its line, drawn in a build."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cards import theme as themes
from pipeline.faults import InputFault
from pipeline.people import Credit
from pipeline.timeline.model import CardMedia, Clip
from tests.episode.show import build, make_show, pictures
from tests.shows import SHOW, ShowFolder

THEME = """\
extends: create-together
cards:
  news:
    kind: still
    seconds: 2
    box: canvas
    fields:
      headline:
      body: "Nothing more"
      items: []
      links: [{title: , url: ""}]
      people: [{name: , place: ""}]
  list: {kind: roll, seconds: 0, fields: {rows_of: }}
"""
PAGE = """\
<div class="sheet"><div>{{ headline }}</div><div>{{ body }}</div>
{% for item in items %}<div>{{ item }}</div>{% endfor %}
{% for link in links %}<div>{{ link.title }}{{ link.url }}</div>{% endfor %}
{% for person in people %}<div>{{ person.name }}</div>{% endfor %}</div>
"""
CSS = ".sheet { position: absolute; left: 0; top: 0; width: 100%; height: 100%; background: #ffffff; color: #ffffff; }"


def add_theme(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "theme.yaml").write_text(THEME)
    (folder / "news.html").write_text(PAGE)
    (folder / "news.css").write_text(CSS)
    (folder / "list.html").write_text("<div></div>")


def show(folder: Path) -> ShowFolder:
    add_theme(folder / "templates" / "ours")
    return ShowFolder(folder, show=f"{SHOW}theme: ours\n")


def told(folder: Path, fields: str) -> list[str]:
    with pytest.raises(InputFault) as caught:
        show(folder).cut(f"episode: {{title: A}}\nsegments:\n  - card: News\n{fields}")
    return [str(diagnostic) for diagnostic in caught.value.diagnostics]


def card_of(folder: Path, fields: str) -> CardMedia:
    timeline = show(folder).cut(f"episode: {{title: A}}\nsegments:\n  - card: News\n    template: news\n{fields}")
    (item,) = timeline.segments[0].stack.picture[0].items
    assert isinstance(item, Clip)
    assert isinstance(item.media, CardMedia)
    return item.media


def test_it_is_filled_as_written_and_lasts_as_the_theme_says(tmp_path: Path) -> None:
    media = card_of(
        tmp_path,
        "    people: [joe]\n    fields:\n      headline: 1,000 voices\n      items: [One, Two]\n      links: [{title: Join}]\n",
    )
    assert media.card == "news"
    assert {name: value for name, value in media.fields.items() if name != "people"} == {
        "headline": "1,000 voices", "items": ("One", "Two"), "links": ({"title": "Join"},),
    }
    (person,) = media.fields["people"]  # type: ignore[union-attr, misc]
    assert isinstance(person, Credit)
    assert media.people == ("Joe Baker",)


MISTAKES = {
    "an unknown field": (
        "    template: news\n    fields:\n      headline: A\n      bodi: B\n",
        ["7:13: ", "news has no field bodi; did you mean 'body'? allowed: headline, body, items, links, people"],
    ),
    "a missing field": (
        "    template: news\n    fields:\n      body: B\n",
        ["6:7: ", "news.headline is missing; write headline: and its text below fields:"],
    ),
    "no fields at all": ("    template: news\n", ["3:", "news.headline is missing"]),
    "a list for a text": ("    template: news\n    fields: {headline: [A]}\n", ["5:", "news.headline is neither a text"]),
    "a text for a list": ("    template: news\n    fields: {headline: A, items: B}\n", ["5:", "news.items is not a list"]),
    "a missing field of a group": (
        "    template: news\n    fields:\n      headline: A\n      links:\n        - {url: x}\n",
        ["8:11: ", "news.links[1].title is missing"],
    ),
    "an unknown card": ("    template: nwes\n", ["4:", "the theme ours has no card 'nwes'", "did you mean 'news'?"]),
    "a card that rolls": ("    template: list\n", ["4:", "the theme ours has no card 'list' to show between segments"]),
    "a built-in card that is shown otherwise": ("    template: watermark\n", ["4:", "has no card 'watermark' to show"]),
    "fields of a built-in card": ("    fields: {title: A}\n", ["4:", "`fields` belongs to a card that the theme adds"]),
    "fields that are a text": ("    template: news\n    fields: A\n", ["5:", "'fields' is a group of fields"]),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_told_at_its_line(case: str, tmp_path: Path) -> None:
    fields, (line, *words) = MISTAKES[case]
    (diagnostic,) = told(tmp_path, fields)
    assert diagnostic.startswith(f"episodes/s01e01.yaml:{line}")
    assert all(word in diagnostic for word in words), diagnostic


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    assert len(told(tmp_path, "    template: news\n    fields: {body: [A], foot: B}\n")) == 3


def test_a_field_that_could_not_be_seen_by_its_template_is_told_to_the_designer(tmp_path: Path) -> None:
    add_theme(tmp_path / "ours")
    sheet = tmp_path / "ours" / "theme.yaml"
    sheet.write_text(THEME.replace("      body:", "      shape: a\n      two-words: b\n      one: {x: y}\n      body:"))
    with pytest.raises(InputFault) as caught:
        themes.load("ours", (tmp_path,))
    assert [diagnostic.where.line for diagnostic in caught.value.diagnostics] == [9, 10, 11]


@pytest.mark.ffmpeg
@pytest.mark.long
def test_it_is_drawn_in_a_build(tmp_path: Path) -> None:
    folder = make_show(tmp_path / "show", "rate: 25\ntheme: ours\ncredits: off\n")
    add_theme(folder / "templates" / "ours")
    manifest = folder / "episodes" / "e.yaml"
    manifest.write_text(
        "episode: {title: A, season: 1, number: 1}\nsegments:\n  - card: News\n    template: news\n"
        "    length: 1\n    fields: {headline: A}\n"
    )
    movie, ran, _ = build(manifest)
    times, luma = pictures(movie)
    assert len(times) == 25
    assert luma[12].min() > 225  # all of it is the sheet's white
    assert "news/news/0" in ran
