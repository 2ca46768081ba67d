"""What is no YAML, in a producer's words: the place where it is wrong, and what to write there. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from pipeline.documents.places import Places
from pipeline.faults import Diagnostic, Where

if TYPE_CHECKING:
    from yaml import MarkedYAMLError

BLANKS = "\xa0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff"
"""Blanks that are none to YAML, as a class of characters."""
_ODD_SPACE = re.compile(rf"^[ -]*([{BLANKS}]+)|[:-]([{BLANKS}]+)")
"""A blank that YAML does not take for one, where a line is indented or after the sign of a key or an item."""
_FIELD = re.compile(r"( *)((?:- +)*)[^\s#].*:(\s.*)?")
_ITEMS = re.compile(r"(?:- +)+")
_TIGHT = re.compile(r" *(?:- +)*([\w-]+:)[^\s/]")
"""A key whose value follows the colon without a blank; not `https://`, which may go on a text."""
_BARE_COLOUR = re.compile(r"[{,\[:]\s+(#(?:[0-9a-fA-F]{3}){1,2})(?=[\s,}\]])")
"""A colour that stands in brackets without quotes."""
_TABBED = re.compile(r"^ *(\t+)")

_NEAR = 1
"""Columns that two items of one list may be apart by mistake; the items of an inner list are further in."""

_HINTS = (
    ("mapping values are not allowed", "a ': ' inside a text needs quotes around the text; or the indentation is off"),
    ("did not find expected key", "look at the indentation, and at quotes or brackets that are not closed"),
    ("did not find expected '-' indicator", "look at the indentation: items of a list begin with '- ' in the same column"),
    ("did not find expected ',' or ", "a bracket is not closed, or a comma is missing"),
    ("cannot start any token", "a text that begins with @, `, % or | needs quotes"),
    ("while scanning a quoted scalar", "a quote is not closed"),
    ("found unknown escape character", "a \\ in double quotes begins an escape: use single quotes, or / in a path"),
    ("could not find expected ':'", "write key: value, with a space after the colon"),
)


def syntax(places: Places, error: MarkedYAMLError) -> Diagnostic:
    """Return the mistake that made YAML stop."""
    said = f"{error.context or ''} {error.problem or ''}".strip()
    hint = next((hint for found, hint in _HINTS if found in said), "look at this line and the one above")
    # What is never closed is noticed at the end of the file; where it was opened is where to look.
    is_open = "end of stream" in said and error.context_mark is not None
    mark = error.context_mark if is_open else error.problem_mark or error.context_mark
    if mark is not None and (odd := _odd_space(places, mark.index)) is not None:
        return odd
    is_of_tabs = "cannot start any token" in said or "tab character" in said
    if is_of_tabs and mark is not None and (tabbed := _tabbed(places, mark.index)) is not None:
        return tabbed
    is_of_colons = "mapping values" in said or "expected ':'" in said
    if is_of_colons and mark is not None and (tight := _tight(places, mark.index)) is not None:
        return tight
    if mark is not None and not is_open and (quoted := _quoted(places, mark.index)) is not None:
        return quoted
    if is_of_colons and error.context_mark is not None and "simple key" in (error.context or ""):
        mark = error.context_mark  # the line that has no colon, not the one below it
    if mark is not None and "flow" in said and (colour := _colour(places, mark.index)) is not None:
        return colour
    where = Where(places.path) if mark is None else places.rest_of_line(mark.index)
    opened = error.context_mark
    if not is_open and opened is not None and mark is not None and opened.line != mark.line and "flow" in (error.context or ""):
        hint = f"the bracket opened in line {places.of(opened.index)[0]} is not closed, or a comma is missing"
    elif mark is not None and not is_open and "flow" not in said and (indented := _indented(places, mark.index)) is not None:
        return indented
    return Diagnostic(where, f"this is not valid YAML: {error.problem or error.context}", hint)


def _colour(places: Places, index: int) -> Diagnostic | None:
    """Tell of a colour without quotes in brackets: YAML reads the rest of its line, with the bracket's end, as a comment."""
    line = places.of(index)[0]
    for number in range(line, max(line - 3, 0), -1):
        if (match := _BARE_COLOUR.search(places.line(number))) is not None and '"' not in match[0]:
            start = places.start(number)
            where = places.between(start + match.start(1), start + match.end())
            message = f"{match[1]} is read as a comment, so the bracket before it does not end"
            return Diagnostic(where, message, f'put a colour in quotes: "{match[1]}"')
    return None


def _quoted(places: Places, index: int) -> Diagnostic | None:
    """Tell of a text in quotes that ends right before a character: too early, or lines below the one where it was to end."""
    found = _quoted_before(places.text, index)
    if found is None or index >= len(places.text):  # at the end of the file nothing follows, and a bracket is not closed
        return None
    start, end = found
    sign, (line, _), (last, _) = places.text[start], places.of(start), places.of(end)
    if places.of(index)[0] != last or places.text[index] == ":":
        return None
    if line != last:
        message = f"a quote begins here and ends in line {last}, where another text begins"
        return Diagnostic(places.rest_of_line(start), message, "close it in its own line")
    other = {'"': "single quotes, or each " + '"' + " in it as \\" + '"', "'": "double quotes, or each ' in it as ''"}[sign]
    message = f"the text in quotes ends before this: a {sign} in it closes it"
    return Diagnostic(places.rest_of_line(index), message, f"write the text in {other}")


