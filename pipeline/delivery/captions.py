"""The captions of a whole programme, a file a language."""

from __future__ import annotations

from pipeline.captions import Caption, write_srt, write_vtt
from pipeline.timeline.captions import placed
from pipeline.timeline.programme import Programme


def merged(programme: Programme) -> dict[str, tuple[Caption, ...]]:
    """Return each language's captions in programme time, sorted by start, one at a time; languages in alphabetical order."""
    return {language: tuple(cue.caption for cue in cues) for language, cues in placed(programme).items()}


def files(package: str, captions: dict[str, tuple[Caption, ...]]) -> dict[str, bytes]:
    """Return `<package>.<language>.srt` and `.vtt` as UTF-8; a language without a single caption has no file."""
    return {
        f"{package}.{language}.{ending}": write(cues).encode()
        for language, cues in captions.items()
        if cues
        for ending, write in (("srt", write_srt), ("vtt", write_vtt))
    }
