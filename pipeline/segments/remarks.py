"""What a producer should know of captions that belong to files: what is not seen of them, and what would come twice. Pure."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Sequence
from itertools import combinations

from pipeline.captions import CaptionFault, EncodingFault, encodings
from pipeline.media.languages import is_known, short
from pipeline.segments.base import Context
from pipeline.segments.caption_files import CaptionsFile, doubt
from pipeline.segments.fields import Loc
from pipeline.segments.spoken import Part, Placed, Use
from pipeline.timebase import clock

_BESIDE = (".vtt", ".srt", ".ass", ".ttml")
"""How captions are called that lie beside a film; cameras write files called .xml there."""


def tell(context: Context, uses: Sequence[Use], parts: Sequence[Part]) -> None:
    """Tell it of all captions that a segment uses, and of those that lie beside its films and are not used; each thing once."""
    _beside(context, uses, parts)
    for number, use in enumerate(uses):
        if use.part is not None and use.part.is_silenced and not any(one.part is use.part for one in uses[:number]):
            what = f"{use.part.file} is not heard here, and its captions are seen all the same"
            context.warn(use.loc, what, "remove `captions`, or let its sound be heard")
    for path in dict.fromkeys(use.path for use in uses if use.captions):
        same = [use for use in uses if use.path == path]
        _named_otherwise(context, path, same[0])
        _twice(context, path, same)
        _unseen(context, path, [use for use in same if use.part is not None])


def _beside(context: Context, uses: Sequence[Use], parts: Sequence[Part]) -> None:
    """Tell of captions in the episode's language that have a film's name, where the film is heard and has none here."""
    own, used = context.written_in, {use.path for use in uses}
    bare = [part for part in parts if part.is_film and not part.is_silenced and not part.captions]
    with_captions = {part.file: part for part in reversed(parts) if part.captions}
    for file, part in {part.file: part for part in reversed(bare)}.items():  # of several parts the first
        if not part.loc and used:
            continue
        if (other := with_captions.get(file)) is not None:
            line = context.where(*other.loc).line
            message = f"{file} is heard here without the captions that another part of it has (line {line})"
            context.note((*part.loc, "file"), message, "name them here, too")
            continue
        found = context.library.beside(file, (*(f".{own}{end}" for end in _BESIDE), *_BESIDE))
        if found is not None and found not in used:
            hint = f"write captions: {{{own}: {found}}} at the film"
            context.note((*part.loc, "file"), f"{found} lies beside {file}, and is not used", hint)


def _named_otherwise(context: Context, path: str, use: Use) -> None:
    """Tell of a file whose name, or the file itself, says another language than the one that it is named for."""
    code = path.rpartition("/")[2].split(".")[1:-1][-1:]
    if code and is_known(code[0].lower().partition("-")[0]) and short(code[0]) != short(use.language):
        message = f"{path} is named as if it were in {code[0]}, and is taken for {use.language}"
        context.warn(use.loc, message, f"write captions: {{{code[0]}: {path}}}, or rename the file")
    elif is_known(said := short(use.declared)) and said != short(use.language):
        message = f"{path} says of itself that it is in {use.declared}, and is taken for {use.language}"
        context.warn(use.loc, message, f"write captions: {{{said}: {path}}}, or correct that in the file")


def _twice(context: Context, path: str, uses: Sequence[Use]) -> None:
    """Tell of captions of one file that come twice, at different times, and not because their film does."""
    for first, second in combinations(uses, 2):
        if first.language != second.language:
            message = f"{path} is named for {first.language}, and here for {second.language}"
            context.warn(second.loc, message, "a file holds one language: name another file, or remove one of the two")
            return
        if first.part is not None and second.part is not None and first.part.file == second.part.file:
            continue
        if twice := sum(_apart(one, other) for one in first.seen for other in second.seen if one.number == other.number):
            named = f"for {first.part.file}" if first.part else "for the whole segment"
            message = f"{path} is named {named}, too: {_counted(twice)} of it would come twice"
            hint = "name it once: at its film, where its times are the film's; or at the segment, where they are the segment's"
            context.fault(second.loc, message, hint)
            return


def _apart(one: Placed, other: Placed) -> bool:
    return one.caption.end < other.caption.start or other.caption.end < one.caption.start


def _unseen(context: Context, path: str, uses: Sequence[Use]) -> None:
    """Tell how many captions of a file no part of its film shows, and of those that come after the film's end."""
    if not uses:
        return
    first, numbers = uses[0], {one.number for use in uses for one in use.seen}
    assert first.part is not None
    captions = first.captions
    unseen = [caption for number, caption in enumerate(captions) if number not in numbers]
    length = min((use.part.length for use in uses if use.part), default=first.part.length)
    late = [caption for caption in unseen if length and caption.start >= length]
    if late:
        come = "comes" if len(late) == 1 else "come"
        message = f"{path}: {_counted(len(late))} of {len(captions)} {come} after {first.part.file} is over ({clock(length)})"
        hint = "are they those of another film?"
        context.warn(first.loc, f"{message}, the first at {clock(late[0].start)}", hint, is_of_file=True)
    if not numbers:
        message = f"none of the {_counted(len(captions))} of {path} is in what is used: {_used(uses)}"
        context.warn(first.loc, message, "their times are the file's own: are they those of this film?")
    elif rest := len(unseen) - len(late):
        are = "is" if rest == 1 else "are"
        context.note(first.loc, f"{path}: {_counted(rest)} of {len(captions)} {are} outside of what is used: {_used(uses)}")


def _used(uses: Iterable[Use]) -> str:
    parts = dict.fromkeys((use.part.start, use.part.start + use.part.pace.file(use.part.seconds)) for use in uses if use.part)
    return ", ".join(f"{clock(start)} to {clock(end)}" for start, end in parts)


def tell_doubts(context: Context, loc: Loc, named: CaptionsFile, content: bytes) -> None:
    """Tell what is doubtful of the letters of a file that is named at a place: its encoding, and what nobody sees."""
    path, encoding = named.file, named.encoding
    if doubtful := doubt(named, content):
        context.warn((*loc, "encoding"), doubtful, "remove `encoding` if it is wrong")
    is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    # A file of TTML may declare another encoding itself; then only what is the same in all is looked for.
    known = "utf-16" if is_wide else encodings.python_name(encoding or "utf-8") or "utf-8"
    context.told_unseen(path, content.decode(known, "replace").removeprefix("\ufeff"), *loc)


def tell_mistakes(context: Context, loc: Loc, named: CaptionsFile, content: bytes, fault: CaptionFault, language: str) -> None:
    """Tell the mistakes of a file in a `language` that is named at a place."""
    path = named.file
    if not isinstance(fault, EncodingFault):
        for one in (fault, *fault.others):
            context.fault(loc, _told(path, one), is_of_file=True)
    elif named.encoding:
        hint = "write the encoding that the file has, or none where it is UTF-8"
        context.fault((*loc, "encoding"), _told(path, fault), hint)
    else:
        found = encodings.fitting(content, fault.at, language)
        fits = f"or write {{file: {path}, encoding: {found[0]}}}, if this word there is right: {found[1]}" if found else ""
        context.fault(loc, _told(path, fault), fits)


def _told(path: str, fault: CaptionFault) -> str:
    return f"{path}, {fault}" if fault.line or path not in fault.message else fault.message


def _counted(number: int) -> str:
    return "one caption" if number == 1 else f"{number} captions"
