"""Captions for those who do not hear (SDH): who speaks, and what sounds. Pure.

What a manifest names is said: speakers of caption files, else the one whose voice or film is heard; music and who plays it. In
brackets, as Netflix's and the BBC's guidelines have it, and a speaker only where another one begins.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from pipeline.captions import Caption, Mark, Word, plain, rebroken, rules_of, wrap
from pipeline.captions.model import ordered
from pipeline.timeline.model import Contribution, Cue, Segment, SoundClip, SoundRole
from pipeline.values import dataclass

LENGTH = Fraction(3)
"""Seconds for which it is said what sounds."""
SHORTEST = Fraction(5, 6)
"""Seconds without a caption that are enough to say it; where there are none it stands above the first caption."""
RIGHT_TO_LEFT = "\N{RIGHT-TO-LEFT MARK}"
_LABELLED = re.compile(r"\s*(?:[-–]\s*)?[\[(♪]")


@dataclass(frozen=True, slots=True)
class Labels:
    """What labels are made of: `names` of people by key, and how a language calls music."""

    names: Mapping[str, str]
    music: Callable[[str], str]


def labelled(segment: Segment, labels: Labels, languages: Sequence[str], rate: Fraction) -> Segment:
    """Return a segment whose captions say who speaks and what sounds; what sounds is said in all `languages`, the episode's."""
    stack = segment.stack
    found = {}
    for code in {**dict.fromkeys(languages), **stack.cues}:
        cues = [*_spoken(segment, stack.cues.get(code, ()), labels, code, rate)]
        for begin, end, texts in _sounds(segment, labels, code, rate):
            cues = _said(cues, begin, end, texts, segment, code, rules_of(code).gap_frames / rate)
        if cues:
            found[code] = tuple(cues)
    return replace(segment, stack=replace(stack, cues=found))


def _spoken(segment: Segment, cues: Sequence[Cue], labels: Labels, language: str, rate: Fraction) -> Iterator[Cue]:
    last = ""
    for cue in cues:
        caption = cue.caption
        turns = {mark.begin: mark.value for mark in caption.marks if mark.kind == "voice" and mark.value}
        if not turns and (one := _heard(segment, cue, labels, rate)):
            turns = {0: one}
            caption = replace(caption, marks=ordered((Mark(0, len(caption.text), "voice", one), *caption.marks)))
        for at, name in sorted(turns.items(), reverse=True):  # from the end, so that places before it stay
            before = max((other for other in turns if other < at), default=None)
            if name != (last if before is None else turns[before]) and not _LABELLED.match(caption.text[at:]):
                caption = _inserted(caption, at, f"{_mark_of(caption.text)}[{name}] ", is_spoken=True)
        last = turns[max(turns)] if turns else last
        yield replace(cue, caption=_fitted(caption, language))


def _mark_of(text: str) -> str:
    """Return the mark that keeps a text going from right to left behind a name in Latin letters (UAX #9, P2)."""
    strong = (kind for kind in map(unicodedata.bidirectional, text) if kind in ("L", "R", "AL"))
    return RIGHT_TO_LEFT if next(strong, "L") != "L" else ""


def _heard(segment: Segment, cue: Cue, labels: Labels, rate: Fraction) -> str:
    """Return who alone is heard during a caption, as far as the manifest says; empty where nobody is, or several."""
    caption = cue.caption
    paths = {
        str(clip.media.path)
        for clip in segment.stack.sound
        if clip.role in (SoundRole.VOICE, SoundRole.NAT)
        and not clip.mute
        and clip.at < caption.end
        and caption.start < clip.at + clip.seconds
    }
    during = cue.range(rate)
    made = [one for one in segment.contributions if one.path in paths and one.medium != "text" and during.overlap(one.range)]
    keys = list(dict.fromkeys(key for one in made for key in one.people))
    return labels.names.get(keys[0], "") if len(keys) == 1 else ""


