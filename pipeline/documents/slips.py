"""What is valid YAML and not what it looks like: a text that swallows the line below it, a comment that is none. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline.documents.characters import unseen
from pipeline.documents.places import Places
from pipeline.faults import Diagnostic, Severity, Where

_ITEM = re.compile(r"-(?:[ \t]|$)")
_TIGHT_FIELD = re.compile(r"(?:- +)?[^\W\d][\w-]*:(?!//)\S")
_FIELD = re.compile(r"(?:- +)?[^\W\d][\w-]*:(?:\s|$)")
_LATE_COMMENT = re.compile(r"[^\W_]{2}#\s")
"""A `#` that was meant to begin a comment; one letter before it is the name of a note (`C# minor`)."""
_COLOUR = re.compile(r"\s*:[ \t]+(#(?:[0-9a-fA-F]{3}){1,2})[ \t]*(?=\r|\n|$)")
_NUMBER_BEFORE = re.compile(r"([+-]?\d+),\Z")
_NUMBER_AFTER = re.compile(r"\d+(?: ?[A-Za-z]{1,4})?")
_TIGHT_KEY = re.compile(r"([^\W\d][\w-]*:)(?!//)\S")

_QUOTED = ('"', "'")


def slips(places: Places, start: int, end: int, text: str, style: str, *, is_flow: bool) -> Iterator[Diagnostic]:
    """Yield what should be said of a text that was read from `start` to `end`.

    `style` is its first sign, empty where it has none; `is_flow` says that it stands in brackets, whose end may be missing.
    Errors are told of what no text is meant to be; `kept` says what of it is then left.
    """
    if (found := unseen(text)) is not None:
        severity = Severity.ERROR if found.is_harmful else Severity.WARNING
        yield Diagnostic(_place(places, start, end, text, found.index), found.message, found.hint, severity)
    if style in ("|", ">") or not text:
        return
    raw = places.text[start:end]
    if style not in _QUOTED and (late := _LATE_COMMENT.search(raw)) is not None:
        message = f"this # is read as part of the text {text!r}: a comment begins after a blank"
        where = places.between(start + late.end() - 2, start + late.end() - 1)
        yield Diagnostic(where, message, "write a blank before it, or put the text in quotes", Severity.WARNING)
    if is_flow or ("\n" not in raw and "\r" not in raw):
        return
    line = places.of(start)[0]
    for index, written in _lines_below(places, start, end):
        message = f"this line is read as part of the text that begins in line {line}"
        if style in _QUOTED:
            if _FIELD.match(written):
                hint = "close the quote there; or write a text of several lines after a bar (|)"
                yield Diagnostic(places.rest_of_line(index), message, hint, Severity.WARNING)
                return
        elif _ITEM.match(written):
            hint = "write a list below a key that has no value of its own; or put the text in quotes"
            yield Diagnostic(places.rest_of_line(index), message, hint)
            return
        elif _TIGHT_FIELD.match(written):
            hint = "write a space after the colon, and begin the line in the column of its fields; or put the text in quotes"
            yield Diagnostic(places.rest_of_line(index), message, hint, Severity.WARNING)
            return


def kept(places: Places, start: int, end: int, text: str, style: str) -> str:
    """Return what is left of a text without the items of a list that it swallowed, so that they are one mistake."""
    if style in ("|", ">", *_QUOTED):
        return text
    first = next((index for index, written in _lines_below(places, start, end) if _ITEM.match(written)), None)
    return text if first is None else " ".join(places.text[start:first].split())


def commented_colour(places: Places, key_end: int) -> Diagnostic | None:
    """Tell of a colour without quotes after a key that ends at `key_end`: to YAML it is a comment."""
    match = _COLOUR.match(places.text, key_end)
    if match is None:
        return None
    message = f"{match[1]} is read as a comment, so nothing is written here"
    return Diagnostic(places.between(*match.span(1)), message, f'put a colour in quotes: "{match[1]}"')


def tight_key(name: str, where: Where) -> Diagnostic | None:
    """Tell of a key in { } that has no value, since its value follows the colon without a blank."""
    match = _TIGHT_KEY.match(name)
    if match is None:
        return None
    end = replace(where, end_line=where.line, end_column=where.column + len(match[1]))
    return Diagnostic(end, f"there is no space after {match[1]!r}, so it is read as a text", "write a space after the colon")


def comma_in_number(places: Places, name: str, key_start: int, where: Where) -> Diagnostic | None:
    """Tell of a decimal comma in { }: it ends the number, and what follows it is read as a key without a value."""
    before = _NUMBER_BEFORE.search(places.text[max(0, key_start - 12) : key_start])
    after = _NUMBER_AFTER.fullmatch(name)
    if before is None or after is None:
        return None
    hint = f"write {before[1]}.{name}: the decimal sign is a point"
    return Diagnostic(where, f"the comma in {before[1]},{name} ends the number: in {{ }} it parts fields", hint)


def _lines_below(places: Places, start: int, end: int) -> Iterator[tuple[int, str]]:
    """Yield the lines of a text below its first: the number of the first character that is no blank, and what is written."""
    first, last = places.of(start)[0], places.of(end)[0]
    for number in range(first + 1, last + 1):
        line = places.line(number)
        written = line.lstrip()
        index = places.start(number) + len(line) - len(written)
        if written and index < end:
            yield index, written


def _place(places: Places, start: int, end: int, text: str, index: int) -> Where:
    """Return where a character of a text is written; the text's place where it is written by an escape."""
    at = start - 1
    for _ in range(text[: index + 1].count(text[index])):
        at = places.text.find(text[index], at + 1, end)
        if at < 0:
            return places.between(start, end)
    return places.between(at, at + 1)
