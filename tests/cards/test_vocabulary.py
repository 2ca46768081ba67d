"""Cards speak the language of the episode, in words that a theme or a show may add to."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from pipeline import words
from pipeline.cards import check, vocabulary
from pipeline.cards import theme as themes
from pipeline.cards.card import describe
from pipeline.cards.draw import painter_of
from pipeline.cards.fault import CardFault
from pipeline.cards.model import Theme
from pipeline.faults import InputFault
from pipeline.people import Credit, FieldValue, Person

NEWS = """\
title: Mine
extends: create-together
cards: {news: {kind: still, box: canvas, fields: {day: , guests: []}}}
"""


def show(folder: Path, files: dict[str, str]) -> Path:
    """Write a theme `mine` and words beside it, by their paths in templates/."""
    for path, text in {"mine/theme.yaml": "title: Mine\nextends: create-together\n", **files}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def mine(folder: Path, files: dict[str, str]) -> Theme:
    return themes.load("mine", (show(folder, files),))


def drawn(theme: Theme, card: str, fields: dict[str, FieldValue], language: str) -> str:
    """Return the markup of a card, without the invisible places at which its lines may end."""
    found = describe(theme, card, fields, width=640, height=360, rate=Fraction(24), frames=96, language=language)
    return "".join(artwork.markup for artwork, _ in found.parts).replace("\N{ZERO WIDTH SPACE}", "")


CREDITS: dict[str, FieldValue] = {
    "sections": [{"heading": "Song", "roles": [{"role": "guitar", "people": [Credit(Person("ana", "Ana"))]}]}],
    "thanks": ["Everyone"],
}  # fmt: skip


@pytest.mark.parametrize("theme", ["create-together", "signal"])
@pytest.mark.parametrize(
    ("language", "thanks", "base"),
    [("en", "With thanks to", "ltr"), ("es", "Agradecimientos", "ltr"), ("ja", "謝辞", "ltr"), ("ar", "مع الشكر إلى", "rtl")],
)
@pytest.mark.parametrize("card", ["credits", "credits_page"])
def test_credits_speak_the_language(card: str, theme: str, language: str, thanks: str, base: str) -> None:
    markup = drawn(themes.load(theme), card, CREDITS, language)
    direction = "rtl" if language == "ar" else "ltr"
    assert f'dir="{direction}"' in markup.partition(thanks)[0].rpartition("<div")[2]
    assert f">{thanks}<" in markup
    assert ">guitar<" in markup
    assert f" {base}\">" in markup
    assert ("With thanks" in markup) == (language == "en")


def test_season_and_number_are_said_in_the_language() -> None:
    fields: dict[str, FieldValue] = {"title": "A", "season": 2, "number": 3}
    signal = themes.load("signal")
    assert ">S2 E3<" in drawn(signal, "title", fields, "en")
    assert ">T2 E3<" in drawn(signal, "title", fields, "es")
    assert ">シーズン2 第3話<" in drawn(signal, "title", fields, "ja")
    assert ">E3<" in drawn(signal, "title", {"title": "A", "number": 3}, "en")


def test_a_theme_adds_words_and_writes_lists_and_days(tmp_path: Path) -> None:
    html = '<div>{{ word("with_guests", names=guests|listed, count=guests|length) }}, {{ day|date }}, {{ 1234|number }}</div>'
    files = {
        "mine/theme.yaml": NEWS, "mine/news.html": html,
        "mine/words/en.yaml": "with_guests: {one: \"One guest, {names}\", other: \"{count} guests, {names}\"}\n",
        "mine/words/es.yaml": "with_guests: {one: \"Una visita, {names}\", other: \"{count} visitas, {names}\"}\n",
    }  # fmt: skip
    theme = mine(tmp_path, files)
    one: dict[str, FieldValue] = {"day": "2027-03-21", "guests": ["Ana"]}
    assert "One guest, Ana, March 21, 2027, 1,234" in drawn(theme, "news", one, "en")
    assert "2 visitas, Ana y Ben, 21 de marzo de 2027, 1.234" in drawn(theme, "news", {**one, "guests": ["Ana", "Ben"]}, "es")
    assert list(check.lacking(theme)) == []
    with pytest.raises(CardFault, match="Invalid isoformat") as caught:
        drawn(theme, "news", {**one, "day": "tomorrow"}, "en")
    assert str(caught.value.where) == "templates/mine/news.html:1:1"


def test_the_words_of_a_show_come_before_those_of_its_theme(tmp_path: Path) -> None:
    files = {
        "mine/words/es.yaml": "with_thanks_to: Gracias\nepisode_number: Capítulo {number}\n",
        "words/es.yaml": "with_thanks_to: Con cariño para\n", "words/sv.yaml": "with_thanks_to: Tack till\n",
    }  # fmt: skip
    theme = mine(tmp_path, files)
    assert ">Con cariño para<" in drawn(theme, "credits", CREDITS, "es")
    assert ">Tack till<" in drawn(theme, "credits", CREDITS, "sv")
    assert vocabulary.spoken(theme, "es").say("episode_number", number=4) == "Capítulo 4"
    assert "words" not in themes.names((tmp_path,))
    (told,) = check.lacking(theme, (tmp_path,))
    assert str(told).startswith("templates/words/sv.yaml: the words of sv lack attribution, built_on, chapters")
    assert "with_thanks_to" not in str(told)


def test_a_word_of_the_theme_that_a_language_lacks_is_a_mistake(tmp_path: Path) -> None:
    html = '<div>{{ word("hello") }}{{ word("bye") }}{{ day }}</div>'
    files = {
        "mine/theme.yaml": NEWS, "mine/news.html": html, "mine/words/en.yaml": "hello: Hello\nbye: Bye\n",
        "mine/words/fr.yaml": "hello: Bonjour\n",
    }  # fmt: skip
    theme = mine(tmp_path, files)
    hint = "write them; till then they are shown in English"
    told = [str(one) for one in check.lacking(theme, (tmp_path,))]
    assert told == [f"templates/mine/words/fr.yaml: the words of fr lack bye; {hint}"]
    assert "BonjourBye" in drawn(theme, "news", {"day": "x"}, "fr")


def test_words_of_a_show_with_a_theme_of_the_box_are_named_where_they_stand_and_slips_with_what_was_meant(tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    (folder / "words").mkdir(parents=True)
    (folder / "words/es.yaml").write_text("kind_pome: Poesía\n", encoding="utf-8")
    (told,) = check.lacking(themes.load("create-together", (folder,)), (folder,))
    assert str(told).startswith("templates/words/en.yaml: the words of en lack kind_pome; write them; ")
    assert str(told).endswith("in place of kind_pome, did you mean 'kind_poem'?")


def test_a_changed_word_is_another_theme(tmp_path: Path) -> None:
    before = mine(tmp_path, {"mine/words/es.yaml": "with_thanks_to: Gracias\n"})
    assert mine(tmp_path, {}) is before
    after = mine(tmp_path, {"mine/words/es.yaml": "with_thanks_to: Mil gracias\n"})
    assert after.digest != before.digest
    assert ">Mil gracias<" in drawn(after, "credits", CREDITS, "es")


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("mine/words/es.yaml", "thanks_to: A {name}\n", "es.yaml:1:12: nothing is filled in for {name} in the word thanks_to"),
        ("mine/words/es.yaml", "more_names: {one: x}\n", "es.yaml:1:13: the word more_names has no form for all other counts"),
        ("mine/words/es.yaml", "chapters:\n", "es.yaml:1:10: the word chapters is empty"),
        ("mine/words/es.yaml", "Chapters: x\n", "es.yaml:1:11: Chapters cannot be a word's name"),
        ("mine/words/es.yaml", "chapters: [x]\n", "es.yaml:1:11: is not a text"),
        ("mine/words/Spanish.yaml", "chapters: x\n", "Spanish.yaml:1:1: 'Spanish' is not a language; call the file by its code"),
        ("words/es.yaml", "- x\n", "templates/words/es.yaml:1:1: is not a mapping"),
        ("words/es.yaml", "chapters: [\n", "templates/words/es.yaml:2:1: this is not valid YAML"),
    ],
)
def test_a_mistake_in_words_is_told_at_its_line(file: str, text: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(InputFault) as caught:
        mine(tmp_path, {file: text})
    assert told in str(caught.value.diagnostics[0])
    assert len(caught.value.diagnostics) == 1  # once


def test_a_word_that_counts_needs_a_count(tmp_path: Path) -> None:
    plain = "title: Mine\nextends: paper\n"
    theme = mine(tmp_path, {"mine/theme.yaml": plain, "mine/end.html": "<div>\n{{ word('more_names') }}</div>"})
    with pytest.raises(CardFault, match="has forms by count") as caught:
        drawn(theme, "end", {"title": "x"}, "en")
    assert str(caught.value.where) == "templates/mine/end.html:2:1"


def test_a_word_with_a_full_stop_reads_from_the_right_where_its_element_does_not_say_so(tmp_path: Path) -> None:
    """Its full stop stands at the left, where a line ends that is read from the right."""
    html = '<div>{{ word("more_names", count=3) }}</div>'
    theme = mine(tmp_path, {"mine/theme.yaml": "title: Mine\nextends: paper\n", "mine/end.html": html})
    assert ">\u200f… و3 أسماء أخرى في نهاية الفيلم.\u200f<" in drawn(theme, "end", {"title": "x"}, "ar")
    assert ">… and 3 more," in drawn(theme, "end", {"title": "x"}, "en")


BO: dict[str, FieldValue] = {"role": "", "people": [{"name": "Bo"}]}


@pytest.mark.parametrize("language", words.languages())
@pytest.mark.parametrize("theme", ["create-together", "signal"])
def test_every_word_fits_into_its_card(theme: str, language: str) -> None:
    loaded, said = themes.load(theme), words.spoken(language)
    kinds = ("music", "poem", "docu-short", "animation", "clip")
    built_on: dict[str, FieldValue] = {"sections": [{"heading": said.say("built_on"), "roles": [BO]}], "thanks": ["Bo"]}
    cards: list[tuple[str, dict[str, FieldValue]]] = [
        *(("interstitial", {"kind": kind, "label": said.kind(kind, ""), "title": "A"}) for kind in kinds),
        ("title", {"title": "A", "show": "Together, Apart", "season": 12, "number": 104}),
        ("watermark", {"text": said.say("not_cleared")}),
        ("lower_third", {"people": [{"name": "Bo", "role": said.enumerated([said.role("narrator"), said.role("writer")])}]}),
        ("credits", built_on),
        ("credits_page", built_on),
    ]
    for card, fields in cards:
        found = describe(loaded, card, fields, width=320, height=180, rate=Fraction(24), frames=400, language=language)
        for artwork, files in found.parts:
            assert set(painter_of(artwork, files).sizes()) == {"1.0000"}, card
