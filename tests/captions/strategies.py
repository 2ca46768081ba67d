"""Any captions that a file can hold, on the milliseconds."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from pipeline.captions import Caption, CaptionFault, Mark, Place, Region, Word, plain


def normal(text: str) -> str:
    """Return the normal form of a text, nothing for one that holds what is no character."""
    try:
        return plain(text)
    except CaptionFault:
        return ""


_TEXT = (
    st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n<>&;-{}\\\u2028"), max_size=40)
    .map(normal)
    .filter(lambda text: text and "<" not in text and "{" not in text)
)
_ONE = st.builds(
    lambda start, length, text: Caption(Fraction(start, 1000), Fraction(start + length, 1000), text),
    st.integers(0, 10_000_000), st.integers(1, 100_000), _TEXT,
)


def captions() -> st.SearchStrategy[tuple[Caption, ...]]:
    """Return sorted captions, overlapping as they like."""
    return st.lists(_ONE, max_size=6).map(sorted).map(tuple)


_PERCENT = st.integers(0, 10_000).map(lambda part: Fraction(part, 100))
_LINES = st.integers(-20, 20).map(Fraction)
_VALUES = {"voice": st.sampled_from(["Roger & Sue", "Björk", "<3"]), "language": st.just("en-GB"), "class": st.just("a.b")}
REGIONS = (Region("fred", lines=2, width=Fraction(40), scrolls=True), Region("bill", viewport=(Fraction(10), Fraction(5, 2))))


@st.composite
def marked(draw: st.DrawFn) -> Caption:
    """Return a caption with marks one within another, words, a place and a name."""
    caption = draw(_ONE)
    seen = [at for at, character in enumerate(caption.text) if not character.isspace()]
    marks: set[Mark] = set()
    begin, end = 0, len(seen)
    for _ in range(draw(st.integers(0, 3))):
        begin = draw(st.integers(begin, end - 1))
        end = draw(st.integers(begin + 1, end))
        kind: Any = draw(st.sampled_from(["voice", "language", "class", "bold", "italic", "underline"]))
        if kind not in {mark.kind for mark in marks}:
            marks.add(Mark(seen[begin], seen[end - 1] + 1, kind, draw(_VALUES.get(kind, st.just("")))))
    rank = ["voice", "language", "class", "bold", "italic", "underline"].index
    in_order = sorted(marks, key=lambda one: (one.begin, -one.end, rank(one.kind), one.value))
    times = sorted(draw(st.sets(st.integers(1, 999), max_size=min(3, len(seen)))))
    places = sorted(draw(st.permutations(seen))[: len(times)])
    first = caption.start * 1000
    words = [Word(at, (first + time) / 1000) for at, time in zip(places, times, strict=True) if first + time < caption.end * 1000]
    line, is_lines = draw(st.tuples(_PERCENT, st.just(False)) | st.tuples(_LINES, st.just(True)) | st.just((None, False)))
    place = Place(
        line, is_lines, draw(st.sampled_from(["start", "center", "end"])) if line is not None else "start",
        position := draw(st.none() | _PERCENT),
        draw(st.sampled_from(["auto", "line-left", "center", "line-right"])) if position is not None else "auto",
        draw(st.none() | st.integers(0, 99).map(Fraction)), draw(st.sampled_from(["start", "center", "end", "left", "right"])),
        draw(st.sampled_from(["", "rl", "lr"])),
    )  # fmt: skip
    if draw(st.booleans()):
        place = replace(Place(), region="fred")
    name = draw(st.sampled_from(["", "7", "a name"]))
    return replace(caption, marks=tuple(in_order), words=tuple(words), place=place, name=name)
