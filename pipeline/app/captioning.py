"""What is to be said of an episode's captions, and what rules change in their files: `together captions check` and `fix`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import assembly
from pipeline.app import syncs
from pipeline.app.rewriting import Rewritten
from pipeline.captions import Caption, lyrics, quoted, read, rules_of, shift, slice  # noqa: A004 (the trade's word)
from pipeline.captions.corrected import Judged, Shown, judged
from pipeline.captions.inplace import Change, edited, encoding_of
from pipeline.captions.plain_text import is_text
from pipeline.captions.rules import USUAL
from pipeline.captions.stamps import BROKEN, FORMATS
from pipeline.captions.timing import Timing
from pipeline.cards import theme as themes
from pipeline.faults import Diagnostic, InputFault, Where
from pipeline.manifest import loading
from pipeline.media.overlaid import OverlaidLibrary
from pipeline.media.paths import resolve
from pipeline.profiles import loader as profiles
from pipeline.timebase import frames_of, timecode
from pipeline.timeline.model import Cue
from pipeline.timeline.programme import PlacedSegment, Programme
from pipeline.timeline.shots import cuts
from pipeline.values import dataclass

if TYPE_CHECKING:
    from pipeline.app.session import Session
    from pipeline.manifest.model import Episode

Key = tuple[str, int]
"""A file's path in the media folder, and the number of a caption in it, from 0."""


