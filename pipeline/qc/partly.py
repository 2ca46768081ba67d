"""Judge what is known of an episode before all of it is made: by its plan, and by those of its parts that were measured. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.analysis.facts import PictureFacts, SoundFacts
from pipeline.profiles.model import Profile
from pipeline.qc.flashing import flashing
from pipeline.qc.judge import captioned, chaptered, once
from pipeline.qc.model import Finding, Heard, Planned
from pipeline.qc.picture import decoded, judged, programme
from pipeline.qc.sound import jumps, listened, loudness


def judge_partly(
    planned: Planned,
    profile: Profile,
    pictures: Sequence[PictureFacts | None],
    heard: Heard | None = None,
    facts: SoundFacts | None = None,
) -> tuple[Finding, ...]:
    """Return what is wrong as far as it is known; None stands for what was not measured.

    `pictures` are those of the planned spans. What can be seen only where a span meets one that was not measured is not told.
    """
    seen, listened_to = _pictures(planned, pictures), _sound(planned, profile, heard, facts)
    return once((*seen, *listened_to, *captioned(planned), *chaptered(planned)))


def _sound(planned: Planned, profile: Profile, heard: Heard | None, facts: SoundFacts | None) -> Iterator[Finding]:
    if heard is None or not heard.is_measured:
        return
    told = () if facts is None else tuple(listened(facts, planned, profile, heard))
    yield from (one for one in loudness(heard, profile.loudness) if one.code not in {finding.code for finding in told})
    yield from jumps(heard, planned, profile.loudness.jump)
    yield from told


def _pictures(planned: Planned, pictures: Sequence[PictureFacts | None]) -> Iterator[Finding]:
    """Judge each run of spans that were measured as if it were all."""
    known: list[PictureFacts] = []
    for number, facts in enumerate((*pictures, None)):
        if facts is not None:
            known.append(facts)
        elif known:
            yield from _run(planned, number - len(known), known)
            known = []


def _run(planned: Planned, first: int, known: Sequence[PictureFacts]) -> Iterator[Finding]:
    spans = planned.spans[first : first + len(known)]
    begin = spans[0].range.start
    moved = tuple(replace(span, range=span.range.shifted(-begin)) for span in spans)
    part = replace(planned, frames=spans[-1].range.end - begin, spans=moved, segments=())
    seen = programme(known)
    for one in (*decoded(known, moved, part), *judged(seen, part), *flashing(seen, part)):
        at = None if one.frame is None else one.frame + begin
        yield replace(planned.found(one.code, one.severity, one.message, at, one.hint, frames=one.frames), kind=one.kind)
