"""Everything that can go wrong, as data.

TogetherFault
 ├ InputFault          the author's: a list of diagnostics                      exit 2
 ├ EnvironmentFault    the machine lacks something                              exit 3
 ├ ActionFailed        a process failed, stalled or was killed                  exit 1
 │  ├ PromiseBroken    it ended well and made something other than promised     exit 1
 │  └ SourceDamaged    it met what cannot be decoded in a contributor's file     exit 1
 ├ StoreCorrupt        a stored blob is not what was stored                     exit 1
 └ Interrupted         Ctrl-C                                                   exit 130
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

_MORE = re.compile(r"(.+?)\s*(#.*|//.*|[,;].*)")
"""A text with what YAML takes for no comment, or a sign that ends a text elsewhere."""
_LISTED = 24
"""Names that a hint lists at most."""


@dataclass(frozen=True, slots=True, order=True)
class Where:
    """A place in a file that the author wrote, from its first character to just after its last.

    Lines and columns count characters from 1; a `line` of 0 means the whole file, an `end_line` of 0 that the end is not known.
    """

    path: str
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path


class Severity(Enum):
    """Whether a diagnostic stops the work, wants to be looked at, or only says what is so."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing told to an author: where, what is wrong, what to do.

    What `is_of_file` is written in another file, which is named there; to tell it once is enough, however often that is named.
    """

    where: Where
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR
    is_of_file: bool = False

    def __str__(self) -> str:
        mark = "" if self.severity is Severity.ERROR else f"{self.severity.value}: "
        return f"{self.where}: {mark}{self.message}" + (f"; {self.hint}" if self.hint else "")

    def to_json(self) -> dict[str, str | int]:
        """Return the diagnostic as a JSON object; an editor marks what stands before (end_line, end_column)."""
        return {
            "path": self.where.path,
            "line": self.where.line,
            "column": self.where.column,
            "end_line": self.where.end_line,
            "end_column": self.where.end_column,
            "severity": self.severity.value,
            "message": self.message,
            "hint": self.hint,
        }


def by_place(diagnostic: Diagnostic) -> tuple[Where, str]:
    """Return what a diagnostic is sorted by: its place, then its message, in which line 2 of a file comes before line 10."""
    return diagnostic.where, re.sub(r"\d+", lambda number: number[0].zfill(9), diagnostic.message)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return diagnostics by file and line, each once; where a value is wrong anyhow, no warning is told of it."""
    told = dict.fromkeys(diagnostics)
    wrong: dict[tuple[str, int], list[Where]] = {}
    for one in told:
        if one.severity is Severity.ERROR and one.where.line == one.where.end_line:
            wrong.setdefault((one.where.path, one.where.line), []).append(one.where)
    kept = [
        one
        for one in told
        if one.severity is Severity.ERROR
        or not any(each.column <= one.where.column < each.end_column for each in wrong.get((one.where.path, one.where.line), ()))
    ]
    return tuple(once(sorted(kept, key=by_place)))


