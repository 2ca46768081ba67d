"""What is heard of a piece under its title card: from where in its file, for how long, and when nothing is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace

import pytest

from pipeline.captions.model import Caption
from pipeline.media.faults import MediaFault
from pipeline.media.info import SoundInfo
from pipeline.media.paths import MediaPath
from pipeline.segments.heard_ahead import with_ahead
from pipeline.timeline.model import CardMedia, Clip, Cue, Segment, SoundClip, SoundRole, SourceMedia, Stack, Track, Transition

F = Fraction
RATE = F(24)


def clip(start: object = 0, *, at: object = 0, name: str = "a.wav", role: SoundRole = SoundRole.NAT, **more: object) -> SoundClip:
    media = SourceMedia(MediaPath("media", name), name)
    return SoundClip(media, role, F(at), F(start), F(10), **more)  # type: ignore[arg-type]


def piece(*clips: SoundClip, cues: Iterable[object] = (), **more: object) -> Segment:
    said = tuple(Cue(Caption(F(at), F(at) + 1, "Hello")) for at in cues)  # type: ignore[arg-type]
    stack = Stack(240, (), clips, {"en": said} if said else {})
    return Segment("rain", "clip", "Rain", stack, **more)  # type: ignore[arg-type]


def title(frames: int = 72, **more: object) -> Segment:
    card = Clip(CardMedia("interstitial", {}, "mine"), frames)
    return Segment("rain-title", "card", "Rain", Stack(frames, (Track("card", (card,)),)), **more)  # type: ignore[arg-type]


class Library:
    """Files whose sound lasts twenty seconds and is first heard at `onset`."""

    def __init__(self, onset: Fraction | None) -> None:
        self.onset = onset

    def info(self, path: str) -> SimpleNamespace:
        if path == "gone.wav":
            raise MediaFault("it is gone", "")
        sound = SoundInfo(0, "pcm_s16le", 48000, 2, "stereo", F(0), F(20), onset=self.onset)
        return SimpleNamespace(sound_of=lambda track: sound)


def heard(*segments: Segment, onset: object = 0, titled: Iterable[str] = ("rain",)) -> list[tuple[Fraction, Fraction, bool]]:
    """Return for each sound under the title card where in its file it begins, how long before the piece, whether it opens."""
    library = Library(None if onset is None else F(onset))  # type: ignore[arg-type]
    found = with_ahead(segments, [*titled], library, RATE)  # type: ignore[arg-type]
    assert [replace(one, ahead=None) for one in found] == [*segments], "nothing else of them changes"
    ahead = next((one.ahead for one in found if one.ahead), None)
    return [(one.start, ahead.seconds - one.at, ahead.opens) for one in ahead.clips] if ahead else []


def test_it_is_what_comes_before_the_piece_in_its_file_and_goes_on_into_it() -> None:
    assert heard(title(), piece(clip(8))) == [(F(5), F(3), True)], "the three seconds of the card"
    assert heard(title(), piece(clip(2))) == [(F(0), F(2), True)], "what there is"
    assert heard(title(), piece(clip(8)), onset=6) == [(F(6), F(2), True)], "from where it is heard"
    assert heard(title(), piece(clip(8), clip(5, name="b.wav"))) == [(F(5), F(3), True), (F(2), F(3), True)]
    assert heard(title(), piece(clip(8, at="0.2"))) == [(F("4.8"), F(3), True)], "in step with the piece"


def test_to_the_sample_it_goes_on_where_times_are_no_whole_numbers_of_samples() -> None:
    (one,) = heard(title(71), piece(clip(F(100, 7))), onset=0)
    start, before, _ = one
    assert start + before == F(100, 7)
    assert (before * 48000).denominator == 1


def test_where_nothing_comes_before_it_is_the_first_seconds_of_the_piece() -> None:
    assert heard(title(), piece(clip())) == [(F(0), F(3), False)]
    assert heard(title(), piece(clip("0.9"))) == [(F("0.9"), F(3), False)], "less than a second before it"
    assert heard(title(), piece(clip(8, sync="auto"), clip(name="b.wav"))) == [(F(0), F(3), False)], "it is not placed yet"


@pytest.mark.parametrize(
    ("reason", "segments", "onset"),
    [
        ("it begins in silence", (title(), piece(clip())), 1),
        ("it is silent for long", (title(), piece(clip())), None),
        ("it is faded in", (title(), piece(clip(8, fade_in=F(1)))), 0),
        ("it is muted", (title(), piece(clip(8, mute=True))), 0),
        ("it has no sound", (title(), piece()), 0),
        ("what sounds begins later", (title(), piece(clip(8, at=2))), 0),
        ("its file cannot be read", (title(), piece(clip(name="gone.wav"))), 0),
        ("somebody speaks", (title(), piece(clip(8, role=SoundRole.VOICE))), 0),
        ("somebody speaks over it", (title(), piece(clip(), clip(2, at=2, name="b.wav", role=SoundRole.VOICE))), 0),
        ("captions say that somebody speaks", (title(), piece(clip(8), cues=[0.5])), 0),
        ("captions say so later", (title(), piece(clip(), cues=[2.5])), 0),
        ("the card is short", (title(23), piece(clip(8))), 0),
        ("its sound leads anyhow", (title(), piece(clip(8), sound_leads=12)), 0),
        ("the card has hardly come", (title(36, transition=Transition("dissolve", 24)), piece(clip(8))), 0),
        (
            "a voice goes on over the card",
            (piece(sound_trails=60), title(), piece(clip(8))), 0,
        ),
        ("another card comes between", (title(), replace(title(), name="other"), piece(clip(8))), 0),
    ],
    ids=lambda value: value.replace(" ", "-") if isinstance(value, str) else "",
)  # fmt: skip
def test_nothing_is_heard_where(reason: str, segments: tuple[Segment, ...], onset: object) -> None:
    assert heard(*segments, onset=onset) == []


def test_what_somebody_says_later_leaves_it_as_it_is() -> None:
    assert heard(title(), piece(clip(8), cues=[1.5])) == [(F(5), F(3), True)], "the words are not among what comes before"
    assert heard(title(), piece(clip(), cues=[4])) == [(F(0), F(3), False)]
    assert heard(title(), piece(clip(8)), titled=()) == [], "and where a manifest switches it off there is none"


def test_it_lasts_six_seconds_at_most_and_begins_where_the_card_has_come() -> None:
    assert heard(title(240), piece(clip(8))) == [(F(2), F(6), True)]
    assert heard(title(72, transition=Transition("dissolve", 24)), piece(clip(8))) == [(F(6), F(2), True)]
