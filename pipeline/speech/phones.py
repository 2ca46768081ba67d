"""Sounds in the phonetic alphabet (IPA) -> the 39 phones of English that the acoustic model knows (CMUdict's names). Pure.

A sound that English lacks becomes the nearest one that it has: what is aligned is known, so near is enough.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

PHONES = (
    "AA", "AE", "AH", "AO", "AW", "AY", "B", "CH", "D", "DH", "EH", "ER", "EY", "F", "G", "HH", "IH", "IY", "JH", "K", "L", "M",
    "N", "NG", "OW", "OY", "P", "R", "S", "SH", "T", "TH", "UH", "UW", "V", "W", "Y", "Z", "ZH",
)  # fmt: skip

_NEAREST = {
    sound: phones.split()
    for phones, sounds in {
        "AA": "a ä ɑ ɒ ʕ", "AE": "æ", "AH": "ə ɐ ʌ ɤ ᵊ", "AO": "ɔ", "AW": "aʊ au ɑu", "AY": "aɪ ai ɑɪ", "B": "b ɓ",
        "CH": "tʃ tɕ ʈʂ tʂ t͡ʃ", "D": "d ɖ ɗ", "DH": "ð", "EH": "ɛ e̞ œ", "ER": "ɜ ɝ ɚ ø ɘ", "EY": "e eɪ ei", "F": "f ɸ",
        "G": "ɡ g ɣ ɟ ɠ ɢ", "HH": "h x ç ħ ɦ χ", "IH": "ɪ ɨ ᵻ", "IY": "i", "JH": "dʒ dʑ ɖʐ d͡ʒ", "K": "k c q",
        "L": "l ɫ ɭ ɬ", "M": "m",
        "N": "n ɳ ɴ", "N Y": "ɲ", "L Y": "ʎ", "NG": "ŋ", "OW": "o oʊ əʊ o̞ ɵ ou", "OY": "ɔɪ ɔy oi", "P": "p", "R": "r ɹ ɾ ʁ ʀ ɻ ɽ",
        "S": "s", "SH": "ʃ ɕ ʂ", "T": "t ʈ", "T S": "ts", "D Z": "dz", "P F": "pf", "TH": "θ", "UH": "ʊ", "UW": "u ɯ ʉ y ʏ ɯᵝ",
        "V": "v ʋ β ⱱ", "W": "w ʍ ɥ", "Y": "j ʝ", "Z": "z", "ZH": "ʒ ʑ ʐ",
    }.items()
    for sound in sounds.split()
}  # fmt: skip
_WITHOUT = "ˈˌːˑ‿ʲʰʷˠˤˀʼ˞.|-!?;:\"'^*=~123456789̩̯̃̊"


def phones(sounds: Iterable[str]) -> list[str]:
    """Return the phones of a word; what is no sound by itself (a glottal stop, a tone) has none."""
    return [phone for sound in sounds for phone in _of(_bare(sound))]


def _bare(sound: str) -> str:
    plain = "".join(character for character in unicodedata.normalize("NFD", sound) if character not in _WITHOUT)
    return unicodedata.normalize("NFC", plain)


def _of(sound: str) -> list[str]:
    """Return the phones of a sound: of the longest beginning of it that is known, and of the rest."""
    for length in range(len(sound), 0, -1):
        if (known := _NEAREST.get(sound[:length])) is not None:
            return known + _of(sound[length:])
    return _of(sound[1:]) if sound else []
