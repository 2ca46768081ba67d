"""Words, lists, numbers and days as a language says them; what a theme or a show adds; what is not known."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pipeline import words
from pipeline.words import own_name, spoken


@pytest.mark.parametrize(
    ("language", "poem", "three", "day"),
    [
        ("en", "Poem", "Ana, Ben, and Cho", "March 21, 2027"),
        ("es", "Poema", "Ana, Ben y Cho", "21 de marzo de 2027"),
        ("fr", "Poème", "Ana, Ben et Cho", "21 mars 2027"),
        ("de", "Gedicht", "Ana, Ben und Cho", "21. März 2027"),
        ("pt-BR", "Poema", "Ana, Ben e Cho", "21 de março de 2027"),
        ("ja", "詩", "Ana、Ben、Cho", "2027年3月21日"),
        ("ar", "قصيدة", "Ana وBen وCho", "21 مارس 2027"),
        ("hi", "कविता", "Ana, Ben और Cho", "21 मार्च 2027"),
        ("ko", "시", "Ana, Ben 및 Cho", "2027년 3월 21일"),
    ],
)
def test_a_language_is_spoken(language: str, poem: str, three: str, day: str) -> None:
    said = spoken(language)
    assert said.kind("poem", "Poem") == poem
    assert said.listed(["Ana", "Ben", "Cho"]) == three
    assert said.date("2027-03-21") == day
    assert said.listed(["Ana"]) == "Ana"
    assert said.listed([]) == ""


@pytest.mark.parametrize(
    ("language", "count", "text"),
    [
        ("en", 1, "… and 1 more, in the credits of the film."),
        ("de", 1, "… und 1 weitere Person im Abspann des Films."),
        ("de", 1200, "… und 1.200 weitere Personen im Abspann des Films."),
        ("ar", 2, "… واسمان آخران في نهاية الفيلم."),
        ("ar", 7, "… و7 أسماء أخرى في نهاية الفيلم."),
        ("ar", 40, "… و40 اسمًا آخر في نهاية الفيلم."),
        ("es", 3, "… y 3 personas más, en los créditos del vídeo."),
    ],
)
def test_a_word_takes_the_form_of_its_count(language: str, count: int, text: str) -> None:
    assert spoken(language).say("more_names", count=count) == text


def test_a_region_speaks_as_its_language_does() -> None:
    assert spoken("es-MX").say("chapters") == "Capítulos"
    assert spoken("es-MX").lacking == ()
    assert spoken("pt-PT").say("chapters") == spoken("pt").say("chapters") == "Capítulos"
    assert spoken("PT-br").lacking == ()
    assert spoken("de").number(1234567) == "1.234.567"


def test_a_language_that_is_not_known_says_so() -> None:
    said = spoken("sv")
    assert said.say("chapters") == "Chapters"
    assert set(said.lacking) == set(words.NEEDED)
    assert said.listed(["Ana", "Bo"]) == "Ana och Bo", "CLDR knows more languages than there are words for"
    assert spoken("x-nobody").listed(["Ana", "Bo"]) == "Ana and Bo"


def test_added_words_come_first_and_complete_a_language() -> None:
    spanish = {"kind_poem": "Verso", "kind_puppets": "Títeres"}
    added = {"es": spanish, "sv": {"chapters": "Kapitel"}, "en": {"kind_puppets": "Puppets"}}
    said = spoken("es", added)
    assert (said.kind("poem", ""), said.kind("puppets", ""), said.kind("clip", "")) == ("Verso", "Títeres", "Clip")
    swedish = spoken("sv", added)
    assert swedish.say("chapters") == "Kapitel"
    assert swedish.kind("puppets", "") == "Puppets"
    assert set(swedish.lacking) == {*words.NEEDED, "kind_puppets"} - {"chapters"}
    assert spoken("es-AR", {"es-AR": {"chapters": "Partes"}}).say("chapters") == "Partes"


def test_what_is_filled_in_is_left_as_it_is() -> None:
    assert spoken("en").say("credit", name="{roles} {0} %s", roles="{name}") == "{roles} {0} %s: {name}"


def test_roles_that_a_producer_writes_stay() -> None:
    assert spoken("es").role("reader") == "lectura"
    assert spoken("es").role("bouzouki") == "bouzouki"
    assert spoken("es").kind("puppets", "Puppets") == "Puppets"
    assert spoken("ja").enumerated(["歌", "ギター"]) == "歌、ギター"


@pytest.mark.parametrize(
    ("name", "forms", "told"),
    [
        ("thanks_to", "Tack {name}", "nothing is filled in for {name} in the word thanks_to"),
        ("more_names", {"one": "x"}, "the word more_names has no form for all other counts"),
        ("more_names", {"other": "x", "several": "y"}, "'several' is no plural category"),
        ("thanks_to", "Tack till {names}", ""),
        ("my_word", "Hej {whoever}", ""),
        ("thanks_to", "Tack {names", "a brace of the word thanks_to belongs to nothing that is filled in: 'Tack {names'"),
        ("my_word", {"other": "{a.b}"}, "a brace of the word my_word belongs to nothing that is filled in: '{a.b}'"),
    ],
)
def test_a_wrong_word_is_told(name: str, forms: words.Forms, told: str) -> None:
    found = words.mistake(name, forms)
    assert (found[0] if found else "") == told


def test_cldr_is_loaded_only_where_it_is_needed() -> None:
    script = (
        "import sys; from pipeline.words import spoken; said = spoken('es'); said.say('chapters'); said.listed(['a']);"
        "said.say('episode_number', number=3); before = 'babel' in sys.modules; said.listed(['a', 'b']);"
        "print(before, 'babel' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["False", "True"]


@pytest.mark.parametrize(
    ("tag", "name"),
    [("en", "English"), ("es", "Español"), ("pt-BR", "Português (Brasil)"), ("ja", "日本語"), ("ar", "العربية"), ("tlh", "tlh")],
)
def test_a_language_calls_itself_so(tag: str, name: str) -> None:
    assert own_name(tag) == name


def test_a_tag_of_any_length_has_a_name_of_its_own() -> None:
    names = {tag: own_name(tag) for tag in ("de", "de-1996", "de-1901", "en", "en-x-simple", "sl-rozaj-biske", "x-mine", "und")}
    assert names["de-1996"] == "Deutsch (1996)"
    assert names["en-x-simple"] == "English (x-simple)"
    assert names["sl-rozaj-biske"] == "Slovenščina (rozaj-biske)"
    assert (names["x-mine"], names["und"]) == ("x-mine", "und")
    assert len({*names.values()}) == len(names)


def test_a_tag_of_private_use_counts_and_lists_as_its_language() -> None:
    simple, usual = spoken("de-x-simple"), spoken("de")
    assert simple.listed(["a", "b", "c"]) == usual.listed(["a", "b", "c"]) == "a, b und c"
    assert simple.date("2027-03-21") == "21. März 2027"
    assert simple.kind("poem", "?") == usual.kind("poem", "?")
