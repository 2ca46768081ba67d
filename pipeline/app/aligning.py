"""Write down when poems, and texts that are captions, are spoken, for a person to correct and a manifest to name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
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
from pipeline.segments.caption_files import CaptionsFile, texts_of
from pipeline.segments.poem import Poem, recited
from pipeline.segments.timing import Spoken
from pipeline.values import dataclass

if TYPE_CHECKING:
    from pipeline.app.session import Session

_READ_ON = Fraction(1, 2)
"""Seconds that a caption stands after its line was spoken, where the next line leaves them."""
_SHORTEST = Fraction(1, 1000)
"""Seconds: two lines of captions never begin at once."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """A poem, or a text as captions, and the file that was written for it; `problem` says why none was.

    `named` is what the manifest has to call the file, `lines` are what was written, `told` is what is not sure.
    `use` is what the manifest has to say, so that the times in the file are used.
    """

    title: str
    where: Where
    path: Path | None
    named: str
    lines: tuple[Caption, ...]
    told: tuple[Diagnostic, ...]
    problem: str = ""
    use: str = ""


def align(session: Session, path: Path, *, replaces: bool = False) -> tuple[Aligned, ...]:
    """Write a file of captions beside each poem of an episode that a voice reads, and each plain text that it names as captions.

    It goes over one that is there if it `replaces`.

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
    found = [one if one.problem else _aligned(context, part, one) for part, one in wanted]
    return (*found, *_texts(episode, context, replaces=replaces))


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
    return replace(nothing, path=path, named=named, use=f"timing: {named}")


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
        _write(path, captions, encoding)
    except UnicodeEncodeError:
        return replace(wanted, path=None, problem=f"{encoding} lacks letters of its lines: remove `encoding` from its timing")
    return replace(wanted, lines=captions, told=tuple(told))


def _write(path: Path, captions: Sequence[Caption], encoding: str = "") -> None:
    """Write a file of captions. Raises UnicodeEncodeError, EnvironmentFault."""
    content = write_srt(captions).encode(python_name(encoding or "utf-8") or "utf-8")
    partial = path.with_name(f".{path.name}.partial")
    with disk_faults(path.parent):
        partial.write_bytes(content)
        partial.replace(path)


def _texts(episode: Episode, context: Context, *, replaces: bool) -> Iterator[Aligned]:
    """Write a file of captions beside each plain text that segments name as captions."""
    wanted: dict[str, Aligned] = {}
    saying: list[Part] = []
    for part in episode.parts:
        texts = list(texts_of(part.shape))
        for text in texts:
            wanted.setdefault(text.file, _wanted_text(episode, part, text.file, replaces=replaces))
        if any(not wanted[text.file].problem for text in texts):
            saying.append(part)

    def heard_in(part: Part) -> Context:
        here = replace(context, base=part.loc, diagnostics=[], texts=[])
        part.kind.build(part.shape, here)
        return here

    recipes.side_by_side(saying, heard_in)
    found = {heard.named.file: (heard, part) for part in saying for heard in heard_in(part).texts}
    for file, one in wanted.items():
        if one.path is None:
            yield one
        elif file not in found:
            yield replace(one, path=None, problem="its lines could not be timed; `together check` says why")
        else:
            heard, part = found[file]
            lines = tuple(sorted(heard.captions))
            _write(one.path, lines)
            shape, use = part.shape, f"captions: {{{heard.language}: {one.named}}}"
            if getattr(shape, "caption_time", "") == "segment" and any(own.file == file for own in shape.captions.values()):
                use = f"{use}, caption_time: file"
            yield replace(one, where=heard.where, lines=lines, told=heard.told, use=use)


def _wanted_text(episode: Episode, part: Part, text: str, *, replaces: bool) -> Aligned:
    """Return which file is to be written for a plain text, or why none is."""
    named = f"{_stem(text)}.srt"
    path = episode.media / named
    one = Aligned(text, episode.where(*part.loc), path, named, (), ())
    if path.is_dir():
        return replace(one, path=None, problem=f"{named} is a folder: rename it, so that its times can be written there")
    if not replaces and path.exists():
        problem = f"{named} is there already, and stays as it is: name it in place of {text} to use its times"
        return replace(one, path=None, problem=problem)
    return one


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
