"""YAML -> Episode. Reads manifest, show and people, and on mistakes asks the recipes for theirs too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from pipeline.cards import theme as themes
from pipeline.cards.model import Theme
from pipeline.credits.shares import Payout
from pipeline.documents.files import Files, from_disk
from pipeline.documents.node import plain, texts
from pipeline.faults import Diagnostic, InputFault, Severity, did_you_mean, in_order
from pipeline.manifest import delivering, includes, read, translation
from pipeline.manifest.folders import SHOW, show_folder
from pipeline.manifest.includes import Included
from pipeline.manifest.licensing import terms_of, works_of
from pipeline.manifest.model import Deliverable, Document, Episode, locate
from pipeline.manifest.parts import Listed, Unread, parts_of, probable_name
from pipeline.manifest.publication import publication_of
from pipeline.manifest.settings import PEOPLE, EpisodeFields, Manifest, Settings, Show
from pipeline.manifest.signing import Signing
from pipeline.manifest.voices import voices_of
from pipeline.manifest.waivers import waivers_of
from pipeline.media.faults import MediaFault
from pipeline.people import Person
from pipeline.profiles import loader as profiles
from pipeline.segments.assets import Library
from pipeline.segments.fields import Loc, mistake
from pipeline.segments.registry import kinds
from pipeline.values import dataclass

_GROUPS = ("opening", "credits", "end", "publish")
"""Settings of which a manifest changes single fields."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be read of an episode: with no `diagnostics`, all of it. `warnings` stop nothing.

    `episode` holds the segments that could be read, None where the manifest or the show has no form at all; `unread` are the
    others, in order; `manifest` is None after mistakes in its own fields.
    """

    episode: Episode | None
    diagnostics: tuple[Diagnostic, ...]
    unread: tuple[Unread, ...] = ()
    manifest: Manifest | None = None
    document: Document | None = None
    people: tuple[str, ...] | None = None
    warnings: tuple[Diagnostic, ...] = ()


def load(path: Path, library: Callable[[Path], Library], files: Files = from_disk) -> Episode:
    """Read an episode's manifest, its show.yaml and its people.yaml.

    `library` opens the media folder; it is asked only where there are mistakes already, so that those about media are told with
    them (where there are none, `assemble` tells them). Raises InputFault with every mistake of the three files, in order.
    """
    found = attempt(path, files)
    if found.diagnostics or found.episode is None:
        raise InputFault(mistakes(found, library, _theme(found.episode, files)))
    return found.episode


def attempt(
    path: Path,
    files: Files = from_disk,
    known: Manifest | None = None,
    language: str | None = None,
    profile: str | None = None,
) -> Reading:
    """Read as much of an episode as can be read. `files` gives what a file holds.

    `known` stands in for the manifest's own fields where these cannot be read; `language` is that which the episode is wanted in,
    None for its own, and `profile` the deliverable, None for the main one. Raises InputFault where there is no show.
    """
    root = show_folder(path.absolute().parent)
    shown = path.absolute().relative_to(root).as_posix()
    diagnostics: list[Diagnostic] = []
    try:
        show, people, documents = _show(root, files, diagnostics)
        found = read.document(
            read.content_of(path, shown, files), shown, "write at least episode: {title: ...} and segments:", diagnostics
        )
    except InputFault as fault:  # a file is not there
        return Reading(None, in_order([*diagnostics, *fault.diagnostics]))
    keys = tuple(people) if people is not None else None
    if found is None:
        return Reading(None, in_order(diagnostics))
    if (stray := _segment_alone(found)) is not None:
        return Reading(None, in_order([*diagnostics, stray]))
    included = includes.included(found, path.absolute(), root, files, diagnostics)
    found = included.document
    documents = (found, *documents)
    manifest, segments, unread = _manifest(included, keys, diagnostics)
    show = show or Show.model_validate({"show": "?"})
    fields = manifest or known or _readable(found, keys, path.stem)
    settings = _merged(show, fields)
    episode = _episode(
        path,
        shown,
        root,
        show,
        fields,
        settings,
        segments,
        unread,
        _by_key(documents) if people is None else people,
        documents,
        included.files,
        files,
        diagnostics,
    )
    _check_names(episode, unread, diagnostics)
    if language is not None:
        is_whole = not unread and all(one.severity is not Severity.ERROR for one in diagnostics)
        episode = translation.translated(episode, language, files, diagnostics, is_whole=is_whole)
    episode, unread = delivering.delivered(episode, unread, profile)
    told = in_order(diagnostics)
    errors = tuple(one for one in told if one.severity is Severity.ERROR)
    warnings = tuple(one for one in told if one.severity is Severity.WARNING)
    return Reading(episode, errors, unread, manifest, found, keys, warnings)


def mistakes(found: Reading, library: Callable[[Path], Library], theme: Theme | None = None) -> tuple[Diagnostic, ...]:
    """Return every mistake of an episode that could not be read whole, with those about its media.

    Without a theme, which then has mistakes of its own, cards are taken to be of any length.
    """
    if found.episode is None or found.document is None or len(found.episode.documents) == 1:
        return (*found.diagnostics, *found.warnings)  # without a show, nobody knows where the media are
    opened = library(found.episode.media)
    told = [*found.diagnostics, *found.warnings]
    return in_order([*told, *_media(found.episode, opened, theme), *_files(found.document, found.people, opened)])


def _show(
    root: Path, files: Files, diagnostics: list[Diagnostic]
) -> tuple[Show | None, dict[str, Person] | None, tuple[Document, ...]]:
    """Return the show (after mistakes what is good of it, None where there is nothing), its people, and the show's document.

    The people are None where they cannot be read.
    """
    content = read.content_of(root / SHOW, SHOW, files)
    # Where the people stand is said by the show, and the show names people: it is read once without them.
    first = read.show(content, SHOW, None)
    if first.document is None:
        diagnostics += first.diagnostics
        if (usual := read.content_if_there(root / PEOPLE, PEOPLE, files)) is not None:
            diagnostics += read.people(usual, PEOPLE).diagnostics
        return None, None, ()
    people = _people(root, files, first.document, diagnostics)
    second = read.show(content, SHOW, tuple(people)) if people is not None else first
    diagnostics += second.diagnostics
    return second.shape or _bare(first.document, people), people, (first.document,)


def _people(root: Path, files: Files, show: Document, diagnostics: list[Diagnostic]) -> dict[str, Person] | None:
    # Taken from the tree: a mistake elsewhere in the show is no reason to call everyone unknown.
    name = _bare(show, None).people
    if not (root / name).resolve().is_relative_to(root.resolve()):
        where = locate((show,), ("people",))
        diagnostics.append(Diagnostic(where, f"{name!r} leads out of the show", "name a file in the show's folder"))
        return None
    content = read.content_if_there(root / name, name, files)
    if content is None and "people" not in (show.root.entries or {}):
        return {}
    if content is None:
        diagnostics.append(
            Diagnostic(locate((show,), ("people",)), f"{name!r} does not exist", "it is named from the show folder")
        )
        return None
    listed = read.people(content, name)
    diagnostics += listed.diagnostics
    people: dict[str, Person] | None = listed.shape
    return people


def _by_key(documents: tuple[Document, ...]) -> dict[str, Person]:
    """Return everyone whom the documents may name, each called by their key, for want of people that can be read.

    That is whoever has a text for a key: which fields name people is known to the kinds alone.
    """
    keys = {text.strip() for document in documents for text in texts(document.root)}
    return {key: Person(key, key) for key in keys}


def _manifest(
    included: Included, keys: tuple[str, ...] | None, diagnostics: list[Diagnostic]
) -> tuple[Manifest | None, list[Listed], tuple[Unread, ...]]:
    found = included.document
    entries = found.root.entries or {}
    listed = entries.get("segments")
    # Each segment is read on its own, so that a mistake in one leaves the others whole.
    data = {key: () if key == "segments" else plain(node) for key, node in entries.items()}
    manifest = read.validate(Manifest, data, found, (), keys, diagnostics)
    segments: list[Listed] = []
    unread: list[Unread] = []
    if listed is None:
        return manifest, segments, ()
    if listed.items is None and not (listed.text is None and listed.entries is None):
        diagnostics.append(
            Diagnostic(
                listed.where,
                "'segments' is a list, and here is something else",
                "begin each segment with '- '",
            )
        )
        return manifest, segments, ()
    if not listed.items:
        diagnostics.append(read.no_segments(found))
        return manifest, segments, ()
    for number, node in enumerate(listed.items):
        loc: Loc = ("segments", number)
        if number in included.unread:
            unread.append(included.unread[number])
        elif (one := read.segment(node, plain(node), found, loc, keys, diagnostics)) is not None:
            segments.append((loc, *one))
        else:
            unread.append(Unread(number, probable_name(node), node.where))
    return manifest, segments, tuple(unread)


def _segment_alone(found: Document) -> Diagnostic | None:
    """Say that a file is none of a manifest, but one that a manifest includes; None where it is not so."""
    first = next(iter(found.root.entries or {}), "")
    if first not in kinds() or first in Manifest.model_fields or {"episode", "segments"} & (found.root.entries or {}).keys():
        return None
    hint = "name the manifest that includes it: its mistakes are told with the manifest's"
    return Diagnostic(found.root.keys[first].where, "this file holds a segment, and is no manifest", hint)


def _bare(found: Document, people: Mapping[str, Person] | None) -> Show:
    # A mistake elsewhere in the show is no reason to call every file missing.
    keys = tuple(people) if people is not None else None
    fields = {name: plain(node) for name, node in (found.root.entries or {}).items()}
    return read.salvaged(Show, fields, keys, {"show": "?"}) or Show.model_validate({"show": "?"})


def _readable(found: Document, keys: tuple[str, ...] | None, name: str) -> Manifest | None:
    """Return what can be read of a manifest's own fields; its title is `name` where it has none."""
    fields = {key: plain(node) for key, node in (found.root.entries or {}).items() if key != "segments"}
    return read.salvaged(Manifest, fields, keys, {"episode": {"title": name}, "segments": ()})


