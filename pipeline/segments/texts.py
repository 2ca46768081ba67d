"""Captions that are written as plain text: they come when the film, or the sound, that they belong to is heard to say them. Pure.

Pauses are no help here: the lines of what is said in a film end where nobody breathes. So the words are listened for, and only
lines on which the listeners agree become captions; of the others the best guess is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from pipeline.captions import Caption, CaptionFault, CaptionFile
from pipeline.captions.plain_text import TextLine, read
from pipeline.captions.rules import rules_of
from pipeline.faults import Diagnostic
from pipeline.media.faults import MediaFault
from pipeline.media.spoken import LineTime, Reading, Spoken, SpokenLine
from pipeline.segments.base import Context
from pipeline.segments.caption_files import CaptionsFile, HeardText
from pipeline.segments.fields import Loc
from pipeline.segments.remarks import tell_doubts, tell_mistakes
from pipeline.segments.spoken import Part
from pipeline.timebase import half_up

READ_ON = Fraction(1, 2)
"""Seconds that a caption stands after its line was spoken."""
SHORTEST_CAPTION = Fraction(5, 6)
"""Seconds that a caption stands at least, where the next line leaves them."""
_GLIMPSE = Fraction(1, 1000)
_NEAR = Fraction(1)
"""Seconds by which a part is all of its file."""
_TOLD = 5
"""Lines of one text that are not sure and are told one by one."""
_ALIGN = "`together align` writes an .srt of it, to be corrected by hand and named here"
_NONE = CaptionFile(())


def listened(context: Context, loc: Loc, named: CaptionsFile, part: Part, language: str) -> CaptionFile:
    """Return those lines of a text, named at `loc`, that the file of a part is surely heard to say, in that file's time.

    Tells of each line that is not sure; where nothing is, or nobody can listen, that is a mistake.
    """
    path = named.file
    content = context.read(path, *loc)
    if content is None:
        return _NONE
    try:
        lines = read(content, path, named.encoding)
    except CaptionFault as fault:
        tell_mistakes(context, loc, named, content, fault, language)
        return _NONE
    tell_doubts(context, loc, named, content)
    if not lines:
        context.fault(loc, f"{path} holds no line", "write what is said into it, or remove the line", is_of_file=True)
        return _NONE
    told: list[Diagnostic] = []
    aside = replace(context, diagnostics=told)
    heard = _heard(aside, loc, path, part, lines, language)
    gap = rules_of(language).gap_frames / context.rate
    sure: list[tuple[TextLine, LineTime]] = []
    if heard is not None:
        timed = list(zip(lines, heard.lines, strict=True))
        if heard.method == "words":
            sure = [(line, time) for line, time in timed if time.is_sure]
            _tell_unsure(aside, loc, path, part, timed)
        else:
            _refuse(aside, loc, path, part, heard)
        context.texts.append(HeardText(context.where(*loc), named, language, _captions(timed, gap), tuple(told)))
    context.diagnostics.extend(told)
    return CaptionFile(_captions(sure, gap), tuple(line.number for line, _ in sure))


def _heard(
    context: Context, loc: Loc, path: str, part: Part, lines: Sequence[TextLine], language: str
) -> Spoken | None:
    """Return when the lines are heard, in all of the file or else in the part that is used; None after telling why nobody can."""
    if not part.length:
        message = f"{path} has no times, and {part.file} has no sound in which its lines could be heard"
        context.fault(loc, message, "name a file of captions with times: an .srt or .vtt")
        return None
    wanted = tuple(SpokenLine(" ".join(line.text.split()), language, line.is_block) for line in lines)
    found: Spoken | None = None
    why: MediaFault | None = None
    for asked in _readings(part, wanted):
        try:
            found = context.library.spoken(asked)
        except MediaFault as fault:
            why = why or fault
            continue
        if not found.refused:  # they were heard, or nothing here listens for words
            break
    if found is None and why is not None:
        context.fault(loc, f"{path} has no times, and {why.message}", "name a file of captions with times: an .srt or .vtt")
    return found


def _readings(part: Part, lines: tuple[SpokenLine, ...]) -> Iterator[Reading]:
    """Yield what is asked: of the whole file first, so that another cut asks nothing new, then of what is used of it.

    A text may be of all that is said in the film, or of what is heard here.
    """
    yield Reading(part.file, part.track, 0, half_up(part.length * 1000), lines)
    end = min(part.end, part.length)
    if part.length - (end - part.start) > _NEAR:
        yield Reading(part.file, part.track, half_up(part.start * 1000), half_up(end * 1000), lines)


def _refuse(context: Context, loc: Loc, path: str, part: Part, heard: Spoken) -> None:
    """Tell why no line is taken."""
    if heard.refused:
        message = f"{part.file} is not heard to say what {path} says: {heard.refused}"
        context.fault(loc, message, f"name the text of what is said in it, word for word and in that language; or {_ALIGN}")
    else:
        message = f"{path} has no times, and nothing here listens for its words: by the pauses alone they would come seconds off"
        context.fault(loc, message, f"pip install 'create-together[align]', which listens; or {_ALIGN}")


def _tell_unsure(
    context: Context, loc: Loc, path: str, part: Part, timed: Sequence[tuple[TextLine, LineTime]]
) -> None:
    """Tell of each line that may be said in what is used of the file, and of which nobody is sure when."""
    unsure = [number for number, (_, time) in enumerate(timed) if not time.is_sure and _may_be_in(part, timed, number)]
    for number in unsure[:_TOLD]:
        line, time = timed[number]
        where = f"{path}, line {line.number}: it is not sure when {line.text!r} is said"
        guess = f"at {time.start / 1000:.2f} s of {part.file} perhaps, confidence {time.confidence / 1000:.2f} of 1"
        context.warn(loc, f"{where}: {guess}; it is left out", _ALIGN, is_of_file=True)
    if rest := unsure[_TOLD:]:
        numbers = ", ".join(str(timed[number][0].number) for number in rest[:20]) + (" ..." if len(rest) > 20 else "")
        message = f"{path}: of {len(rest)} more lines it is not sure when they are said, and they are left out: {numbers}"
        context.warn(loc, message, _ALIGN, is_of_file=True)


def _may_be_in(part: Part, timed: Sequence[tuple[TextLine, LineTime]], number: int) -> bool:
    """Say whether a line may be said in a part: it comes between the lines around it that are sure."""
    before = max((time.end for _, time in timed[:number] if time.is_sure), default=0)
    after = next((time.start for _, time in timed[number + 1 :] if time.is_sure), None)
    start, end = part.start * 1000, part.end * 1000
    return before < end and (after is None or after > start)


def _captions(timed: Sequence[tuple[TextLine, LineTime]], gap: Fraction) -> tuple[Caption, ...]:
    """Return lines as captions that stand on a little after they were said, and end `gap` seconds before the next begins."""
    found = []
    begins = [Fraction(time.start, 1000) for _, time in timed]
    for begin, (line, time) in zip(begins, timed, strict=True):
        following = min((other for other in begins if other > begin), default=None)
        end = max(Fraction(time.end, 1000) + READ_ON, begin + SHORTEST_CAPTION)
        end = end if following is None else min(end, following - gap)
        found.append(Caption(begin, max(end, begin + _GLIMPSE), line.text))
    return tuple(found)
