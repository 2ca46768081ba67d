"""The captions of a whole programme, a file a language."""

from __future__ import annotations

from fractions import Fraction

from pipeline.captions import Caption, merge, plain, shift, slice, write_srt, write_vtt  # noqa: A004 (the trade's word)
from pipeline.timeline.programme import Programme


def merged(programme: Programme) -> dict[str, tuple[Caption, ...]]:
    """Return each language's captions in programme time, sorted by start; languages in alphabetical order.

    A caption is cut to its segment; a language in which a segment has no cue has none there.
    """
    rate = programme.rate
    found: dict[str, list[tuple[Caption, ...]]] = {}
    for placed in programme.segments:
        for language, cues in placed.segment.stack.cues.items():
            captions = (
                Caption(Fraction(cue.range.start) / rate, Fraction(cue.range.end) / rate, text)
                for cue in cues
                if cue.range.frames and (text := plain(cue.text))
            )
            inside = slice(captions, Fraction(0), Fraction(placed.range.frames) / rate)
            found.setdefault(language, []).append(shift(inside, Fraction(placed.start) / rate))
    return {language: merge(*found[language]) for language in sorted(found)}


def files(package: str, captions: dict[str, tuple[Caption, ...]]) -> dict[str, bytes]:
    """Return `<package>.<language>.srt` and `.vtt` as UTF-8; a language without a single caption has no file."""
    return {
        f"{package}.{language}.{ending}": write(cues).encode()
        for language, cues in captions.items()
        if cues
        for ending, write in (("srt", write_srt), ("vtt", write_vtt))
    }
