"""An episode in another language: its texts and its show's, translated by files that stand beside them. Reads files.

    episodes/s01e01.es.yaml      what the texts of s01e01.yaml are in Spanish
    episodes/show.es.yaml        what those are that all episodes have: roles, the tagline, the end card

A text is found by what it says, wherever it stands. So the manifest stays as it is, a role is translated once for all who have
it, and no other language is touched by a change. Names of people are as they write them, in every language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args

from pydantic import Field, WithJsonSchema

from pipeline.documents.files import Files
from pipeline.documents.node import Node, plain
from pipeline.faults import Diagnostic, InputFault, Severity, Where, did_you_mean, guess
from pipeline.manifest import read
from pipeline.manifest.folders import SHOW, translation_of
from pipeline.manifest.model import Document, Episode, Part, written
from pipeline.manifest.publish import Publication
from pipeline.manifest.recipes import facts_of
from pipeline.profiles import loader as profiles
from pipeline.segments.fields import Loc, Reads, Shape, text_or_nothing
from pipeline.segments.shown import Shown
from pipeline.values import dataclass
from pipeline.words import NEEDED, spoken

S = TypeVar("S", bound=Shape)

Translation = Annotated[
    str, Reads(lambda value: text_or_nothing(value) or ""), WithJsonSchema({"type": ["string", "number", "boolean", "null"]})
]
"""What a text is in the other language; nothing while it waits for its translation."""


class Texts(Shape):
    """show.es.yaml: what texts of the show, and of any episode, are in another language."""

    texts: dict[str, Translation] = Field(default_factory=dict)
    """Each text as it is written, and what it is in the other language: {guitar: guitarra}."""


class EpisodeTexts(Texts):
    """s01e01.es.yaml: what the texts of one episode are in another language. They come before those of the show."""

    description: Translation = ""
    """The description in the other language."""
    segments: dict[str, dict[str, Translation]] = Field(default_factory=dict)
    """Texts that are something else in one segment, by its id: {half-a-quilt: {reader: lectora}}."""


def translated(episode: Episode, language: str, files: Files, diagnostics: list[Diagnostic], *, is_whole: bool) -> Episode:
    """Return an episode in a language; in its own it is the same. `is_whole` says that all of its segments could be read.

    A text without a translation stays, and is told at its line; a translation of what no text says is told at its own.
    """
    if language == episode.language:
        return episode
    own, shared = translation_of(episode.files[0], language), translation_of(episode.root / SHOW, language)
    name, read_from = f"{episode.name}.{language}", (*episode.files, own, shared)
    episode = replace(episode, name=name, language=language, files=read_from, original=episode.language)
    if language in profiles.names(episode.profile_folders):
        where = episode.where("deliver")
        message = f"there is a profile {language!r}, whose package would be called as that of the episode in {language}"
        diagnostics.append(Diagnostic(where, message, "rename the profile"))
    found = [_read(path, episode.root, files, shape, diagnostics) for path, shape in ((own, EpisodeTexts), (shared, Texts))]
    if all(one is None for one in found):
        shown = own.relative_to(episode.root).as_posix()
        message = f"there is no translation into {language}: no file {shown}"
        hint = f"`together translate {episode.files[0].relative_to(episode.root).as_posix()} --language {language}` begins it"
        diagnostics.append(Diagnostic(episode.where("episode"), message, hint))
        return episode
    if any(one is not None and one.shape is None for one in found):
        return episode  # which is told
    speaker = _Speaker(episode, found[0], found[1], own.relative_to(episode.root).as_posix())
    done = _episode(episode, speaker, files)
    if is_whole:
        diagnostics += speaker.told()
    # What is wrong with a text in the other language, such as its length, is told where it stands.
    return replace(done, documents=(*done.documents, *(one.document for one in found if one and one.document)))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A text without a translation, as it is written at a place; `is_description` says that it is the episode's.

    `seen` says where viewers first see it: the segment, or another part of the manifest, and the field.
    """

    text: str
    where: Where
    is_description: bool
    seen: str = ""


