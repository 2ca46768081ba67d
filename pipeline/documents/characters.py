"""Characters that nobody sees, and which of them a text needs. Pure.

Sources: the bidirectional controls and their pairs are those of UAX #9, sections 2.1 to 2.5; where joiners belong, Unicode 15.0,
section 23.2, and UTS #51, section 2.2, for emoji; the scripts that write no blanks, UAX #14, class SA.
"""

from __future__ import annotations

import re
import unicodedata

from pipeline.values import dataclass

_UNSEEN = re.compile(
    "[\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\U000e0001-\U000e007f]"
)
_JOINED = re.compile(
    "[\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\u1900-\u1aaf\u1b00-\u1c4f\ua840-\ua8ff\ua980-\ua9df\uaa00-\uaa7f"
    "\uabc0-\uabff\ufb50-\ufdff\ufe70-\ufefc\U00010a00-\U00010d3f\U00010e80-\U00011c6f\U0001e900-\U0001e95f]"
)
"""Letters and marks of scripts in which joiners change what is written: Arabic and its kin, the scripts of India, and so on."""
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u0f00-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\u1b00-\u1b7f\ua980-\ua9df\uaa60-\uaadf]"
)
"""Thai, Lao, Tibetan, Burmese, Khmer and others: a blank of no width says where a line may end."""
_AFTER_EMOJI = re.compile("[\ufe0f\U0001f3fb-\U0001f3ff\U000e007f]")
_ISOLATES = "\u2066\u2067\u2068"
_ISOLATES_END = "\u2069"
_LONGEST = 60
"""Characters of a line that is quoted whole."""
_DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e"


@dataclass(frozen=True, slots=True)
class Unseen:
    """A character of a text that nobody sees and the text does not need: the number it stands at, and what is to be said of it.

    One that `is_harmful` changes how the text around it is shown.
    """

    index: int
    message: str
    hint: str
    is_harmful: bool


def unseen(text: str) -> Unseen | None:
    """Return the first character of a text that nobody sees and that it does not need, None where there is none."""
    wrong = [match.start() for match in _UNSEEN.finditer(text) if not _belongs(text, match.start())]
    if not wrong:
        return None
    harmful = next((index for index in wrong if _is_harmful(text[index])), None)
    index = wrong[0] if harmful is None else harmful
    character = text[index]
    name = unicodedata.name(character, "a control character").lower()
    more = f", and {len(wrong) - 1} more" if len(wrong) > 1 else ""
    message = f"a character that nobody sees (U+{ord(character):04X}, {name}) stands in {_shown(text, index)!r}{more}"
    if character in _DIRECTIONS:
        message += ": it turns the order of what follows"
    elif character in _ISOLATES + _ISOLATES_END:
        message += ": its pair is missing"
    return Unseen(index, message, "remove it; it is often pasted in unseen", harmful is not None)


def unseen_in_file(text: str) -> tuple[int, int, Unseen] | None:
    """Return the line and column, from 1, of the first such character of a file, and what is to be said of it."""
    found = unseen(text)
    if found is None:
        return None
    before = text[: found.index].splitlines() if found.index else [""]
    is_new_line = text[: found.index].endswith(("\n", "\r"))
    return len(before) + is_new_line, 1 if is_new_line else len(before[-1]) + 1, found


def _is_harmful(character: str) -> bool:
    return character in _DIRECTIONS + _ISOLATES + _ISOLATES_END or unicodedata.category(character) == "Cc"


def _shown(text: str, index: int) -> str:
    """Return the line that a character stands in as it is seen, of a long one the words around."""
    start, end = text.rfind("\n", 0, index) + 1, text.find("\n", index)
    before = _UNSEEN.sub("", text[start:index])
    after = _UNSEEN.sub("", text[index : end if end >= 0 else None])
    if len(before) + len(after) > _LONGEST:
        before, after = before[-_LONGEST // 2 :].partition(" ")[2] or before, after[: _LONGEST // 2].rpartition(" ")[0] or after
    return (before + after).strip()


def _belongs(text: str, index: int) -> bool:
    """Say whether a script, an emoji or the direction of a text needs the character there."""
    character = text[index]
    before = _base(text, index)
    after = text[index + 1 : index + 2]
    match character:
        case "\u200d":
            return bool(_JOINED.match(before)) or (_is_emoji(before) and _is_emoji(after))
        case "\u200c":
            return bool(_JOINED.match(before))
        case "\u200b":
            return bool(_UNSPACED.match(before) or _UNSPACED.match(after))
        case "\u200e" | "\u200f" | "\u061c":
            return any(unicodedata.bidirectional(each) in ("R", "AL", "AN") for each in text)
        case "\xad":
            return before.isalpha() and after.isalpha()
        case _ if character in _ISOLATES + _ISOLATES_END:
            return index not in _unpaired(text)
        case _ if "\U000e0020" <= character <= "\U000e007f":
            return before == "\U0001f3f4" or "\U000e0020" <= text[index - 1 : index] <= "\U000e007e"
    return False


def _base(text: str, index: int) -> str:
    """Return the character that those before `index` hang on; what only chooses an emoji's look does not count."""
    at = index - 1
    while at > 0 and _AFTER_EMOJI.match(text[at]):
        at -= 1
    return text[at] if at >= 0 else ""


def _is_emoji(character: str) -> bool:
    return bool(character) and (unicodedata.category(character) in ("So", "Sm") or character in "\u2194\u2195\u27a1\u2b1b")


def _unpaired(text: str) -> set[int]:
    """Return where isolates stand that do not end, or ends that no isolate has, within one line each."""
    wrong: set[int] = set()
    open_: list[int] = []
    for index, character in enumerate(text):
        if character in _ISOLATES:
            open_.append(index)
        elif character == _ISOLATES_END:
            if open_:
                open_.pop()
            else:
                wrong.add(index)
        elif character == "\n":
            wrong.update(open_)
            open_ = []
    return wrong.union(open_)