def _merged(show: Show, manifest: Manifest | None) -> Settings:
    """Return the settings of the episode: its own fields over the show's; of cards and `publish` field by field."""
    base: Settings = show
    if manifest is None:
        return base
    changed: dict[str, object] = {}
    for name in manifest.model_fields_set & set(Settings.model_fields):
        own, shared = getattr(manifest, name), getattr(base, name)
        if name in _GROUPS and own is not None and shared is not None:
            own = shared.model_copy(update={field: getattr(own, field) for field in own.model_fields_set})
        elif name in ("works", "grants"):
            own = shared | own
        changed[name] = own
    return base.model_copy(update=changed)


def _episode(
    path: Path,
    shown: str,
    root: Path,
    show: Show,
    manifest: Manifest | None,
    settings: Settings,
    segments: list[Listed],
    unread: tuple[Unread, ...],
    people: dict[str, Person],
    documents: tuple[Document, ...],
    included: tuple[Path, ...],
    files: Files,
    diagnostics: list[Diagnostic],
) -> Episode:
    fields = manifest.episode if manifest else EpisodeFields(title=path.stem)
    if segments and not any(shape.enabled for _, _, shape in segments):
        diagnostics.append(
            Diagnostic(locate(documents, ("segments",)), "every segment is switched off", "switch one on: enabled: on")
        )
    shared = root / SHOW, root / show.people
    parts, off = parts_of(settings, segments, unread, documents, diagnostics)
    deliverables = profiles.names((root / "profiles",))
    own = fields.language or settings.language
    published = publication_of(settings.publish, fields.air_date or "", root, documents, files, diagnostics)
    return Episode(
        name=path.stem,
        path=shown,
        root=root,
        media=root / show.media,
        show=show.show,
        title=fields.title,
        season=fields.season,
        number=fields.number,
        air_date=fields.air_date or "",
        description=fields.description,
        language=own,
        sdh=settings.sdh,
        theme_sounds=settings.theme_sounds,
        rate=settings.rate,
        shape=settings.shape,
        theme=settings.theme,
        deliver=tuple(Deliverable(one.profile, one.only) for one in settings.deliver),
        background=settings.background,
        parts=parts,
        people=people,
        works=works_of(settings, documents),
        terms=terms_of(settings, fields.air_date, documents, (manifest, show)),
        payout=Payout(settings.payout.by, settings.payout.weights, settings.payout.otherwise),
        role_order=settings.role_order,
        waivers=waivers_of(manifest, parts, unread, documents, deliverables, diagnostics),
        thumbnail=fields.thumbnail.at if fields.thumbnail else None,
        publication=published,
        voices=voices_of(manifest.dubs, manifest.audio_description, own) if manifest else (),
        signing=_signing(show, documents),
        documents=documents,
        files=(path.absolute(), *shared, *included, *(root / one.path for one in [published.template] if one)),
        shared=shared,
        template_folders=(root / "templates",),
        profile_folders=(root / "profiles",),
        off=off,
        show_aka=show.aka,
        aka=fields.aka,
        production_company=settings.production_company,
    )


