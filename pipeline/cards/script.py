"""Scripts: base direction of a text, the language that picks Han shapes, and the emoji in it. Pure.

Sources: base direction as rule P2 and P3 of the Unicode Bidirectional Algorithm (UAX #9), emoji sequences as ED-16 and ED-17 of
Unicode Technical Standard #51, ranges from the Unicode Character Database.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

_RI = "[\U0001f1e6-\U0001f1ff]"
_SKIN = "[\U0001f3fb-\U0001f3ff]"
_PICTOGRAPH = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u23cf\u23e9-\u23fa\u24c2\u25aa\u25ab"
    "\u25b6\u25c0\u25fb-\u25fe\u2600-\u27bf\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d\u3297\u3299"
    "\U0001f004\U0001f0cf\U0001f170-\U0001f251\U0001f300-\U0001faff]"
)
_ELEMENT = f"{_PICTOGRAPH}(?:\ufe0f{_SKIN}?|{_SKIN}|\ufe0e)?"
_EMOJI = re.compile(
    f"{_RI}{_RI}|[0-9#*]\ufe0f?\u20e3|\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f|{_ELEMENT}(?:\u200d{_ELEMENT})*"
)
_MAY_HOLD_EMOJI = re.compile("[\u00a9\u00ae\u203c-\u32ff\U0001f000-\U0001faff]")

_JOINED = re.compile("[\u0590-\u10ff\u1780-\u17ff\ufb1d-\ufdff\ufe70-\ufeff]")
_STACKED = re.compile("[\u0900-\u0dff\u0f00-\u109f\u1780-\u17ff]")
_KANA = re.compile("[\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9f]")
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")
_HAN = re.compile("[\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")


BREAK = "\u200b"
"""Between two characters it is seen by nobody, and a line may end there (zero width space, UAX #14)."""


def direction(text: str) -> str:
    """Return `rtl` where the first strong character is right-to-left, else `ltr` (UAX #9, P2 and P3)."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind == "L":
            return "ltr"
        if kind in ("R", "AL"):
            return "rtl"
    return "ltr"


_MARK = "\u200f"
"""Nobody sees it, and it runs to the left as a letter of Hebrew does (right-to-left mark, UAX #9, 2.6)."""


def together(text: str) -> str:
    """Return a text that runs to the left with marks where it begins or ends with what runs nowhere, such as a full stop.

    It then stands right in an element that runs to the right, too; any other text is returned as it is.
    """
    if direction(text) == "ltr":
        return text
    first, last = unicodedata.bidirectional(text[0]), unicodedata.bidirectional(text[-1])
    before = "" if first in ("R", "AL") else _MARK
    after = "" if last in ("R", "AL", "NSM", "EN", "AN") else _MARK  # marks and digits go with the letters before them
    return before + text + after


def is_joined(text: str) -> bool:
    """Return whether letters of a text join or stack (Arabic, Indic, Thai, Khmer, ...), so that spacing them breaks words."""
    return _JOINED.search(text) is not None


def is_upright(text: str) -> bool:
    """Return whether a text has letters of East Asia, which are written in squares and never slanted."""
    return any(letters.search(text) for letters in (_KANA, _HANGUL, _HAN))


def stacks(text: str) -> bool:
    """Return whether letters of a text make one shape together, in another order than is written (Indic, Khmer, Burmese)."""
    return _STACKED.search(text) is not None


@lru_cache(maxsize=4096)
def width_of(text: str) -> int:
    """Return how many Latin letters wide a text is, about: marks have no width, Chinese, Japanese and Korean letters count twice
    (UAX #11)."""
    letters = (character for character in text if not unicodedata.category(character).startswith("M"))
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in letters)


def han_language(text: str, language: str) -> str:
    """Return the BCP 47 tag whose Han shapes a text wants, or `language` where it has no CJK characters.

    Kana make it Japanese and Hangul Korean; Han alone follows `language` where that is a CJK one, else Simplified Chinese.
    """
    if _KANA.search(text):
        return "ja"
    if _HANGUL.search(text):
        return "ko"
    if _HAN.search(text) and language.split("-")[0] not in ("ja", "ko", "zh"):
        return "zh-Hans"
    return language


def tells(language: str) -> bool:
    """Return whether the engine may be told a language: with any Chinese tag it draws simplified shapes (pytakumi 0.1.5).

    Chinese shapes come from the order of the font families instead.
    """
    return language.split("-")[0] != "zh"


def cjk_family(language: str) -> str:
    """Return the suffix of the Noto Sans CJK family for a BCP 47 tag: JP, KR, SC, TC or HK."""
    parts = language.split("-")
    if parts[0] == "zh":
        if "HK" in parts or "MO" in parts:
            return "HK"
        return "TC" if "TW" in parts or "Hant" in parts else "SC"
    return {"ja": "JP", "ko": "KR"}.get(parts[0], "SC")


def emoji_runs(text: str, lacks: Callable[[str], bool] = lambda _: False) -> Iterator[tuple[str, bool]]:
    """Split a text into (part, whether it is one emoji sequence), in order; nothing is lost.

    A character with both presentations (a heart, an arrow) counts as emoji with variation selector 16, in a sequence, or where
    no font has it, as `lacks` tells; with variation selector 15 it does not.
    """
    if not _MAY_HOLD_EMOJI.search(text) and "\u20e3" not in text:
        yield text, False
        return
    after = 0
    for match in _EMOJI.finditer(text):
        if not _is_picture(match[0]) and not (len(match[0]) == 1 and lacks(match[0])):
            continue
        if match.start() > after:
            yield text[after : match.start()], False
        yield match[0], True
        after = match.end()
    if after < len(text):
        yield text[after:], False


def emoji_names(sequence: str) -> tuple[str, ...]:
    """Return the file names under which Twemoji may keep a sequence, best first: code points in hex joined by hyphens.

    Twemoji drops variation selector 16 except in some sequences with a zero-width joiner.
    """
    points = [f"{ord(character):x}" for character in sequence if character != "\ufe0e"]
    plain = [point for point in points if point != "fe0f"]
    return tuple(dict.fromkeys(("-".join(points), "-".join(plain))))


def is_mark(character: str) -> bool:
    """Return whether a character needs no glyph of its own: space, control, format, variation selector."""
    return unicodedata.category(character) in ("Cc", "Cf", "Zs", "Zl", "Zp") or "\ufe00" <= character <= "\ufe0f"


def _is_picture(sequence: str) -> bool:
    if "\ufe0e" in sequence:
        return False
    first = sequence[0]
    if len(sequence) > 1:
        return True
    return first in _PRESENTED or first >= "\U0001f300"


# Emoji_Presentation=Yes below U+1F300 (emoji-data.txt of UTS #51): drawn as pictures without a variation selector.
_PRESENTED = frozenset(
    "\u231a\u231b\u23e9\u23ea\u23eb\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648\u2649\u264a\u264b\u264c\u264d\u264e\u264f"
    "\u2650\u2651\u2652\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa"
    "\u26fd\u2705\u270a\u270b\u2728\u274c\u274e\u2753\u2754\u2755\u2757\u2795\u2796\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55"
    "\U0001f004\U0001f0cf\U0001f18e\U0001f191\U0001f192\U0001f193\U0001f194\U0001f195\U0001f196\U0001f197\U0001f198\U0001f199"
    "\U0001f19a\U0001f201\U0001f21a\U0001f22f\U0001f232\U0001f233\U0001f234\U0001f235\U0001f236\U0001f238\U0001f239\U0001f23a"
    "\U0001f250\U0001f251"
)
