"""The media folder as the page shows it: its files at once, then in the background what each is, how it looks and sounds.

A thread goes through the files that nobody has looked at: first what each is, the unused ones first, then their pictures and
waveforms, by the actions of `together inspect`, one file at a time and while nothing is drawn. What it finds is remembered by the
store, so a folder is looked at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.app.media_folder import FolderFile, Used, listing, used
from pipeline.faults import TogetherFault
from pipeline.links import real_path
from pipeline.media.faults import MediaFault
from pipeline.media.paths import resolve
from pipeline.studio.answers import Json
from pipeline.studio.background import Background
from pipeline.studio.blobs import Blobs, Gone
from pipeline.values import dataclass

if TYPE_CHECKING:
    from pipeline.app.inspecting import Inspected
    from pipeline.media.info import MediaInfo
    from pipeline.studio.live import Live
    from pipeline.studio.studio import Studio

_WAITS, _WAIT_SECONDS = 32, 0.25
"""How often, and how long each time, a look at a file waits for what is being drawn; then it comes all the same."""

_POINTS = 190
"""Points of a waveform that a page gets: as many as a panel is wide."""

_WORDS = ("captions", "text", "scene")

Marks = tuple[int, int, int]
"""Size, time and count of a file: it is looked at again where they are others."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A file as it was looked at: `told` for pages; `is_whole` once pictures and waveform are there."""

    marks: Marks
    told: Json
    is_whole: bool


class MediaFolder:
    """What is known of the files of the media folders of a show. Threads may share it."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._background = Background(self._run, "media")
        self._news = self._background.news
        self._seen: dict[Path, _Seen] = {}
        self._wanted: dict[Path, tuple[FolderFile, ...]] = {}

    # ------------------------------------------------------------------------------------------ asking

    def to_json(self, live: Live) -> Json:
        """Return the files of an episode's media folder with what is known of them, and begin to find out the rest."""
        live.state()
        said, media = self._said(live)
        files, more = listing(media, [name for name in said if "%" in name])
        with self._news:
            known = {one.name: self._known(media, one) for one in files}
            unknown = [one for one in files if (seen := known[one.name]) is None or not seen.is_whole]
            # Unused ones are shown first, so they are looked at first.
            self._wanted[media] = tuple(sorted(unknown, key=lambda one: one.name in said))
            if unknown:
                self._background.wake()
        return {
            "folder": media.relative_to(self._studio.root).as_posix() if media.is_relative_to(self._studio.root) else str(media),
            "files": [_file_json(one, known[one.name]) for one in files],
            "more": more,
            "uses": _uses_json(said),
        }

    def uses(self, live: Live) -> Json:
        """Return where an episode uses the files of its media folder, who made them, and on what terms."""
        live.state()
        return {"uses": _uses_json(self._said(live)[0])}

    def changed(self, path: Path) -> None:
        """Tell the pages where a file lies in a media folder that one of them shows."""
        real = real_path(path)
        with self._news:
            folders = list(self._wanted)
        for media in folders:
            if real.is_relative_to(real_path(media)):
                self._studio.hub.tell("media", {"is_other": True})
                return

    def medium(self, live: Live, name: str) -> tuple[Path, str] | None:
        """Return a film or sound of an episode's media folder and its type as browsers call it; None where it is neither."""
        media = self._said(live)[1]
        try:
            info = self._studio.session.media(media).info(name)
            return None if info.kind == "still" else (resolve(media, name), _type(info))
        except MediaFault:
            return None

    def close(self) -> None:
        """Look no more."""
        self._background.close()

    def _said(self, live: Live) -> tuple[Mapping[str, Used], Path]:
        now = live.now
        cut = now.snapshot.cut if now is not None else None
        media = cut.episode.media if cut is not None else self._studio.files.media
        assert media is not None
        return (used(now.snapshot) if now is not None else {}), media

    def _known(self, media: Path, one: FolderFile) -> _Seen | None:
        seen = self._seen.get(media / one.name)
        return seen if seen is not None and seen.marks == _marks(one) else None

    # ------------------------------------------------------------------------------------------ looking

    def _run(self) -> None:
        while True:
            with self._news:
                self._news.wait_for(lambda: any(self._wanted.values()) or not self._background.is_open)
                if not self._background.is_open:
                    return
                media, files = next((media, files) for media, files in self._wanted.items() if files)
                self._wanted[media] = ()
            try:
                self._look(media, files)
            except TogetherFault as fault:
                self._studio.hub.tell("fault", {"message": str(fault)})
            except Exception as error:  # noqa: BLE001 - told where it is looked at; the next change begins anew
                self._studio.hub.tell("fault", {"message": f"together made a mistake ({type(error).__name__}: {error})"})

    def _look(self, media: Path, files: tuple[FolderFile, ...]) -> None:
        for one in files:
            if self._is_left(media):
                return
            if self._known(media, one) is None:
                self._tell(media, one, *self._facts(media, one))
        for one in files:
            if self._is_left(media):
                return
            seen = self._known(media, one)
            if seen is not None and not seen.is_whole:
                self._wait_for_drawing()
                found = self._studio.session.look([media / one.first], workers=1)[0]
                told = {**seen.told, **looked_json(self._studio.blobs, found)}
                self._tell(media, one, told, is_whole=True)

    def _is_left(self, media: Path) -> bool:
        """Say whether something else is wanted by now than what is being looked through."""
        with self._news:
            return not self._background.is_open or bool(self._wanted[media])

    def _facts(self, media: Path, one: FolderFile) -> tuple[Json, bool]:
        """Return what a file is, and whether that is all that is to be found out."""
        if one.kind == "unnamed":
            return {"fault": "its name is not UTF-8, so nothing can name it", "hint": "rename it"}, True
        try:
            if one.kind in _WORDS:
                resolve(media, one.first)  # a link that leads out of the folder is no contribution
                return {}, True
            info = self._studio.session.media(media).info(one.first)
        except MediaFault as fault:
            return {"kind": "unreadable", "fault": fault.message, "hint": fault.hint}, True
        return facts_json(info, one), False

    def _wait_for_drawing(self) -> None:
        for _ in range(_WAITS):
            if not self._studio.is_drawing():
                return
            with self._news:
                if self._news.wait_for(lambda: not self._background.is_open, _WAIT_SECONDS):
                    return

    def _tell(self, media: Path, one: FolderFile, told: Json, is_whole: bool) -> None:
        seen = _Seen(_marks(one), told, is_whole)
        with self._news:
            self._seen[media / one.name] = seen
        self._studio.hub.tell("media", {"file": _file_json(one, seen)})


