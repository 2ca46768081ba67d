"""The encodings of text that files of captions may declare, by any name that Python knows them by; and which one fits. Pure."""

from __future__ import annotations

import codecs
from functools import cache

from pipeline.faults import guess

NAMES = (
    "utf-8", "utf-16", "utf-16-le", "utf-16-be", "ascii",
    *(f"windows-{number}" for number in range(1250, 1259)), "windows-874",
    *(f"iso-8859-{number}" for number in range(1, 17) if number != 12),  # there is no twelfth
    "koi8-r", "koi8-u", "macintosh", "mac-cyrillic", "cp437", "cp850", "cp852", "cp866",
    "shift_jis", "cp932", "euc-jp", "iso-2022-jp", "gb2312", "gbk", "gb18030", "big5", "big5-hkscs", "euc-kr", "cp949",
)  # fmt: skip
"""What may be declared: what programs for subtitles have written. UTF-7 is none of them, nor what encodes no text (rot13)."""

_PYTHON = {"windows-874": "cp874"}
"""Python's names, where it does not know the usual ones."""
_MEANT = {
    "ansi": "windows-1252", "latin": "iso-8859-1", "western": "windows-1252", "sjis": "shift_jis", "utf8-bom": "utf-8",
    "utf-8-bom": "utf-8", "unicode": "utf-16", "cyrillic": "windows-1251", "greek": "windows-1253", "arabic": "windows-1256",
}  # fmt: skip
"""What editors call encodings that Python calls otherwise."""
_USUAL = {
    "ar": "windows-1256", "ba": "windows-1251", "be": "windows-1251", "bg": "windows-1251", "cs": "windows-1250",
    "el": "iso-8859-7", "et": "windows-1257", "fa": "windows-1256", "he": "windows-1255", "hr": "windows-1250",
    "hu": "iso-8859-2", "ja": "shift_jis", "kk": "windows-1251", "ko": "euc-kr", "ku": "windows-1254", "ky": "windows-1251",
    "lt": "windows-1257", "lv": "windows-1257", "mk": "windows-1251", "pl": "iso-8859-2", "ru": "windows-1251",
    "sah": "windows-1251", "sk": "windows-1250", "sl": "iso-8859-2", "sr": "windows-1251", "tg": "windows-1251",
    "th": "windows-874", "tr": "windows-1254", "tt": "windows-1251", "uk": "windows-1251", "vi": "windows-1258", "zh": "gb18030",
}  # fmt: skip
"""The encoding that a text without a name of one most often has, by its language; windows-1252 in all others.

Source: html.spec.whatwg.org, "determining the character encoding", the table of locales.
"""

_BESIDE = {"iso-8859-2": "windows-1250", "windows-1250": "iso-8859-2", "iso-8859-7": "windows-1253"}
"""The encoding in which a language is written as often: Windows' own has letters where ISO 8859 has controls."""


def python_name(declared: str) -> str | None:
    """Return Python's name of an encoding that may be declared, None for any other text."""
    try:
        name = codecs.lookup(_PYTHON.get(declared.strip().casefold(), declared.strip())).name
    except (LookupError, ValueError):
        return None
    return name if name in NAMES or name in _known() else "utf-8" if name == "utf-8-sig" else None


def meant(text: str) -> str:
    """Return what to write for a text that names no encoding."""
    plain = text.strip().casefold()
    if near := _MEANT.get(plain) or next((name for name in NAMES if _plain(name) == _plain(plain)), ""):
        return f"did you mean {near!r}?"
    return guess(plain, NAMES) or "write the name of one, such as windows-1252, iso-8859-2 or shift_jis"


def fitting(content: bytes, at: int, language: str) -> tuple[str, str] | None:
    """Return the encoding that bytes which are no UTF-8 `at` a place may have, and the word that it reads there.

    It is the usual one of the language, its other usual one, or Western where those cannot read the bytes; None where none can.
    Bytes of which half are zero may be UTF-16. A person has to see the word: nothing is read by it.
    """
    if b"\0" in content:
        return _of_two_bytes(content)
    primary, *rest = language.split("-")
    usual = "big5" if primary == "zh" and {"Hant", "TW", "HK"} & {*rest} else _USUAL.get(primary, "windows-1252")
    for name in dict.fromkeys((usual, _BESIDE.get(usual, "windows-1252"), "windows-1252")):
        try:
            before, text = (part.decode(_PYTHON.get(name, name)) for part in (content[:at], content))
        except UnicodeDecodeError:
            continue
        if any("\x80" <= character <= "\x9f" for character in text):
            continue
        head, tail = before.split()[-1:] if before and not before[-1].isspace() else [""], text[len(before) :].split()[:1]
        return name, "".join((*head, *tail))[:40]
    return None


def _of_two_bytes(content: bytes) -> tuple[str, str] | None:
    for name, zero in (("utf-16-le", 1), ("utf-16-be", 0)):
        if content[zero::2].count(0) * 2 < len(content[zero::2]) or 0 in content[1 - zero :: 2]:
            continue
        try:
            words = content.decode(name).split()
        except UnicodeDecodeError:
            continue
        return name, next((word for word in words if word.isalpha()), words[0] if words else "")[:40]
    return None


def _plain(name: str) -> str:
    return "".join(character for character in name.replace("windows", "cp") if character.isalnum())


@cache
def _known() -> frozenset[str]:
    """Return Python's names of all, once one is asked for: each is a module of its own."""
    return frozenset(codecs.lookup(_PYTHON.get(name, name)).name for name in NAMES)
