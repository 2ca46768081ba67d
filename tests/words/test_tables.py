"""Every language says every word: with what is filled in, in each form that its numbers ask for, in its own script."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import pytest
from babel import Locale

from pipeline import words
from pipeline.words import Forms, Table, spoken
from pipeline.words.spoken import holes

BUILT_IN = ("ar", "de", "en", "es", "fr", "hi", "ja", "ko", "pt-BR")
SCRIPTS = {"ar": ("ARABIC",), "hi": ("DEVANAGARI",), "ja": ("CJK", "HIRAGANA", "KATAKANA"), "ko": ("HANGUL",)}
ALIKE = {
    ("de", "kind_animation"), ("de", "role_animation"), ("de", "kind_clip"), ("es", "kind_clip"), ("fr", "kind_animation"),
    ("fr", "role_animation"), ("fr", "role_narrator"), ("fr", "licences"), ("es", "episode_number"), ("pt-BR", "episode_number"),
    ("de", "links"), ("pt-BR", "links"),
}  # fmt: skip
"""Words that two languages share with English."""


def forms_of(forms: Forms) -> tuple[str, ...]:
    return (forms,) if isinstance(forms, str) else tuple(forms.values())


def table_of(language: str) -> Table:
    return spoken(language).table


def test_the_languages_are_there() -> None:
    assert words.languages() == BUILT_IN


@pytest.mark.parametrize("language", BUILT_IN)
def test_a_language_has_every_word_with_all_that_is_filled_in(language: str) -> None:
    said = spoken(language)
    assert said.lacking == ()
    assert said.table.keys() == words.NEEDED.keys()
    for name, forms in said.table.items():
        for text in forms_of(forms):
            assert text.strip() or name == "comma"
            # A form for exactly one or two may say the number as a word.
            assert holes(text) == words.NEEDED[name] or (name == "more_names" and language == "ar"), (name, text)


@pytest.mark.parametrize("language", BUILT_IN)
def test_a_word_that_counts_has_the_forms_that_whole_numbers_take(language: str) -> None:
    plural = Locale.parse(language, sep="-").plural_form
    forms = table_of(language)["more_names"]
    assert not isinstance(forms, str)
    assert set(forms) == {plural(count) for count in (*range(2000), 1_000_000)}


@pytest.mark.parametrize("language", [tag for tag in BUILT_IN if tag != "en"])
def test_what_is_said_is_not_english(language: str) -> None:
    english = table_of("en")
    marks = {"comma", "with_handle", "role_of_work", "credit"}
    same = {name for name, forms in table_of(language).items() if forms == english[name]} - marks
    assert {name for name in same if (language, name) not in ALIKE} == set()


@pytest.mark.parametrize("language", SCRIPTS)
def test_words_are_in_the_script_of_their_language(language: str) -> None:
    for name, forms in table_of(language).items():
        for text in forms_of(forms):
            letters = "".join(letter for letter in text if unicodedata.category(letter)[0] == "L")
            for hole in holes(text):
                letters = letters.replace(hole, "", 1)
            assert all(unicodedata.name(letter).startswith(SCRIPTS[language]) for letter in letters), (name, text)


def characters(text: str) -> Iterator[str]:
    return (unicodedata.name(one) for one in text if unicodedata.category(one) in ("Cf", "Co", "Cn", "Cc"))


@pytest.mark.parametrize("language", BUILT_IN)
def test_no_word_holds_a_character_that_nobody_sees(language: str) -> None:
    found = {name: list(characters(text)) for name, forms in table_of(language).items() for text in forms_of(forms)}
    assert not any(found.values())
