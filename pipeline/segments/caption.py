"""From caption files in a manifest to cues of a stack. Pure but for what the library reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from pipeline.captions import CaptionFault, CaptionFile, lyrics, read_file, retimed
from pipeline.captions.plain_text import is_text
from pipeline.captions.regions import placed as without_regions
from pipeline.captions.regions import scrolling
from pipeline.captions.rules import USUAL
from pipeline.segments.base import Context
from pipeline.segments.caption_files import CaptionsFile
from pipeline.segments.fields import Loc
from pipeline.segments.medium import CaptionTime, Footage
from pipeline.segments.picture import Shot
from pipeline.segments.remarks import tell, tell_doubts, tell_mistakes
from pipeline.segments.spoken import Part, Placed, Use, filmed, joined, placed
from pipeline.segments.texts import listened
from pipeline.timebase import clock
from pipeline.timeline.model import Cue, CueSource, Waiting

_TOLD = 5
"""Notices of one file that are told one by one."""
_NONE = CaptionFile(())


def cues(
    context: Context, captions: Mapping[str, CaptionsFile], frames: int, parts: Sequence[Part | None] = (), *, hint: str = ""
) -> dict[str, tuple[Cue, ...]]:
    """Return the cues of each language for a segment of `frames` frames: its own, and those of the files whose `parts` it uses.

    A path without a language is in the episode's. The segment's own are in its own time, a file's in the file's. Tells, at its
    line, of a file that is none, of a cue after the segment's end (with a further `hint`), and of what `tell` tells.
    """
    length = frames / context.rate
    uses: list[Use] = []
    for written, file in captions.items():
        language, loc = _key(context, ("captions",), written)
        there = _read(context, loc, file, language)
        seen = _own(context, loc, file, there, frames, hint)
        uses.append(Use(loc, file.file, language, there.captions, seen, declared=there.language))
    for part in filter(None, parts):
        if part.take is not None:
            continue
        for written, file in part.captions.items():
            language, loc = _key(context, (*part.loc, "captions"), written)
            there = _read(context, loc, file, language, part)
            seen = placed(part, loc, file, there.captions, length)
            uses.append(Use(loc, file.file, language, there.captions, seen, part, there.language))
    tell(context, uses, [part for part in parts if part])
    found: dict[str, list[Placed]] = {}
    for use in uses:
        found.setdefault(use.language, []).extend(use.seen)
    return {
        language: tuple(Cue(one.caption, context.where(*one.loc), one.source) for one in joined(there))
        for language, there in found.items()
        if there
    }


def waiting(context: Context, parts: Sequence[Part | None]) -> tuple[Waiting, ...]:
    """Return the captions of takes that are lined up by their sound, in their files' time. Tells of a file that is none."""
    found = []
    for part in filter(None, parts):
        for written, file in part.captions.items() if part.take is not None else ():
            assert part.take is not None
            language, loc = _key(context, (*part.loc, "captions"), written)
            none = Fraction(0)  # where they stand is not known yet
            there = tuple(
                Cue(caption, context.where(*loc), CueSource(file.file, number, none, none, none, file.encoding))
                for number, caption in enumerate(_read(context, loc, file, language, part).captions)
            )
            found.append(Waiting(part.take, language, there))
    return tuple(found)


def film_cues(
    context: Context, film: Footage, time: CaptionTime, shot: Shot, parts: Sequence[Part | None] = ()
) -> dict[str, tuple[Cue, ...]]:
    """Return the cues of a segment that is one film: its captions may be in its own time, or in the file's, as `time` says.

    Where they are in the segment's and the film does not begin with its file, nobody can tell whether that is meant: it is told.
    """
    frames, part = shot.clip.frames, filmed(context, (), film, shot, 0)
    if time == "file":
        return cues(context, {}, frames, [part, *parts])
    # What is said in the film has its times from there: a plain text belongs to the film.
    texts = {language: file for language, file in film.captions.items() if is_text(file.file)}
    own = {language: file for language, file in film.captions.items() if language not in texts}
    if own and (shot.clip.start or film.is_paced) and "caption_time" not in film.model_fields_set:
        message = f"the captions are taken to be in the segment's own time, which begins at {clock(shot.clip.start)} of the file"
        message += " and passes at another speed" if film.is_paced else ""
        context.warn(("captions",), message, "write caption_time: file if they are the file's own, else caption_time: segment")
    parts = [replace(part, captions=texts), *parts]
    return cues(context, own, frames, parts, hint="; if they are in the file's, write caption_time: file")


def _key(context: Context, loc: Loc, written: str) -> tuple[str, Loc]:
    return (written, (*loc, written)) if written else (context.written_in, loc)


def _own(
    context: Context, loc: Loc, file: CaptionsFile, there: CaptionFile, frames: int, hint: str
) -> tuple[Placed, ...]:
    """Return the captions of a file in the segment's own time; one that begins in the last frame, or after it, is seen in it."""
    found = []
    last, end = (frames - 1) / context.rate, frames / context.rate
    if late := [number for number, caption in enumerate(there.captions) if caption.end * context.rate > frames + 1]:
        first = there.captions[late[0]]
        what = f"the caption {first.text.splitlines()[0]!r} lasts until {clock(first.end)}"
        more = f"; {len(late) - 1} more after it, too" if len(late) > 1 else ""
        message = f"{file.file}, line {there.lines[late[0]]}: {what}, and the segment ends at {clock(end)}{more}"
        context.fault(loc, message, f"captions are in the segment's own time{hint}")
    for number, caption in enumerate(there.captions):
        start = min(caption.start, last)
        source = CueSource(file.file, number, Fraction(0), Fraction(0), end, file.encoding)
        found.append(Placed(loc, source, retimed(caption, start, min(caption.end, end))))
    return tuple(found)


def _read(context: Context, loc: Loc, named: CaptionsFile, language: str, part: Part | None = None) -> CaptionFile:
    """Read a file; return one of no captions after telling what is wrong with it. A plain text is of what a `part` says."""
    if part is not None and is_text(named.file):
        return listened(context, loc, named, part, language)
    path, encoding = named.file, named.encoding
    content = context.read(path, *loc)
    if content is None:
        return _NONE
    try:
        file = _captions(content, path, encoding)
    except CaptionFault as fault:
        tell_mistakes(context, loc, named, content, fault, language)
        return _NONE
    for name in scrolling(file):
        message = f"{path}: captions of the REGION {name} scroll, and each stands still here"
        context.warn(loc, message, "where it stands is kept", is_of_file=True)
    for notice in file.notices[:_TOLD]:
        context.warn(loc, f"{path}, line {notice.line}: {notice.message}", is_of_file=True)
    if len(file.notices) > _TOLD:
        more = f"{path} has {len(file.notices) - _TOLD} more doubtful places"
        context.warn(loc, more, "export it again", is_of_file=True)
    if not (found := without_regions(file).captions):
        context.fault(loc, f"{path} holds no caption", "export it again, or remove the line", is_of_file=True)
        return _NONE
    tell_doubts(context, loc, named, content)
    if path.lower().endswith(".lrc"):
        found = lyrics.apart(found, USUAL.gap_frames / context.rate)
    return replace(file, captions=found)


@lru_cache(maxsize=256)
def _captions(content: bytes, name: str, encoding: str) -> CaptionFile:
    # The same bytes give the same captions; a season's check reads them once.
    return read_file(content, name, encoding)
