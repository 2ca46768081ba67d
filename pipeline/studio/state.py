"""What a page shows of an episode, as JSON (docs/engineers.md, Studio). Frames are whole numbers, seconds are for drawing."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field
from functools import partial
from pathlib import Path

from pipeline import digest
from pipeline.app.episodes import Work
from pipeline.app.session import Session
from pipeline.app.snapshot import Snapshot
from pipeline.app.spans import PlacedSpan
from pipeline.app.view import to_json, where_json
from pipeline.links import real_path
from pipeline.operations import boxes
from pipeline.studio import fragments
from pipeline.studio.answers import Json
from pipeline.studio.blobs import Blobs, Gone
from pipeline.studio.captioned import captioned, is_burned
from pipeline.studio.diagnosed import checksum, diagnosed
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Shown:
    """An episode as it is shown at one moment: the snapshot, its plan and spans where there are any, and the words for pages.

    `unsaved` are the checksums of the texts that were read in place of what their files hold.
    """

    snapshot: Snapshot
    work: Work | None
    spans: tuple[PlacedSpan, ...] = ()
    digest: str = ""
    view: Json | None = field(default=None, repr=False)
    captions: Json = field(default_factory=dict, repr=False)
    unsaved: Mapping[str, int] = field(default_factory=dict)

    @property
    def keys(self) -> Mapping[str, int]:
        """Return the number of each span by the key of its action; of equal ones the first."""
        return {span.key: number for number, span in reversed(list(enumerate(self.spans)))}

    def span_at(self, frame: int) -> PlacedSpan | None:
        """Return the span that shows a frame."""
        return next((span for span in self.spans if span.first <= frame < span.first + span.frames), None)


def shown(session: Session, snapshot: Snapshot, work: Work | None, before: Shown | None) -> Shown:
    """Return how an episode is shown now; what has not changed since `before` is taken from there."""
    spans = session.spans(work) if work is not None else ()
    sound = work.plan.results["sound_report"].key if work is not None else ""
    cut = digest.of([[span.key for span in spans], sound])
    is_same = before is not None and before.snapshot is snapshot and before.work is work
    if before is not None and is_same:
        return Shown(snapshot, work, spans, cut, before.view, before.captions, before.unsaved)
    return Shown(snapshot, work, spans, cut, to_json(snapshot), captioned(snapshot), _unsaved(session, snapshot))


def _unsaved(session: Session, snapshot: Snapshot) -> dict[str, int]:
    over = session.texts.unsaved
    texts = snapshot.written.texts if snapshot.written is not None and over else {}
    paths = {name: real_path(session.show.root / name) for name in texts}
    unsaved = {name: session.texts.over(path) or b"" for name, path in paths.items() if path in over}
    # Where a text was laid over only after the files were read, what was read is what the disk has.
    return {name: checksum(texts[name]) for name, content in unsaved.items() if content.decode("utf-8-sig") == texts[name]}


def span_json(blobs: Blobs, span: PlacedSpan, drawing: Collection[str]) -> Json:
    """Return a span: what is played of it, and whether that is what the episode now says."""
    state = "stale" if span.is_stale else "fresh" if span.file else "drawing" if span.key in drawing else "waiting"
    return {
        "first": span.first,
        "frames": span.frames,
        "state": state,
        "blob": None if span.file is None else fragment_of(blobs, span.file),
        "segment": span.segment,
        "title": span.title,
        "where": where_json(span.where),
    }


def fragment_of(blobs: Blobs, file: Path) -> str:
    """Return the digest of a stored span's fragment."""
    return blobs.offer(["span", file.name], ".m4s", partial(_fragment, file), source=file)


def _fragment(file: Path) -> bytes:
    try:
        return fragments.fragment(file, "vide")
    except (OSError, boxes.Malformed) as fault:
        raise Gone from fault


def init_of(blobs: Blobs, spans: Sequence[PlacedSpan]) -> tuple[str, str] | None:
    """Return the digest and the codec of what all spans begin with; None until one is stored."""
    for span in spans:
        if span.file is not None:
            try:
                found = fragments.init(span.file, "vide")
            except (OSError, boxes.Malformed):
                continue
            return blobs.offer(["init", digest.of_bytes(found.content)], ".mp4", partial(bytes, found.content)), found.codec
    return None


def state_json(blobs: Blobs, now: Shown, drawing: Collection[str], asked: tuple[str, str | None, str | None]) -> Json:
    """Return the state of an episode that was `asked` for by name, deliverable and language, but for its sound."""
    name, profile, language = asked
    snapshot, work = now.snapshot, now.work
    cut = snapshot.cut
    video = cut.profile.video if cut is not None else None
    rate = cut.timeline.rate if cut is not None else None
    init = init_of(blobs, now.spans)
    return {
        "episode": name,
        "title": cut.timeline.title if cut is not None else name,
        "profile": cut.profile.name if cut is not None else profile,
        "language": cut.timeline.language if cut is not None else language,
        "languages": sorted(_languages(now.view)),
        "width": video.width if video is not None else 0,
        "height": video.height if video is not None else 0,
        "gop": int(video.gop_seconds * rate) if video is not None and rate is not None else 0,
        "rate": [rate.numerator, rate.denominator] if rate is not None else [25, 1],
        "frames": sum(span.frames for span in now.spans),
        "is_whole": snapshot.is_whole,
        "burns_captions": is_burned(snapshot),
        "captions": now.captions,
        "view": now.view,
        "spans": [span_json(blobs, span, drawing) for span in now.spans],
        "init": init[0] if init else None,
        "codec": init[1] if init else None,
        "diagnostics": diagnosed(snapshot, now.view),
        "digest": now.digest,
        "unsaved": now.unsaved,
        "theme": cut.theme.digest if cut is not None else None,
        "is_planned": work is not None,
    }


def _languages(view: Json | None) -> Iterator[str]:
    """Yield the languages in which there are captions."""
    segments = view.get("segments") if view is not None else None
    found: set[str] = set()
    for segment in segments if isinstance(segments, list) else ():
        found |= set(segment["captions"])
    yield from found


def encoded(state: Json) -> bytes:
    """Return a state as it is sent."""
    return json.dumps(state, ensure_ascii=False, separators=(",", ":")).encode()