def _quoted_before(text: str, index: int) -> tuple[int, int] | None:
    """Return where the last text in quotes before a character begins and ends, None where something else is between."""
    import yaml

    found: tuple[int, int] | None = None
    try:
        for token in yaml.scan(text[:index], getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            if isinstance(token, yaml.ScalarToken) and not token.plain:
                found = token.start_mark.index, token.end_mark.index
    except yaml.YAMLError:
        pass
    quotes = ('"', "'")
    is_quoted = found is not None and text[found[0]] in quotes and text[found[1] - 1] == text[found[0]]
    return found if found is not None and is_quoted and not text[found[1] : index].strip() else None


def _tight(places: Places, index: int) -> Diagnostic | None:
    """Tell of a key without a blank after its colon in the last written line above a character: YAML reads on from there."""
    line = places.of(index)[0]
    above = next((number for number in range(line - 1, 0, -1) if _is_written(places.line(number))), None)
    match = _TIGHT.match(places.line(above)) if above is not None else None
    if above is None or match is None:
        return None
    start = places.start(above)
    where = places.between(start + match.start(1), start + match.end(1))
    return Diagnostic(where, f"there is no space after {match[1]!r}, so it is read as a text", "write a space after the colon")


def _odd_space(places: Places, index: int) -> Diagnostic | None:
    """Tell of a blank that is none in the line of a character, or in the last written line above it, where YAML trips over it."""
    line = places.of(index)[0]
    above = next((number for number in range(line - 1, 0, -1) if places.line(number).strip()), line)
    for number in (above, line):
        if (match := _ODD_SPACE.search(places.line(number))) is not None:
            group = 1 if match[1] else 2
            start = places.start(number)
            return odd_blank(places.between(start + match.start(group), start + match.end(group)), match[group][0])
    return None


def _tabbed(places: Places, index: int) -> Diagnostic | None:
    """Tell of a tab before a line's first character."""
    number = places.of(index)[0]
    match = _TABBED.match(places.line(number))
    if match is None:
        return None
    start = places.start(number)
    where = places.between(start + match.start(1), start + match.end(1))
    return Diagnostic(where, "a tab stands at the beginning of this line", "indent with spaces: YAML does not take tabs for it")


def odd_blank(where: Where, blank: str) -> Diagnostic:
    """Return the mistake of a blank that YAML takes for a letter."""
    name = unicodedata.name(blank, "a blank").lower()
    message = f"this is not valid YAML: a blank that it takes for a letter (U+{ord(blank):04X}, {name})"
    return Diagnostic(where, message, "write ordinary spaces there; such blanks are often pasted in unseen")


def _indented(places: Places, index: int) -> Diagnostic | None:
    """Tell of a line that begins in another column than the fields around it; None where it does not."""
    number = places.of(index)[0]
    if places.line(number).lstrip().startswith("- "):
        return _item_indented(places, number)
    match = _FIELD.fullmatch(places.line(number))
    if match is None:
        return None
    open_ = _open(places, number)
    column = len(match[1]) + 1
    if column in open_ and not _is_item(places, number, column):
        return None
    wanted = min(open_, key=lambda one: (abs(one - column), -one), default=None)
    if wanted is None or wanted == column:
        wanted = next((one for one in open_ if one > column), None)
    if wanted is None:
        return None
    above = next((line for line in range(number - 1, 0, -1) if _is_written(places.line(line))), number)
    if _column(places.line(above)) == wanted < column and column in _open(places, above):
        number, column, wanted = above, wanted, column  # the line above stands apart, and this one is as those before it
    return _misplaced(places, number, column, wanted, "fields")


def _open(places: Places, number: int) -> list[int]:
    """Return the columns in which the fields around a line begin, outermost first."""
    open_: list[int] = []
    for text in filter(_is_written, map(places.line, range(1, number))):
        column = _column(text)
        items = _ITEMS.match(text, column - 1)
        open_ = [*(one for one in open_ if one < column), column, *([column + len(items[0])] if items else [])]
    return open_


def _item_indented(places: Places, number: int) -> Diagnostic | None:
    """Tell of an item of a list that begins in another column than the items above it; None where it does not."""
    column = _column(places.line(number))
    for text in map(places.line, range(number - 1, 0, -1)):
        if _is_written(text) and text.lstrip().startswith("- ") and abs(_column(text) - column) <= _NEAR:
            return None if _column(text) == column else _misplaced(places, number, column, _column(text), "items")
    return None


def _misplaced(places: Places, number: int, column: int, wanted: int, what: str) -> Diagnostic:
    where = places.rest_of_line(places.start(number) + column - 1)
    count = wanted - 1
    return Diagnostic(
        where,
        f"this line begins in column {column}, and the {what} around it in column {wanted}",
        f"write {count or 'no'} space{'' if count == 1 else 's'} before it",
    )


def _is_written(text: str) -> bool:
    return bool(text.strip()) and not text.lstrip().startswith("#")


def _column(text: str) -> int:
    return len(text) - len(text.lstrip(" ")) + 1


def _is_item(places: Places, number: int, column: int) -> bool:
    """Say whether the lines above that begin in a column are items of a list."""
    for text in map(places.line, range(number - 1, 0, -1)):
        if text.strip() and len(text) - len(text.lstrip(" ")) + 1 == column:
            return text.lstrip().startswith("- ")
    return False
