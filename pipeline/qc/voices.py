"""Judge the further sounds of a film, dubs and audio description: that all are there, as long and as loud as the film. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.analysis.facts import SoundFacts
from pipeline.faults import Severity
from pipeline.profiles.model import Profile
from pipeline.qc.boxes import Movie, language_of
from pipeline.qc.inventory import parts
from pipeline.qc.model import Finding, Heard, Planned, PlannedVoice
from pipeline.qc.sound import listened
from pipeline.qc.stream import sound_form
from pipeline.qc.times import sound_times

_UNHEARD = Heard(None, None, (), {}, is_measured=False)
_AGAIN = "build it again"
_ROLES = (b"urn:mpeg:dash:role:2011\0dub\0", b"urn:mpeg:dash:role:2011\0description\0")
"""How a track says that it is a dub or an audio description (ISO/IEC 14496-12, 8.10.4; ISO/IEC 23009-1, 5.8.5.5)."""


def voices_told(movie: Movie) -> tuple[PlannedVoice, ...]:
    """Return the further sounds of a film of which nothing was planned, where each is switched off and says what it is."""
    others = [number for number, track in enumerate(movie.tracks) if track.handler == "soun"][1:]
    told = {(part.track, part.path): part.content for part in parts(movie)}
    if any(movie.tracks[number].is_enabled or told.get((number, "udta/kind"), b"")[4:] not in _ROLES for number in others):
        return ()
    return tuple(
        PlannedVoice(
            language_of(told.get((number, "mdia/mdhd"), bytes(4))), told.get((number, "udta/name"), b"").decode(errors="replace")
        )
        for number in others
    )


def voices_inside(movie: Movie, planned: Planned, profile: Profile) -> Iterator[Finding]:
    """Find further sounds that are missing, too short, late, or in another language than planned."""
    if not planned.voices:
        return
    tracks = [(number, track) for number, track in enumerate(movie.tracks) if track.handler == "soun"]
    told = {part.track: language_of(part.content) for part in parts(movie) if part.path == "mdia/mdhd"}
    got = [told.get(number, "") for number, _ in tracks[1:]]
    meant = [voice.language for voice in planned.voices]
    if got != meant:
        message = f"the film has further sounds in {', '.join(got) or 'none'}, and planned were {', '.join(meant)}"
        yield Finding("voices", Severity.ERROR, message, hint=_AGAIN)
        return
    for (_, track), voice in zip(tracks[1:], planned.voices, strict=True):
        for one in (*sound_form(track, profile), *sound_times(track, planned, profile)):
            yield replace(one, message=f"{voice.title}: {one.message}")


def voices_heard(facts: Sequence[SoundFacts], planned: Planned, profile: Profile) -> Iterator[Finding]:
    """Find further sounds that cannot be decoded, or are not as loud as the film."""
    for one, voice in zip(facts, planned.voices, strict=False):
        for found in listened(one, planned, profile, _UNHEARD):
            yield replace(found, message=f"{voice.title}: {found.message}")
