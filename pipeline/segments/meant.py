"""What a producer meant who wrote a value nearly right: a switch, a language, a number, a list. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pipeline.faults import guess
from pipeline.media.languages import canonical, is_known, is_tag, mistake, short
from pipeline.timebase import TimeFault, parse_rate, parse_time

NOTHING = "write a value, or remove the line"
"""What to do where nothing is written after a key."""
SWITCH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
"""How a switch may be written, whatever the case."""
_OFF = (
    "of", "offf", "oof", "ofd", "ofg", "fo", "0ff", "none", "null", "nothing", "~", "disabled", "fasle", "flase", "fals", "flse",
)  # fmt: skip
_ON = ("onn", "0n", "enabled", "tru", "ture", "treu", "yess", "yse")
"""What is nearly `off` or `on`, or says it in another word, and is no name of a file and no title."""
_QUOTED = re.compile(r"'(\w+)'")

_OTHERS = {"iw": "he", "in": "id", "ji": "yi", "jw": "jv", "jp": "ja", "cz": "cs", "dk": "da", "ua": "uk", "cn": "zh"}
"""Codes of no language: former ones (RFC 5646, section 3.1.7), and those of countries whose language has another."""
_LANGUAGES = {
    name: code
    for code, names in {
        "ar": "arabic عربي العربية", "zh": "chinese mandarin 中文", "cs": "czech", "da": "danish dansk", "nl": "dutch nederlands",
        "en": "english englisch inglés", "fi": "finnish suomi", "fr": "french français francais", "de": "german deutsch",
        "el": "greek ελληνικά", "he": "hebrew עברית", "hi": "hindi हिन्दी", "hu": "hungarian", "id": "indonesian",
        "it": "italian italiano", "ja": "japanese 日本語", "ko": "korean 한국어", "no": "norwegian norsk",
        "fa": "persian farsi فارسی",
        "pl": "polish polski", "pt": "portuguese português portugues", "ro": "romanian", "ru": "russian русский",
        "es": "spanish español espanol castellano", "sv": "swedish svenska", "th": "thai ไทย", "tr": "turkish türkçe",
        "uk": "ukrainian українська", "ur": "urdu", "vi": "vietnamese",
    }.items()
    for name in names.split()
}  # fmt: skip

_UNIT = re.compile(r"(\d+(?:[.,]\d+)?)\s*(s|secs?|seconds?|m|mins?|minutes?|f|frames?)\.?", re.IGNORECASE)
_RATE = re.compile(r"(\d+(?:/\d+)?)\s*(?:fps|hz|p|frames?(?: a second|/s)?)", re.IGNORECASE)
_AND = re.compile(r"\s*(?:[,;&+/]|\band\b|\by\b|\bund\b|\bet\b)\s*")


def is_off(value: object) -> bool:
    """Say whether a scalar switches something off."""
    return isinstance(value, str) and SWITCH.get(value.strip().casefold()) is False


def is_on(value: object) -> bool:
    """Say whether a scalar switches something on."""
    return isinstance(value, str) and SWITCH.get(value.strip().casefold()) is True


def off(text: str) -> str:
    """Return `did you mean 'off'?`, or 'on', where a text in place of a file, a group or a title is misspelled so; or nothing."""
    word = text.strip()
    if word == "~" or (word.casefold() in _OFF and word[1:].islower()):
        return "did you mean 'off'?"
    return "did you mean 'on'?" if word.casefold() in _ON else ""


def switch(text: str) -> str:
    """Return `did you mean 'on'?`, or 'off', for what stands where only a switch may stand; nothing where neither is near."""
    near = _QUOTED.search(guess(text.strip(), tuple(SWITCH)))
    return off(text) or (f"did you mean {'on' if SWITCH[near[1]] else 'off'!r}?" if near else "")


def language(text: str) -> str:
    """Return the code that a text means: `en-US` for `en_us`, `en` for `English`; nothing where it is no language."""
    if (code := _LANGUAGES.get(text.strip().casefold())) is not None:
        return code
    first, *rest = text.strip().replace("_", "-").split("-")
    first = _OTHERS.get(first.lower(), first)
    rest = ["GB" if part.lower() == "uk" else part for part in rest[:1]] + rest[1:]  # no region has the code UK
    written = canonical("-".join([first, *rest]))
    return written if is_tag(written) and (is_known(short(first)) or first.lower() == "x") else ""


def no_language(text: str) -> tuple[str, str] | None:
    """Return the mistake of a text that is no language tag, as message and hint; None for one that is."""
    if is_tag(text) and text.split("-")[1:2] != ["UK"]:
        return None
    if code := language(text):
        return f"{text!r} is not a language", f"did you mean {code!r}?"
    reason = mistake(text) if "-" in text else ""
    return f"{text!r} is not a language{reason and ': '}{reason}", "write its code, such as en, es, pt-BR or zh-Hant"


def time(text: str) -> str:
    """Return a time as it is written here for one with a unit or a comma: `1.5` for `1,5 s`; nothing where it is none."""
    plain = text.replace(",", ".") if text.count(",") == 1 else text
    if (match := _UNIT.fullmatch(plain)) is not None:
        number, unit = match[1], match[2].lower()[0]
        plain = number if unit == "s" else f"{number}f" if unit == "f" else f"{number}:00"
    return plain if plain != text and _is_read(parse_time, plain) else ""


def rate(text: str) -> str:
    """Return a rate as it is written here for one with a unit: `25` for `25 fps`; nothing where it is none."""
    match = _RATE.fullmatch(text)
    return match[1] if match is not None and _is_read(parse_rate, match[1]) else ""


def keys(text: str, known: Sequence[str]) -> str:
    """Return how to write several people whose keys stand in one text: `[ana, ben]` for `ana, ben`; nothing for one."""
    parts = [part for part in _AND.split(text) if part]
    if all(part in known for part in text.split()):
        parts = text.split()
    return f"[{', '.join(parts)}]" if len(parts) > 1 and any(part in known for part in parts) and _is_plain(parts) else ""


def _is_plain(parts: Sequence[str]) -> bool:
    return all(part and not any(sign.isspace() or sign in "#'" for sign in part) for part in parts)


def _is_read(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except TimeFault:
        return False
    return True