def _type(info: MediaInfo) -> str:
    """Return what a browser is told that a file is (RFC 6381 leaves the codecs to the file)."""
    kind = "video" if info.kind == "video" else "audio"
    for name, told in (("mp4", "mp4"), ("mov", "mp4"), ("matroska", "webm"), ("ogg", "ogg"), ("mp3", "mpeg"), ("aac", "aac")):
        if name in info.container:
            return f"{kind}/{told}"
    return f"{kind}/{info.container.partition(',')[0]}"


def _marks(one: FolderFile) -> Marks:
    return one.size, one.changed, one.count


def _file_json(one: FolderFile, seen: _Seen | None) -> Json:
    kind = "unreadable" if one.kind == "unnamed" else one.kind
    told: Json = {"path": one.name, "kind": kind, "bytes": one.size, "count": one.count, "is_whole": False}
    return told if seen is None else {**told, **seen.told, "is_whole": seen.is_whole}


def facts_json(info: MediaInfo, one: FolderFile) -> Json:
    """Return what a file is, in a line and in what a page draws by."""
    from pipeline.intake.words import facts

    kind = {"video": "film", "sound": "sound", "still": "picture"}[info.kind] if one.kind == "medium" else one.kind
    video = info.video
    wide, high = video.display_size if video is not None else (0, 0)
    return {
        "kind": kind,
        "facts": facts(info).partition(" · ")[2],
        "seconds": round(float(info.duration), 3) if info.kind != "still" else 0,
        "first": round(float(video.first), 3) if video is not None else 0,
        "has_sound": info.sound is not None,
        "width": round(float(wide)),
        "height": round(float(high)),
    }


def looked_json(blobs: Blobs, found: Inspected) -> Json:
    """Return the pictures and the waveform of a file, and how it will be treated."""
    told: Json = {"notes": [{"kind": one.kind, "text": one.text} for one in found.notes]}
    if found.tiles is not None and found.pictures is not None:
        tiles, file = found.tiles, found.pictures
        told["pictures"] = {
            "blob": blobs.offer(["pictures", file.name], ".jpg", partial(_content, file)),
            "columns": tiles.columns,
            "rows": tiles.rows,
            "width": tiles.width,
            "height": tiles.height,
            "times": [round(float(time), 3) for time in tiles.times],
        }
    heard = found.survey.heard if found.survey is not None else None
    if heard is not None:
        step = -(-len(heard.outline) // _POINTS)
        told["outline"] = [
            min(255, round(255 * max(heard.outline[at : at + step]))) for at in range(0, len(heard.outline), step)
        ]
        told["heard"] = round(heard.seconds, 3)
    return told


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as fault:
        raise Gone from fault


def _uses_json(said: Mapping[str, Used]) -> Json:
    from pipeline.app.view import where_json

    return {
        name: {
            "uses": [
                {
                    "segment": one.segment, "title": one.title or one.segment, "first": one.shown.start,
                    "frames": one.shown.frames, "where": where_json(one.where),
                }
                for one in of.uses
            ],
            "terms": [
                {
                    "people": [{"name": person.name, "place": person.place, "handle": person.handle} for person in one.people],
                    "role": one.role, "title": one.title, "license": one.license, "release": one.release,
                    "where": where_json(one.where), "objections": list(one.objections),
                }
                for one in of.terms
            ],
        }
        for name, of in said.items()
    }  # fmt: skip