def waiting(episode: Episode, language: str, files: Files) -> tuple[Waiting, ...]:
    """Return the texts of an episode in its own language that wait for their translation, as they stand in its files.

    Raises InputFault for mistakes in the files of translations that there are.
    """
    speaker = _speaker(episode, language, files)
    _episode(speaker.episode, speaker, files)
    description = _folded(episode.description)
    found_in = [
        Waiting(text, told.where, text == description, speaker.seen[text]) for text, told in speaker.missing.items()
    ]  # fmt: skip
    paths = list(dict.fromkeys(one.where.path for one in found_in))
    return tuple(sorted(found_in, key=lambda one: (paths.index(one.where.path), one.where.line, one.where.column)))


@dataclass(frozen=True, slots=True)
class Localized:
    """An episode with its texts in another language, for a page about the film that is in its own.

    `say` returns a text of a segment, by its id, in that language; as it is where nothing says what it is there.
    """

    episode: Episode
    say: Callable[[str, str], str]


def localized(episode: Episode, language: str, files: Files) -> Localized:
    """Return an episode with its texts in another language. Raises InputFault for mistakes in the files of translations."""
    speaker = _speaker(episode, language, files)
    return Localized(_episode(speaker.episode, speaker, files), lambda text, segment: speaker.found(text, segment, True) or text)


def _speaker(episode: Episode, language: str, files: Files) -> _Speaker:
    own, shared = translation_of(episode.files[0], language), translation_of(episode.root / SHOW, language)
    diagnostics: list[Diagnostic] = []
    found = [_read(path, episode.root, files, shape, diagnostics) for path, shape in ((own, EpisodeTexts), (shared, Texts))]
    if any(one.severity is Severity.ERROR for one in diagnostics):
        raise InputFault(tuple(diagnostics))
    return _Speaker(replace(episode, language=language, original=episode.language), found[0], found[1], own.name)


@dataclass(frozen=True, slots=True)
class _File:
    """A file of translations: its tree, and its fields; each is None after mistakes."""

    document: Document | None
    shape: Any

    def texts(self, segment: str | None = None) -> dict[str, str]:
        """Return its translations, those for one segment alone where that is named."""
        listed = self.shape.texts if segment is None else getattr(self.shape, "segments", {}).get(segment, {})
        return {_folded(text): said for text, said in listed.items()}

    def key(self, *loc: str) -> Node:
        """Return the node of a key. Raises KeyError."""
        assert self.document is not None
        node = self.document.root
        for step in loc[:-1]:
            node = (node.entries or {})[step]
        return node.keys[loc[-1]]


def _read(path: Path, root: Path, files: Files, shape: type[Texts], diagnostics: list[Diagnostic]) -> _File | None:
    """Return a file of translations; None where there is none."""
    shown = path.relative_to(root).as_posix()
    if (content := read.content_if_there(path, shown, files)) is None:
        return None
    wanted = "write texts:, and below it each text and what it is in the other language"
    document = read.document(content, shown, wanted, diagnostics)
    fields = None if document is None else read.validate(shape, plain(document.root), document, (), None, diagnostics)
    return _File(document, fields)


