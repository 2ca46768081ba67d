"""About how long a text takes to say, in syllables, in any script. Pure.

A syllable has one vowel: in alphabets, runs of vowels are counted. Syllabaries write one with a sign, Chinese one with a
character; Japanese says about two for a character. Arabic and Hebrew leave short vowels out: about two letters make one. In the
scripts of India a consonant bears a vowel unless a virama takes it away; in Thai and Lao about two signs make a syllable.
"""

from __future__ import annotations

import re
import unicodedata

ONE = 100
"""A syllable: all is counted in hundredths, so that sums are exact."""

_VOWELS = frozenset("aeiouyæœøıəɛɔаеиоуыэюяіїєёαεηιουω")
_SILENT = re.compile(r"(?<![^aeiouy]l)(?<=[^aeiouy])e$|(?<=[^aeiouyscgxzh])es$|(?<=[^aeiouytd])ed$")
"""An e that English does not say: made, makes, asked; but little, wishes, wanted."""
_NUMBER = 180
"""A digit: `7` has two syllables, `20` about three."""
_WORD = re.compile(r"[^\W\d_]+|\d", re.UNICODE)

_SCRIPTS = (
    (0x0590, 0x08FF, 50),  # Hebrew, Arabic, Syriac
    (0x0E00, 0x0EFF, 45),  # Thai, Lao
    (0x1200, 0x139F, ONE),  # Ethiopic
    (0x3040, 0x30FF, ONE),  # Hiragana, Katakana
    (0x3400, 0x9FFF, ONE),  # Chinese
    (0xAC00, 0xD7A3, ONE),  # Hangul
)
_SMALL_KANA = frozenset("ぁぃぅぇぉゃゅょゎァィゥェォャュョヮ")
_CYRILLIC = 0x0400
_INDIC = (0x0900, 0x0DFF)
_CHARACTER_IN_JAPANESE = 190


def syllables(text: str, language: str) -> int:
    """Return how many hundredths of a syllable a text has; at least one syllable."""
    is_japanese = language.partition("-")[0] == "ja"
    is_english = language.partition("-")[0] == "en"
    return max(ONE, sum(_of_word(word, is_japanese, is_english) for word in _WORD.findall(unicodedata.normalize("NFC", text))))


def _of_word(word: str, is_japanese: bool, is_english: bool) -> int:
    if word.isdigit():
        return _NUMBER
    found, is_vowel = 0, False
    for character in unicodedata.normalize("NFD", word.casefold()) if ord(word[0]) < 0x0530 else word:
        if ord(character) < 0x0530 or 0x1E00 <= ord(character) < 0x2000:
            # In Cyrillic each vowel is a syllable, elsewhere each run of them.
            found += ONE if character in _VOWELS and (not is_vowel or ord(character) >= _CYRILLIC) else 0
            # The marks of an accent belong to the letter before them.
            is_vowel = character in _VOWELS or (is_vowel and unicodedata.combining(character) > 0)
        else:
            found += _of_sign(character, is_japanese)
    if is_english and found > ONE and _SILENT.search(word.casefold()):
        found -= ONE
    return found or (ONE if ord(word[0]) < 0x0530 else 0)


def _of_sign(character: str, is_japanese: bool) -> int:
    code = ord(character)
    if _INDIC[0] <= code <= _INDIC[1]:
        # A virama (combining class 9) takes the vowel of the letter before it away.
        return -ONE if unicodedata.combining(character) == 9 else ONE if unicodedata.category(character) == "Lo" else 0
    if is_japanese and 0x3400 <= code <= 0x9FFF:
        return _CHARACTER_IN_JAPANESE
    if character in _SMALL_KANA:
        return 0
    return next((each for first, last, each in _SCRIPTS if first <= code <= last), ONE // 2)