@dataclass(frozen=True, slots=True)
class Remarked:
    """A rule that a caption breaks where it is shown, at a `timecode` of the episode.

    `number` counts from 1: in the file `path`, or where it comes from no file (`path` is empty) in its segment. `is_mendable`
    says that `fix` mends it.
    """

    language: str
    segment: str
    where: Where | None
    path: str
    number: int
    words: str
    timecode: str
    rule: str
    message: str
    is_mendable: bool

    def to_json(self) -> dict[str, object]:
        """Return it as a JSON object."""
        return {
            "language": self.language, "segment": self.segment, "line": self.where.line if self.where else 0, "path": self.path,
            "number": self.number, "words": self.words, "timecode": self.timecode, "rule": self.rule, "message": self.message,
            "mendable": self.is_mendable,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fix(Rewritten):
    """What becomes of a file of captions, of which `captions` are changed."""

    captions: int = 0


@dataclass(frozen=True, slots=True)
class Captioned:
    """What was found about an episode's captions, and what mends of it what rules can mend. `told` names files left alone.

    `left` is how much is found in the files once they are mended.
    """

    remarks: tuple[Remarked, ...]
    fixes: tuple[Fix, ...]
    told: tuple[str, ...]
    captions: int
    left: int


@dataclass(frozen=True, slots=True)
class _Entry:
    """A caption where it is shown, and the one that it is in its file."""

    cue: Cue
    placed: PlacedSegment
    caption: Caption
    original: Caption | None

    @property
    def key(self) -> Key | None:
        return (self.cue.source.path, self.cue.source.number) if self.cue.source and self.original else None


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found in an episode, with its files as they are or as they are to be."""

    remarks: tuple[Remarked, ...]
    fixes: tuple[Fix, ...]
    told: tuple[str, ...]
    captions: int


def look(session: Session, path: Path) -> Captioned:
    """Judge all captions of the episode at a path, and find what rules change in their files. Raises InputFault for its mistakes.

    Files are taken as they are on the disk. What only a deliverable minds, such as captions that do not fit into the picture, is
    none here: it may be what is mended.
    """
    episode = loading.load(path, session.media)
    found = _look(session, episode, {})
    if not found.fixes:
        return Captioned(found.remarks, (), found.told, found.captions, len(found.remarks))
    # A format may round a time, so what is left is found in what would be written.
    after = _look(session, episode, {fix.real: fix.after for fix in found.fixes}).remarks
    left = {_known(one) for one in after}
    remarks = tuple(replace(one, is_mendable=_known(one) not in left) for one in found.remarks)
    return Captioned(remarks, found.fixes, found.told, found.captions, len(after))


def _known(remark: Remarked) -> tuple[str, str, str, int, str]:
    return remark.language, remark.segment, remark.path, remark.number, remark.rule


def _look(session: Session, episode: Episode, over: Mapping[Path, bytes]) -> _Found:
    """Judge the captions of an episode; some files of captions hold what is laid `over` them."""
    root = session.show.root
    library = OverlaidLibrary(episode.media, session.media(episode.media), over.get, {})  # without unsaved texts
    theme = themes.load(episode.theme, episode.template_folders, session.show.here.checked)
    timeline, _, _ = assembly.assembled(episode, library, theme)
    profile = profiles.load(episode.main, episode.profile_folders)
    timeline = syncs.known(session.show, episode, theme, timeline, library, profile)
    programme = Programme(timeline)
    contents, encodings = _contents(library, programme)
    gap = USUAL.gap_frames / programme.rate
    files = {path: read(content, path, encodings[path]) for path, content in contents.items()}
    files |= {path: lyrics.apart(there, gap) for path, there in files.items() if path.lower().endswith(".lrc")}
    remarks: list[Remarked] = []
    places = cuts(programme)
    languages = sorted({language for one in programme.segments for language in one.segment.stack.cues})
    entries = {language: [*_entries(programme, language, files)] for language in languages}
    kept, unbroken = set[Key](), set[Key]()
    refused: set[str] = set()
    while True:  # ends, since each time more stays as it is
        found = {language: _judged(entries[language], language, programme, places, (kept, unbroken)) for language in languages}
        wanted = _wanted([(entries[language], found[language]) for language in languages], programme.rate)
        differing = {key for key, those in wanted.items() if len(those) > 1}
        changes: dict[str, dict[int, Change]] = {}
        for (file, number), those in wanted.items():
            changes.setdefault(file, {})[number] = next(iter(those))
        after = {file: edited(contents[file], file, change, encodings[file], gap) for file, change in changes.items()}
        failed = {(file, number) for file, (_, numbers) in after.items() for number in numbers} - differing
        if not differing and not failed:
            break
        kept |= differing | (failed & unbroken)
        refused |= {file for file, _ in failed & unbroken}
        unbroken |= failed
    for language in languages:
        remarks += _remarks(entries[language], found[language], language, programme)
    fixes = [
        Fix(
            _shown(episode.media / file, root), resolve(episode.media, file), contents[file], content,
            encoding_of(contents[file], file, encodings[file]), len(changes[file]),
        )
        for file, (content, _) in sorted(after.items()) if content != contents[file]
    ]  # fmt: skip
    told = _told(programme, contents, remarks, refused)
    return _Found(tuple(remarks), tuple(fixes), tuple(told), sum(map(len, entries.values())))


def _contents(library: OverlaidLibrary, programme: Programme) -> tuple[dict[str, bytes], dict[str, str]]:
    """Return the bytes of each file that gives cues their times, by its path in the media folder, and the encodings declared.

    Raises InputFault.
    """
    cues = (cue for one in programme.segments for cues in one.segment.stack.cues.values() for cue in cues)
    encodings: dict[str, str] = {}
    for cue in cues:
        if cue.source is None or is_text(cue.source.path):
            continue
        if encodings.setdefault(cue.source.path, cue.source.encoding) != cue.source.encoding:
            message = f"{cue.source.path} is named with another encoding elsewhere in this episode"
            raise InputFault((Diagnostic(cue.where or Where(cue.source.path), message, "a file has one: name the same"),))
    return {path: library.read(path) for path in encodings}, encodings


def _shown(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def _entries(programme: Programme, language: str, files: Mapping[str, Sequence[Caption]]) -> Iterator[_Entry]:
    """Yield the captions of a language as they are shown, in seconds of the programme, overlapping as they do in their files."""
    rate = programme.rate
    for placed in programme.segments:
        length = Fraction(placed.range.frames) / rate
        for cue in placed.segment.stack.cues.get(language, ()):
            original = files[cue.source.path][cue.source.number] if cue.source and cue.source.path in files else None
            for caption in shift(slice([cue.caption], Fraction(0), length), Fraction(placed.start) / rate):
                yield _Entry(cue, placed, caption, original)


def _judged(
    entries: Sequence[_Entry], language: str, programme: Programme, places: tuple[int, ...], left: tuple[set[Key], set[Key]]
) -> Judged:
    """Judge a language's captions; `left` are those that stay as they are, and those whose breaks do."""
    timing = Timing(programme.rate, rules_of(language), places)
    return judged([_movable(one, programme.rate, *left) for one in entries], language, timing, programme.seconds)


def _movable(entry: _Entry, rate: Fraction, kept: set[Key], unbroken: set[Key]) -> Shown:
    """Return how far a caption may be moved: not where a cut has taken a part of it, nor out of what is used of its film."""
    source, original = entry.cue.source, entry.original
    if source is None or original is None or source.is_stretched or entry.key in kept:
        return Shown(entry.caption)
    if not source.path.lower().endswith(FORMATS):
        return Shown(entry.caption)
    begin = Fraction(entry.placed.start)
    first = int(-(-(max(source.first, source.by) * rate + begin) // 1))
    last = min(int(source.last * rate + begin), entry.placed.range.end)
    by = source.by + begin / rate
    shown, written = (entry.caption.start, entry.caption.end), (original.start + by, original.end + by)
    is_whole = [frames_of(one, rate) == frames_of(other, rate) for one, other in zip(shown, written, strict=True)]
    starts, ends = ((first, last) if whole else None for whole in is_whole)
    is_written = source.path.lower().endswith(BROKEN) and entry.key not in unbroken
    return Shown(entry.caption, starts, ends, is_written=is_written)


def _wanted(found: Iterable[tuple[Sequence[_Entry], Judged]], rate: Fraction) -> dict[Key, set[Change]]:
    """Return what each caption of a file is to become; several things where it is shown several times and they differ."""
    wanted: dict[Key, set[Change]] = {}
    for entries, judgement in found:
        for number, entry in enumerate(entries):
            if entry.key is not None:
                better = judgement.better.get(number, entry.caption)
                wanted.setdefault(entry.key, set()).add(_change(entry, better, rate))
    return {key: those for key, those in wanted.items() if those != {Change()}}


def _change(entry: _Entry, better: Caption, rate: Fraction) -> Change:
    """Return what a better caption is in its file, whose clock is another than the programme's."""
    source, old = entry.cue.source, entry.caption
    assert source is not None
    by = source.by + Fraction(entry.placed.start) / rate
    return Change(
        None if better.start == old.start else better.start - by,
        None if better.end == old.end else better.end - by,
        None if better.text == old.text else better.text,
    )


def _remarks(entries: Sequence[_Entry], found: Judged, language: str, programme: Programme) -> Iterator[Remarked]:
    for one in found.remarks:
        entry = entries[one.number]
        source = entry.cue.source
        number = source.number if source else entry.placed.segment.stack.cues[language].index(entry.cue)
        frame = frames_of(one.at, programme.rate)
        yield Remarked(
            language, entry.placed.segment.name, entry.cue.where, source.path if source else "", number + 1,
            quoted(entry.caption), timecode(frame, programme.rate), one.rule, one.message, found.is_mended(one),
        )  # fmt: skip


def _told(
    programme: Programme, contents: Mapping[str, bytes], remarks: Sequence[Remarked], refused: set[str]
) -> Iterator[str]:
    """Yield what is left alone, and why."""
    for placed in programme.segments:
        if placed.segment.stack.waiting:
            name = placed.segment.name
            known = "which is not known yet: `together plan` listens, and then they are judged here"
            yield f"captions of takes of {name} stand where their sound is found to belong, {known}"
    for path in sorted(refused):
        is_ttml = not path.lower().endswith((*BROKEN, "ass", "ssa"))
        others = "times that are no begin and end of a <p>, as 00:00:01.500 or 1.5s,"
        what = others if is_ttml else "captions that stand there in a way"
        yield f"{path} has {what} that `fix` does not change"
    for path in contents:
        if not path.lower().endswith(BROKEN) and any(one.path == path and one.rule in ("lines", "width") for one in remarks):
            is_lyrics = path.lower().endswith("lrc")
            breaks = "a line of lyrics has no breaks: part it in two, each with its time"
            by_hand = breaks if is_lyrics else "its line breaks are tags, and are mended by hand"
            yield f"{path}: `fix` changes its times alone; {by_hand}"