def once(diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Yield diagnostics in their order; notes, and what is of a file, that are the same in several places at the first alone."""
    told = set()
    for one in diagnostics:
        is_for_all = one.is_of_file or one.severity is Severity.NOTE
        if not is_for_all or (one.severity, one.message) not in told:
            yield one
        if is_for_all:
            told.add((one.severity, one.message))


def guess(text: str, allowed: Sequence[str]) -> str:
    """Return `did you mean 'x'?` with the closest of what is allowed, or nothing where none is close; case does not count."""
    from difflib import get_close_matches

    if twin := lookalike(text, allowed):
        return twin
    if (more := _MORE.fullmatch(text)) and more[1] in allowed:
        return f"did you mean {more[1]!r}? {more[2]!r} is read as part of it"
    by_fold = {word.casefold(): word for word in reversed(allowed)}
    close = get_close_matches(text.casefold(), by_fold, n=1, cutoff=0.6)
    return f"did you mean {by_fold[close[0]]!r}?" if close else ""


_TWINS = dict(zip(
    "\u0430\u0441\u0435\u043e\u0440\u0445\u0443\u0456\u0458\u0455\u04bb\u0501\u051b\u051d\u0475\u04cf\u043a\u0410"
    "\u0412\u0421\u0415\u041d\u0406\u0408\u041a\u041c\u041e\u0420\u0405\u0422\u0425\u0423\u051a\u051c\u0474\u03bf"
    "\u03bd\u03b1\u03b9\u03ba\u03c1\u03c5\u03c7\u03b3\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f"
    "\u03a1\u03a4\u03a5\u03a7\u0585\u057d",
    "aceopxyijshdqwvlkABCEHIJKMOPSTXYQWVovaikpuxyABEZHIKMNOPTYXou", strict=True,
))  # fmt: skip
"""Letters of the Cyrillic, Greek and Armenian alphabets -> the Latin ones that fonts draw the same (after Unicode's UTS #39)."""
_ALPHABETS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN")


@lru_cache(maxsize=4096)  # it is asked for the same few hundred names again and again
def appearance(text: str) -> str:
    """Return a text as it looks: letters that fonts draw alike are the same, and blanks and what is not seen do not count."""
    plain = unicodedata.normalize("NFKD", text)
    seen = (_TWINS.get(character, character) for character in plain if unicodedata.category(character) != "Cf")
    return " ".join(unicodedata.normalize("NFC", "".join(seen)).split())


def foreign_letter(word: str) -> str | None:
    """Return a letter of a word that is of another alphabet than the rest and only looks as if it were of that; None for none."""
    letters: dict[str, list[str]] = {}
    for letter in unicodedata.normalize("NFC", word):
        alphabet = unicodedata.name(letter, "").partition(" ")[0]
        if alphabet in _ALPHABETS:
            letters.setdefault(alphabet, []).append(letter)
    if len(letters) < 2:
        return None
    fewest = min(letters, key=lambda alphabet: (len(letters[alphabet]), alphabet == "LATIN"))
    twins = {*_TWINS, *_TWINS.values()}
    return next((letter for letter in letters[fewest] if unicodedata.normalize("NFD", letter)[0] in twins), None)


def lookalike(text: str, allowed: Sequence[str]) -> str:
    """Return in words which of what is allowed looks the same as `text` and is another text, or nothing.

    An accented letter may be one character or a letter and a sign (Unicode's forms NFC and NFD; Macs name files the second way),
    letters of several alphabets are drawn alike, and some characters are not seen at all.
    """
    plain = appearance(text)
    twin = next((word for word in allowed if word != text and appearance(word) == plain), None)
    if twin is None:
        return ""
    at = next((n for n, (a, b) in enumerate(zip(text, twin, strict=False)) if a != b), min(len(text), len(twin)))
    here, there = (" ".join(f"U+{ord(c):04X}" for c in word[at : at + 2]) or "nothing" for word in (text, twin))
    return f"{twin!r} looks the same and is written with other characters ({here} here, {there} there): copy its name from there"


def did_you_mean(text: str, allowed: Sequence[str]) -> str:
    """Return a hint that lists what is allowed, the closest first: `did you mean 'x'? allowed: ...`.

    Where there is more to list than anyone reads, the closest is enough.
    """
    if twin := lookalike(text, allowed):
        return twin
    close = guess(text, allowed)
    if not allowed or (close and len(allowed) > _LISTED):
        return close
    more = f" and {len(allowed) - _LISTED} more" if len(allowed) > _LISTED else ""
    gap = "" if not close else " " if close.endswith("?") else "; "
    return f"{close}{gap}allowed: {', '.join(allowed[:_LISTED])}{more}"


class TogetherFault(Exception):
    """The root of every fault that the command line turns into a message and an exit code."""

    exit_code = 1


class InputFault(TogetherFault):
    """Every mistake of an author's files at once."""

    exit_code = 2

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(diagnostics)
        self.diagnostics = diagnostics

    def __str__(self) -> str:
        return "\n".join(str(diagnostic) for diagnostic in self.diagnostics)


class EnvironmentFault(TogetherFault):
    """What this machine lacks and how to get it."""

    exit_code = 3

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message, self.hint = message, hint

    def __str__(self) -> str:
        return f"{self.message}; {self.hint}" if self.hint else self.message


class ActionFailed(TogetherFault):
    """An action that failed, for which place in the manifest, and the end of what the process said."""

    def __init__(self, address: str, message: str, log_tail: str = "", where: Where | None = None) -> None:
        super().__init__(address, message, log_tail, where)
        self.address, self.message, self.log_tail, self.where = address, message, log_tail, where

    def __str__(self) -> str:
        return self._told(f"{self.address}: ")

    def _told(self, name: str) -> str:
        place = f"{self.where}: " if self.where else ""
        tail = "".join(f"\n    {line}" for line in self.log_tail.splitlines()[-12:])
        return f"{place}{name}{self.message}{tail}"


class PromiseBroken(ActionFailed):
    """An output that exists and is not what the action promised."""


class ContentFailed(ActionFailed):
    """A file that shows, or lacks, what keeps an action from being done; its words say all, and its place which clip it is."""

    def __str__(self) -> str:
        return self._told("" if self.where else f"{self.address}: ")


class FfmpegStopped(ActionFailed):
    """A run of ffmpeg that stopped; what it said is in its log alone."""

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


class SourceDamaged(FfmpegStopped):
    """A contributor's file that cannot be decoded where an action reads it."""


class StoreCorrupt(TogetherFault):
    """Stored bytes that no longer match their digest."""

    def __init__(self, blob: str, expected: str, got: str) -> None:
        super().__init__(blob, expected, got)
        self.blob, self.expected, self.got = blob, expected, got

    def __str__(self) -> str:
        difference = f"expected {self.expected[:12]}, got {self.got[:12]}"
        return f"stored file {self.blob} is damaged: {difference}; it is set aside, build again"


class Interrupted(TogetherFault):
    """The user's word to stop the work; what was finished is kept."""

    exit_code = 130

    def __str__(self) -> str:
        return "interrupted; what was finished is kept"