def _sounds(
    segment: Segment, labels: Labels, language: str, rate: Fraction
) -> Iterator[tuple[Fraction, Fraction, Sequence[str]]]:
    """Yield what sounds beside speech: from when, until when, in words, in many and in few."""
    roles = {SoundRole.STEM} if segment.is_music else set()
    for group in (roles, {SoundRole.BED}):
        clips = [clip for clip in segment.stack.sound if clip.role in group and not clip.mute]
        if clips:
            begin, end = min(clip.at for clip in clips), max(clip.at + clip.seconds for clip in clips)
            whole = Fraction(segment.stack.frames) / rate
            texts = _music(segment, clips, labels, language, is_piece=group == roles)
            yield max(begin, Fraction(0)), min(end, whole), texts


def _music(segment: Segment, clips: Sequence[SoundClip], labels: Labels, language: str, *, is_piece: bool) -> Sequence[str]:
    paths = {str(clip.media.path) for clip in clips}
    made = [one for one in segment.contributions if one.path in paths and one.medium == "sound"]
    titles = [segment.title] if is_piece else [one.title for one in made if one.title]
    players = [_player(one, labels) if is_piece else ", ".join(_names(one, labels)) for one in made]
    word = labels.music(language).lower()
    whole = ", ".join(dict.fromkeys(filter(None, (*titles, *players))))
    text = f"[{word}: {whole}]" if whole else f"[{word}]"
    rules = rules_of(language)
    few = f"[{word}: {titles[0]}]" if titles else text
    return (few,) if len(text) > rules.lines * rules.columns else (text, few)  # the credits name all


def _player(made: Contribution, labels: Labels) -> str:
    names = ", ".join(_names(made, labels))
    return f"{made.role}: {names}" if made.role and names else names


def _names(made: Contribution, labels: Labels) -> tuple[str, ...]:
    return tuple(labels.names[key] for key in made.people if key in labels.names)


def _said(
    cues: Sequence[Cue], begin: Fraction, end: Fraction, texts: Sequence[str], segment: Segment, language: str, apart: Fraction
) -> list[Cue]:
    """Return the captions, among them what sounds from `begin` until `end`: in the first gap, else above the first caption.

    It is said in the first of the `texts` that can be read there, else in the last. Between captions stay `apart` seconds.
    """
    later = sorted(cues, key=lambda cue: cue.caption.start)
    at = begin
    for cue in later:
        if cue.caption.start - apart - at >= SHORTEST:
            break
        at = max(at, cue.caption.end + apart)
    until = min([at + LENGTH, end, *(cue.caption.start - apart for cue in later if cue.caption.start >= at)])
    if until - at >= SHORTEST or (not later and until > at):
        most = (until - at) * rules_of(language).per_second
        text = next((text for text in texts if len(text) <= most), texts[-1])
        caption = _fitted(Caption(at, until, plain(text)), language)
        return sorted([*later, Cue(caption, segment.where)], key=lambda cue: cue.caption.start)
    number = next((number for number, cue in enumerate(later) if cue.caption.end > begin), None)
    if number is not None and later[number].caption.start < end:
        above = _inserted(later[number].caption, 0, f"{plain(texts[-1])}\n")
        later[number] = replace(later[number], caption=above)
    return later


def _inserted(caption: Caption, at: int, text: str, *, is_spoken: bool = False) -> Caption:
    """Return a caption with more text at a place; what begins there begins after it, but for a voice that `is_spoken` by it."""
    size = len(text)

    def moved(mark: Mark) -> Mark:
        is_later = mark.begin > at or (mark.begin == at and not (is_spoken and mark.kind == "voice"))
        return replace(mark, begin=mark.begin + size * is_later, end=mark.end + size * (mark.end > at))

    words = tuple(Word(word.begin + size * (word.begin >= at), word.start) for word in caption.words)
    whole = caption.text[:at] + text + caption.text[at:]
    return replace(caption, text=whole, marks=ordered(map(moved, caption.marks)), words=words)


def _fitted(caption: Caption, language: str) -> Caption:
    return rebroken(caption, wrap(caption.text, language))
