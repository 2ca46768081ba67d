"""Judge the captions inside a movie against those that were planned: the same cues as in the files beside it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from pipeline.captions import Caption
from pipeline.faults import Severity
from pipeline.media.languages import long
from pipeline.profiles.model import Profile
from pipeline.qc.boxes import Movie, Subtitles
from pipeline.qc.model import Finding, Planned

_TOLERANCE = Fraction(1, 1000)
"""Seconds: files and streams count milliseconds."""
_AGAIN = "build it again"


def captions_inside(movie: Movie, planned: Planned, profile: Profile) -> Iterator[Finding]:
    """Find captions in a movie that are not those of the plan, and those that are missing, at the first that is wrong."""
    if not planned.segments:  # nothing is known of a plan
        return
    wanted = {language: cues for language, cues in planned.captions.items() if cues} if profile.embed_captions else {}
    meant = sorted(wanted, key=lambda language: (language != planned.language, language))
    told = [track.language for track in movie.subtitles]
    if told != [long(language) for language in meant]:
        message = f"the movie has captions in {_list(told)}, and planned were {_list(meant)}"
        yield Finding("movie_captions", Severity.ERROR, message, hint=_AGAIN)
        return
    for language, track in zip(meant, movie.subtitles, strict=True):
        yield from _compare(language, track, wanted[language], planned)


def _compare(language: str, track: Subtitles, meant: Sequence[Caption], planned: Planned) -> Iterator[Finding]:
    for number, (one, other) in enumerate(zip(track.cues, meant, strict=False), 1):
        late = max(abs(one[0] - other.start), abs(one[1] - other.end))
        if one[2] != other.text or late > _TOLERANCE:
            how = f"{one[2][:30]!r} for {other.text[:30]!r}" if one[2] != other.text else f"{float(late * 1000):.0f} ms off"
            message = f"the {language} caption {number} in the movie is not the planned one: {how}"
            yield planned.found("movie_captions", Severity.ERROR, message, int(other.start * planned.rate), _AGAIN)
            return
    if len(track.cues) != len(meant):
        message = f"the movie has {len(track.cues)} captions in {language}; planned were {len(meant)}"
        yield Finding("movie_captions", Severity.ERROR, message, hint=_AGAIN)
    if not track.title:
        message = f"the captions in {language} have no title in the movie"
        yield Finding("movie_captions", Severity.ERROR, message, hint=_AGAIN)


def _list(languages: Sequence[str]) -> str:
    return ", ".join(languages) or "none"
