"""The lines of a poem as captions, which a voice gives by itself. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.captions import Caption, Mark, plain
from pipeline.captions.rules import rules_of
from pipeline.segments.base import Context
from pipeline.segments.recited import Standing, Verses, apart, together
from pipeline.segments.texts import READ_ON, SHORTEST_CAPTION
from pipeline.timeline.model import Cue


def captions_of(
    language: str, translated: Mapping[str, str], context: Context, verses: Verses, lines: Sequence[Standing], frames: int, *,
    are_shown: bool,
) -> tuple[Cue, ...]:  # fmt: skip
    """Return lines as captions in a language; `translated` says what they are there. A card may show them, too."""
    shortest, on = context.frames(SHORTEST_CAPTION), context.frames(READ_ON)
    seen = [replace(line, end=min(line.end, max(line.spoken + on, line.begin + shortest))) for line in lines]
    rules = rules_of(language)
    seen = apart(seen, frames, rules.gap_frames, context.frames(rules.close))
    found = []
    stretches = together(seen)
    for place, (stretch, numbers) in enumerate(stretches):
        # A line that stands on beside the next one is another caption, which the eye has to see come.
        after = stretches[place + 1][0].start if place + 1 < len(stretches) else frames + rules.gap_frames
        end = max(stretch.start + 1, min(stretch.end, after - rules.gap_frames))
        text, marks = "", []
        for number in numbers:
            line = verses.lines[number]
            before = len(text) + 1 if text else 0
            text = "\n".join(filter(None, (text, plain(translated.get(line.words, line.words)))))
            marks += [Mark(before, len(text), "voice", context.people[key].name) for key in line.by[:1] if key in context.people]
        caption = Caption(stretch.start / context.rate, end / context.rate, text, tuple(marks))
        found.append(Cue(caption, context.where(*verses.place(numbers[-1])), is_shown=are_shown))
    return tuple(found)
