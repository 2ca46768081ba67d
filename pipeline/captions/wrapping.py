"""Break a caption's text into lines as its language is read: balanced, between phrases, never inside a character."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from pipeline.captions.rules import rules_of
from pipeline.captions.text import clusters, columns, is_wide

if TYPE_CHECKING:
    from budoux import Parser

# What may not begin and what may not end a line (the closing and opening marks of Japanese and Chinese typesetting).
_NO_START = "、。，．・：；？！」』）］｝〉》】〕ー々…‥ゝゞぁぃぅぇぉっゃゅょァィゥェォッャュョ,.!?:;)]}’”%°\u0e2f\u0e46"
_NO_END = "「『（［｛〈《【〔([{‘“$€£¥"
_SENTENCE = tuple(".,;:!?…。、！？，；：؟،؛।॥—–")
_DASHES = ("-", "–", "—", "‐")

_WORD = re.compile(r"[^ \t\u2000-\u2006\u2008-\u200b\u205f\u3000]+[ \t\u2000-\u2006\u2008-\u200b\u205f\u3000]*")
"""A word with the blanks after it, at which a line may end: not a no-break space (Unicode UAX #14, class GL); U+200B is no blank
that is seen, and stands between words in scripts without blanks."""

_HELD = {
    "de": "am an auf aus bei das dem den der des die ein eine einem einen einer eines für im in ins mit nach oder um und vom von "
    "vor zu zum zur dass weil wenn ich du er sie es wir ihr",
    "en": "a an and as at but by for from he i if in into it my nor of on or our so than that the their they this to we when "
    "with you your his her its she",
    "es": "a al con de del el en la las lo los mi o para por que se si sin su sus tu un una unas unos y e u yo",
    "fr": "à au aux avec ce ces cette d dans de des du elle en et il je la le les leur ma mais mes mon nous on ou par pour qu "
    "que sa sans se ses si son sur ta tu un une vous",
    "it": "a ai al alla che con da dal dei del della di e gli i il in io la le lo ma mi nel nella o per se si su un una uno",
    "pt": "a ao aos as com da das de do dos e em eu na nas no nos o os ou para pela pelo por que se sem um uma",
}  # fmt: skip
"""Words by language that belong to the next one: articles, prepositions, conjunctions, pronouns. A line ends before them
(Netflix, general requirements, line treatment)."""

_PHRASE, _HELD_BACK = -128, 96
"""What a break is worth after punctuation and costs after a word that belongs to the next, in squares of columns from even."""


class _Piece(NamedTuple):
    """A part of a text that stays in one line, and what it costs to end a line after it."""

    text: str
    cost: int


def wrap(text: str, language: str = "", *, limit: int | None = None, lines: int | None = None) -> str:
    """Break a text into lines of at most `limit` columns: as few as fit, balanced, where its language lets a line end.

    `limit` and `lines` are those of the language where they are left out (`rules_of`); East Asian wide characters and emoji take
    two columns. `language` is a tag like `ja` or `pt-BR`; empty where it is not known.

    A line ends after punctuation where one is near, and not after a word that belongs to the next; in Japanese, Chinese and Thai
    between phrases (in Chinese and Japanese between characters where phrases would need more than `lines`, not before closing
    marks), in Korean between words. Breaks that are there stay when they keep to `limit` and `lines`, or when the lines are the
    turns of a dialogue. A text that needs more than `lines` gets them (`lint` tells); a word wider than `limit` stays whole.
    Idempotent.
    """
    rules = rules_of(language)
    limit, lines = limit or rules.columns, lines or rules.lines
    given = text.split("\n")
    if len(given) <= lines and all(columns(line) <= limit for line in given):
        return text
    if len(given) > 1 and all(line.startswith(_DASHES) for line in given):
        return "\n".join(line for turn in given for line in _fill(turn, language, limit, lines))
    return "\n".join(_fill(joined(given), language, limit, lines))


def phrases(text: str, language: str = "", longest: int = 14) -> list[str]:
    """Split a text into parts that are read together: words, and in scripts without blanks between words their phrases.

    Nothing is lost. A phrase of more than `longest` columns comes in characters; a single one at the end stays with those before.
    """
    found: list[str] = []
    for part in (part for word in _WORD.findall(text) for part in _phrases(word, language, longest)):
        if found and part[0] in f"{_NO_START}\u00bb":  # French has a blank before a colon, and before what ends a quotation
            found[-1] += part
        else:
            found.append(part)
    lost = len(text) - sum(map(len, found))  # blanks at its beginning
    if len(found) > 1 and len(clusters(found[-1])) == 1 and not found[-2][-1].isspace():
        found[-2:] = [found[-2] + found[-1]]
    return [text[:lost], *found] if lost else found


def joined(lines: Sequence[str]) -> str:
    """Return lines as one: with a blank between words, with none between characters of a script that has none."""
    text = lines[0]
    for line in lines[1:]:
        is_close = text[-1] == "\u200b" or (_has_no_blanks(text[-1]) and _has_no_blanks(line[0]))
        text += line if is_close else f" {line}"
    return text


def _fill(text: str, language: str, limit: int, lines: int) -> list[str]:
    """Break one paragraph: between phrases, and between characters where that takes fewer lines than are too many."""
    filled = _broken([*_pieces(text, language, limit)], limit)
    if len(filled) > lines and any(map(is_wide, text)):
        closer = _broken([*_pieces(text, language, 0)], limit)
        return closer if len(closer) < len(filled) else filled
    return filled


def _broken(pieces: Sequence[_Piece], limit: int) -> list[str]:
    """Return the lines of the cheapest set of breaks, by dynamic programming: fewest lines first, then evenness."""
    begins = [0, *accumulate(columns(piece.text) for piece in pieces)]
    best: list[tuple[int, int, int]] = [(0, 0, 0)]  # for each count of pieces: lines, cost, where the last line begins
    for end, last in enumerate(pieces, 1):
        blanks = columns(last.text) - columns(last.text.rstrip())
        ending = last.cost if end < len(pieces) else 0
        options = []
        for start in range(end - 1, -1, -1):
            width = begins[end] - begins[start] - blanks
            if width > limit and start < end - 1:
                break
            options.append((best[start][0] + 1, best[start][1] + max(0, limit - width) ** 2 + ending, start))
        best.append(min(options))
    found: list[str] = []
    end = len(pieces)
    while end:
        start = best[end][2]
        found.insert(0, "".join(piece.text for piece in pieces[start:end]).strip())
        end = start
    return found


def _pieces(text: str, language: str, limit: int) -> Iterator[_Piece]:
    """Split a text where a line may end; a phrase that is wider than `limit`, in a script without blanks, between characters."""
    held = _HELD.get(language.partition("-")[0].lower(), "").split()
    for word in _WORD.findall(text):
        parts = [*_phrases(word, language, limit)]
        yield from (_Piece(part, _PHRASE if part.endswith(_SENTENCE) else 0) for part in parts[:-1])
        last = parts[-1].rstrip()
        cost = _PHRASE if last.endswith(_SENTENCE) else _HELD_BACK if last.lower() in held else 0
        yield _Piece(parts[-1], cost)


def _phrases(word: str, language: str, limit: int) -> Iterator[str]:
    """Split a word where a line may end inside of it: around runs of scripts without blanks, and between their phrases."""
    held = ""
    for run in _runs(word):
        phrases = [run]
        if _has_no_blanks(run[0]):
            phrases = _whole(_parser(run, language).parse(run))
        for phrase in phrases:
            is_loose = is_wide(phrase[0]) and columns(phrase) > limit
            for part in clusters(phrase) if is_loose else [phrase]:
                if held and part[0] not in _NO_START and held.rstrip()[-1:] not in _NO_END and not part.isspace():
                    yield held
                    held = part
                else:
                    held += part
    if held:
        yield held


def _runs(word: str) -> Iterator[str]:
    """Split a word where a script without blanks begins or ends; its marks and numbers that stand inside stay with it."""
    held = ""
    for cluster in clusters(word):
        if held and _has_no_blanks(cluster[0]) != _has_no_blanks(held[-1]) and not cluster[0].isspace():
            yield held
            held = cluster
        else:
            held += cluster
    if held:
        yield held


def _whole(phrases: Sequence[str]) -> list[str]:
    """Return phrases whose borders lie between grapheme clusters."""
    found: list[str] = []
    for phrase in phrases:
        if found and len(clusters(found[-1] + phrase)) < len(clusters(found[-1])) + len(clusters(phrase)):
            found[-1] += phrase
        else:
            found.append(phrase)
    return found


def _has_no_blanks(character: str) -> bool:
    """Say whether a character is of a script that writes words without blanks between them and for which phrases are known."""
    return "\u0e00" <= character <= "\u0e7f" or (is_wide(character) and unicodedata.category(character) != "So")  # no emoji


def _parser(run: str, language: str) -> Parser:
    if any("\u0e00" <= character <= "\u0e7f" for character in run):
        return _loaded("th")
    has_kana = any("\u3040" <= character <= "\u30ff" for character in run)
    tag = language.lower()
    if has_kana or tag.startswith("ja"):
        return _loaded("ja")
    is_traditional = tag.startswith(("zh-hant", "zh-tw", "zh-hk", "zh-mo", "yue"))
    return _loaded("zh-hant" if is_traditional else "zh-hans")


@lru_cache
def _loaded(model: str) -> Parser:
    import budoux

    match model:
        case "th":
            return budoux.load_default_thai_parser()
        case "ja":
            return budoux.load_default_japanese_parser()
        case "zh-hant":
            return budoux.load_default_traditional_chinese_parser()
        case _:
            return budoux.load_default_simplified_chinese_parser()