class _Speaker:
    """What says each text of an episode in the other language, and remembers which it could not say."""

    def __init__(self, episode: Episode, own: _File | None, shared: _File | None, shown: str) -> None:
        self.episode, self.own, self.shown = episode, own, shown
        self.texts = {**(shared.texts() if shared else {}), **{t: s for t, s in (own.texts() if own else {}).items() if s}}
        self.roles = _roles(episode.original, episode.language)
        self.used: set[tuple[str | None, str]] = set()
        self.said: dict[str, dict[str, None]] = {}
        self.missing: dict[str, Diagnostic] = {}
        self.seen: dict[str, str] = {}

    def say(self, text: str, loc: Loc, mark: Shown, segment: str | None = None) -> str:
        """Return a text in the other language; as it is where nothing says what it is there, which is remembered."""
        key = _folded(text)
        if not any(letter.isalpha() for letter in key) or key.startswith(("https://", "http://")):
            return text
        if key.casefold() in mark.keeps or (mark.keeps_people and key in self.episode.people):
            return text
        self.used |= {(None, key), (segment, key)}
        found = self.found(text, segment, mark.is_role)
        if not found:
            found = text
            if key not in self.missing:
                where = written(self.episode.documents, self.episode.where(*loc), text)
                short = key if len(key) <= 60 else f"{key[:57]}..."
                message = f"{short!r} has no translation into {self.episode.language}, and stays as it is"
                hint = f"write it into {self.shown}, {'as description:' if loc[-1:] == ('description',) else 'below texts:'}"
                self.missing[key] = Diagnostic(where, message, hint, Severity.WARNING)
                self.seen[key] = self._seen(loc, segment)
        self.said.setdefault(text, {})[found] = None
        return found

    def found(self, text: str, segment: str | None, is_role: bool) -> str | None:
        """Return what a text is in the other language, in a segment where that is named; nothing where none says it."""
        key = _folded(text)
        here = self.own.texts(segment) if self.own and segment else {}
        return here.get(key) or self.texts.get(key) or (self.roles.get(key.casefold()) if is_role else None)

    def _seen(self, loc: Loc, segment: str | None) -> str:
        """Return where a text is seen, in words: `song (poem): lines`, `episode: title`."""
        names = [part for part in loc if isinstance(part, str)]
        kind = next((part.kind.name for part in self.episode.parts if part.name == segment), "")
        field = "title" if names[-1] == kind else names[-1]
        around = f"{segment} ({kind})" if loc[0] == "segments" else " ".join(names[:-1])
        return f"{around}: {field}" if around else field

    def known(self, text: str) -> str:
        """Return a text that need not be shown in the other language, as it is where nothing says what it is there."""
        self.used.add((None, _folded(text)))
        return self.texts.get(_folded(text)) or text

    def renamed(self, text: str) -> tuple[str, ...]:
        """Return what a text, which names another one, has become; itself where it names none."""
        return tuple(self.said.get(text, (text,)))

    def told(self) -> Iterator[Diagnostic]:
        """Yield what has no translation, what is translated and said nowhere, and segments that there are not."""
        yield from self.missing.values()
        if self.own is None:
            return
        names = [part.name for part in self.episode.parts]
        listed: list[tuple[str | None, str, tuple[str, ...]]] = [(None, text, ("texts", text)) for text in self.own.shape.texts]
        for name, texts in self.own.shape.segments.items():
            if name not in names:
                message = f"there is no segment {name!r}, or it is switched off"
                yield Diagnostic(self.own.key("segments", name).where, message, did_you_mean(name, names))
            else:
                listed += [(name, text, ("segments", name, text)) for text in texts]
        for segment, text, loc in listed:
            if (segment, _folded(text)) not in self.used:
                message = f"no text of the {'segment' if segment else 'episode'} says {_folded(text)!r}"
                hint = guess(text, tuple(self.missing)) or "remove it, or write it as the manifest does"
                yield Diagnostic(self.own.key(*loc).where, message, hint, Severity.WARNING)


def _episode(episode: Episode, speaker: _Speaker, files: Files) -> Episode:
    plain_mark = Shown()
    own = speaker.own.shape.description if speaker.own else ""
    description = own or (speaker.say(episode.description, ("episode", "description"), plain_mark) if episode.description else "")
    title = speaker.say(episode.title, ("episode", "title"), plain_mark)
    show = speaker.say(episode.show, ("show",), plain_mark) if _names_show(episode) else speaker.known(episode.show)
    parts = [_part(part, episode, speaker, files) for part in episode.parts]
    works = {
        key: replace(
            work,
            role=speaker.say(work.role, ("works", key, "role"), Shown(is_role=True)),
            title=speaker.say(work.title, ("works", key, "title"), plain_mark),
        )
        for key, work in episode.works.items()
    }
    return replace(
        episode,
        title=title,
        show=show,
        description=description,
        parts=tuple(replace(part, shape=_renamed(part.shape, speaker)) for part in parts),
        works={key: replace(work, builds_on=_names(work.builds_on, speaker)) for key, work in works.items()},
        publication=_publication(episode.publication, speaker),
        role_order=_names(episode.role_order, speaker),
    )


