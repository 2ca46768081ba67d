"""Write down when the lines of poems are spoken, as captions that a person corrects by hand and a manifest then names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.captions import Caption, plain, write_srt
from pipeline.captions.encodings import python_name
from pipeline.cards import theme as themes
from pipeline.execution.disk import disk_faults
from pipeline.faults import Diagnostic, Where
from pipeline.manifest import loading, recipes
from pipeline.manifest.model import Episode, Part
from pipeline.segments.base import Context
from pipeline.segments.caption_files import CaptionsFile
from pipeline.segments.poem import Poem, recited
from pipeline.segments.timing import Spoken

if TYPE_CHECKING:
    from pipeline.app.session import Session

_READ_ON = Fraction(1, 2)
"""Seconds that a caption stands after its line was spoken, where the next line leaves them."""
_SHORTEST = Fraction(1, 1000)
"""Seconds: two lines of captions never begin at once."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """A poem and the file that was written for it; `problem` says why none was.

    `named` is what the manifest has to call the file, `lines` are what was written, `told` is what is not sure.
    """

    title: str
    where: Where
    path: Path | None
    named: str
    lines: tuple[Caption, ...]
    told: tuple[Diagnostic, ...]
    problem: str = ""


def align(session: Session, path: Path, *, replaces: bool = False) -> tuple[Aligned, ...]:
    """Write a file of captions beside each poem of an episode that a voice reads; over one that is there if it `replaces`.

    Raises InputFault where its manifest has mistakes, EnvironmentFault where a file cannot be written.
    """
    # What else is wrong in it, such as a file of times that there is not yet, keeps nobody from listening.
    episode = loading.load(path, session.media, session.texts.read)
    library, theme = session.media(episode.media), themes.load(episode.theme, episode.template_folders, session.show.here.checked)
    context = recipes.context_of(episode, library, theme)
    poems = [part for part in episode.parts if isinstance(part.shape, Poem)]
    wanted = [(part, _wanted(episode, part, replaces=replaces)) for part in poems]
    heard = [part for part, one in wanted if not one.problem]
    recipes.side_by_side(heard, lambda part: _recited(part, replace(context, base=part.loc, diagnostics=[])))
    return tuple(one if one.problem else _aligned(context, part, one) for part, one in wanted)


def _wanted(episode: Episode, part: Part, *, replaces: bool) -> Aligned:
    """Return which file is to be written for a poem, or why none is."""
    shape = part.shape
    assert isinstance(shape, Poem)
    where = episode.where(*part.loc)
    nothing = Aligned(shape.title, where, None, "", (), ())
    if not (shape.voice or shape.voices):
        return replace(nothing, problem="no voice reads it")
    if not (shape.lines or shape.text):
        return replace(nothing, problem="it has no lines")
    named = _named(shape, part.name)
    others = [(one.shape, one.name) for one in episode.parts if one is not part and isinstance(one.shape, Poem)]
    of_file = shape.timing.file if isinstance(shape.timing, CaptionsFile) else ""
    if of_file != named and any((one.voice or one.voices) and _named(one, name) == named for one, name in others):
        folder, slash, _ = named.rpartition("/")  # another poem's times: of one recording in two poems, each has its own file
        named = f"{folder}{slash}{part.name}.srt"
    path = episode.media / named
    if path.is_dir():
        return replace(nothing, named=named, problem=f"{named} is a folder: rename it, so that its times can be written there")
    if not replaces and path.exists():
        is_named = of_file == named
        how = "its times are used" if is_named else f"write `timing: {named}` to use its times"
        return replace(nothing, named=named, problem=f"{named} is there already, and stays as it is: {how}")
    return replace(nothing, path=path, named=named)


def _recited(part: Part, context: Context) -> tuple[tuple[str, ...], list[Spoken]] | None:
    assert isinstance(part.shape, Poem)
    return recited(part.shape, context)


def _aligned(context: Context, part: Part, wanted: Aligned) -> Aligned:
    """Write the file that is wanted for a poem."""
    told: list[Diagnostic] = []
    found = _recited(part, replace(context, base=part.loc, diagnostics=told))
    if found is None:
        return replace(wanted, path=None, named="", problem="its lines could not be timed", told=tuple(told))
    captions = _captions(*found)
    path, shape = wanted.path, part.shape
    assert path is not None
    assert isinstance(shape, Poem)
    encoding = shape.timing.encoding if isinstance(shape.timing, CaptionsFile) and shape.timing.file == wanted.named else ""
    try:
        content = write_srt(captions).encode(python_name(encoding or "utf-8") or "utf-8")
    except UnicodeEncodeError:
        return replace(wanted, path=None, problem=f"{encoding} lacks letters of its lines: remove `encoding` from its timing")
    partial = path.with_name(f".{path.name}.partial")
    with disk_faults(path.parent):
        partial.write_bytes(content)
        partial.replace(path)
    return replace(wanted, lines=captions, told=tuple(told))


def _named(shape: Poem, name: str) -> str:
    """Return the path in the media folder of the captions of a poem: beside its text, or else beside its voice."""
    if isinstance(shape.timing, CaptionsFile) and shape.timing.file.endswith(".srt"):
        return shape.timing.file
    if shape.text:
        return f"{_stem(shape.text)}.srt"
    if shape.voice:
        return f"{_stem(shape.voice.file)}.srt"
    folder, slash, _ = shape.voices[0].file.rpartition("/")
    return f"{folder}{slash}{name}.srt"


def _stem(path: str) -> str:
    folder, slash, name = path.rpartition("/")
    return f"{folder}{slash}{name.rpartition('.')[0] or name}"


def _captions(lines: Sequence[str], spoken: Sequence[Spoken]) -> tuple[Caption, ...]:
    found = []
    for number, (line, one) in enumerate(zip(lines, spoken, strict=True)):
        later = [other.begin for other in spoken if other.begin > one.begin]
        end = min([one.end + _READ_ON, *later])
        begin = max(one.begin, Fraction(0))
        found.append((begin, number, Caption(begin, max(end, begin + _SHORTEST), plain(line))))
    return tuple(caption for _, _, caption in sorted(found, key=lambda each: each[:2]))