def _signing(show: Show, documents: tuple[Document, ...]) -> Signing | None:
    """Return with what the show signs its films, with the places where that is written."""
    if show.sign is None:
        return None
    places = (locate(documents, ("sign", name)) for name in ("certificate", "key"))
    return Signing(show.sign.certificate, show.sign.key, *places)


def _check_names(episode: Episode, unread: tuple[Unread, ...], diagnostics: list[Diagnostic]) -> None:
    """Tell of a theme, a profile or a segment that there is not."""
    known = themes.names(episode.template_folders)
    if episode.theme not in known:
        diagnostics.append(
            Diagnostic(episode.where("theme"), f"there is no theme {episode.theme!r}", did_you_mean(episode.theme, known))
        )
    delivering.check(episode, [one.name for one in unread], diagnostics)


def _theme(episode: Episode | None, files: Files) -> Theme | None:
    try:
        return None if episode is None else themes.load(episode.theme, episode.template_folders, files=files)
    except InputFault:  # told by those who draw
        return None


def _media(episode: Episode, library: Library, theme: Theme | None) -> list[Diagnostic]:
    """Return what the recipes of the segments that could be read find wrong."""
    from pipeline.manifest import recipes

    return [diagnostic for outcome in recipes.run(episode, library, theme)[1] for diagnostic in outcome.diagnostics]


def _files(found: Document, keys: tuple[str, ...] | None, library: Library) -> list[Diagnostic]:
    """Return the mistakes of all segments with those of their paths, for segments that no recipe could be run for."""

    def exists(path: str) -> None:
        try:
            library.digest(path)
        except MediaFault as fault:
            raise mistake(fault.message, fault.hint) from None

    diagnostics: list[Diagnostic] = []
    listed = found.root.entries.get("segments") if found.root.entries else None
    for number, node in enumerate((listed.items if listed else None) or []):
        if includes.is_include(node):
            continue
        told: list[Diagnostic] = []
        if read.segment(node, plain(node), found, ("segments", number), keys, told) is None:
            read.segment(node, plain(node), found, ("segments", number), keys, diagnostics, exists)
    return diagnostics