def _publication(found: Publication, speaker: _Speaker) -> Publication:
    """Return how an episode is published, with what is translated of its words: a tag may well be the same in every language."""
    title = found.title and speaker.known(found.title)
    tags = tuple(map(speaker.known, found.tags))
    hashtags = tuple(f"#{speaker.known(tag[1:])}" for tag in found.hashtags)
    return replace(found, title=title, tags=tags, hashtags=hashtags)


def _names_show(episode: Episode) -> bool:
    """Say whether a card shows the name of the show: an opening or an end card without a title, a title card."""
    shapes = [part.shape for part in episode.parts]
    facts = facts_of(episode)
    return any(getattr(one, "template", "") == "title" or one.title_in(facts) == episode.show for one in shapes)


def _part(part: Part, episode: Episode, speaker: _Speaker, files: Files) -> Part:
    def say(text: str, loc: Loc, mark: Shown) -> str:
        return speaker.say(text, (*part.loc, *loc), mark, part.name)

    def text_of(path: str) -> str:
        try:
            return files(episode.media / path).decode("utf-8-sig")
        except (OSError, UnicodeDecodeError):  # told by the recipe
            return ""

    lines = {text: say(text, loc, Shown()) for loc, text in part.shape.lines_shown(text_of, episode.language)}
    return replace(part, shape=_shape(part.shape, say), translated=lines)


def _shape(shape: S, say: Any, loc: Loc = ()) -> S:
    """Return a shape with all texts in it that viewers see, and in what is in it, as `say` says them."""
    marks = _marks(type(shape))
    changes = {}
    for name, info in type(shape).model_fields.items():
        value = getattr(shape, name)
        if (new := _value(value, marks.get(name), say, (*loc, info.alias or name))) != value:
            changes[name] = new
    return shape.model_copy(update=changes) if changes else shape


def _value(value: Any, mark: Shown | None, say: Any, loc: Loc) -> Any:
    match value:
        case Shape():
            return _shape(value, say, loc)
        case str() if mark is not None and value:
            return say(value, loc, mark)
        case tuple():
            return tuple(_value(one, mark, say, (*loc, number)) for number, one in enumerate(value))
        case Mapping() if mark is not None:
            return {key: _value(one, mark, say, (*loc, key)) for key, one in value.items()}
        case _:
            return value


def _renamed(shape: S, speaker: _Speaker) -> S:
    """Return a shape in which `builds_on` names what it names by the titles that they have now."""
    changes: dict[str, Any] = {}
    for name in type(shape).model_fields:
        value = getattr(shape, name)
        if name == "builds_on":
            changes[name] = _names(value, speaker)
        elif isinstance(value, Shape):
            changes[name] = _renamed(value, speaker)
        elif isinstance(value, tuple):
            changes[name] = tuple(_renamed(one, speaker) if isinstance(one, Shape) else one for one in value)
    changes = {name: value for name, value in changes.items() if value != getattr(shape, name)}
    return shape.model_copy(update=changes) if changes else shape


def _names(texts: tuple[str, ...], speaker: _Speaker) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for text in texts for name in speaker.renamed(text)))


@cache
def _marks(shape: type[Shape]) -> dict[str, Shown]:
    """Return the fields of a shape whose texts viewers see; the title of a segment is one, whatever its kind says of it."""
    found = {"title": Shown()} if "title" in shape.model_fields else {}
    for name, info in shape.model_fields.items():
        if marks := [*(one for one in info.metadata if isinstance(one, Shown)), *_marked(info.annotation)]:
            found[name] = marks[-1]
    return found


def _marked(annotation: Any) -> Iterator[Shown]:
    yield from (one for one in getattr(annotation, "__metadata__", ()) if isinstance(one, Shown))
    for inner in get_args(annotation):
        yield from _marked(inner)


def _roles(original: str, language: str) -> dict[str, str]:
    """Return what the roles that have a word in every language are in another, by what they are in the original one."""
    before, after = spoken(original), spoken(language)
    names = [name for name in NEEDED if name.startswith("role_") and name not in after.lacking]
    return {before.say(name, count=1).casefold(): after.say(name, count=1) for name in names}


def _folded(text: str) -> str:
    return " ".join(text.split())
