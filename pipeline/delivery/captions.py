"""The captions of a whole programme, a file a language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from pipeline.captions import Caption, write_srt, write_vtt
from pipeline.delivery import imsc
from pipeline.timeline.captions import placed
from pipeline.timeline.programme import Programme


def merged(programme: Programme) -> dict[str, tuple[Caption, ...]]:
    """Return each language's captions in programme time, sorted by start, one at a time; languages in alphabetical order.

    Names of captions mean something in the file that they come from alone.
    """
    return {
        language: tuple(replace(cue.caption, name="") for cue in cues)
        for language, cues in placed(programme).items()
    }


def files(package: str, captions: dict[str, tuple[Caption, ...]], *, ttml: bool = False) -> dict[str, bytes]:
    """Return `<package>.<language>.srt`, `.vtt` and, where wanted, `.ttml` as UTF-8; a language without a caption has no file."""
    written: dict[str, Callable[[Sequence[Caption], str], str]] = {
        "srt": lambda cues, _: write_srt(cues),
        "vtt": lambda cues, _: write_vtt(cues),
    }
    if ttml:
        written["ttml"] = imsc.write
    return {
        f"{package}.{language}.{ending}": write(cues, language).encode()
        for language, cues in captions.items()
        if cues
        for ending, write in written.items()
    }
