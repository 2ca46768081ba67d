"""What a signed film says of itself (C2PA 2.2): what made it, and of what it is made. Pure.

Contributors' files are named by their paths in the media folder and their SHA-256, and are not read again: what looks into them
belongs into a sandbox, and a parser of credentials does not run in one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from pipeline.credits.works import Work
from pipeline.media.paths import MediaPath
from pipeline.people import Person
from pipeline.timeline.model import (
    Clip,
    FramesMedia,
    SceneMedia,
    SoundPictureMedia,
    SourceMedia,
    StillMedia,
)
from pipeline.timeline.programme import Programme
from pipeline.timeline.scenes import BuiltinScene

Definition: TypeAlias = "dict[str, object]"

_ACTIONS = "c2pa.actions.v2"
_COMPOSITE = "http://cv.iptc.org/newscodes/digitalsourcetype/composite"
"""A mix of several elements, of which nothing is said that nobody knows (IPTC NewsCodes, Digital Source Type)."""
_KINDS = {
    "mp4": "video/mp4", "m4a": "audio/mp4", "mov": "video/quicktime", "wav": "audio/wav", "mp3": "audio/mpeg",
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp", "gif": "image/gif",
    "tif": "image/tiff", "tiff": "image/tiff", "heic": "image/heic",
}  # fmt: skip
_ANY = "application/octet-stream"


def definition(programme: Programme, people: Mapping[str, Person], works: Mapping[str, Work], version: str) -> Definition:
    """Return what the film of a programme says of itself; `works` are those that what is seen and heard in it builds on."""
    media = dict(_media(programme))
    by = _people(programme, people)
    components = [
        {
            "label": f"media-{number}",
            "title": path.name,
            "format": _KINDS.get(path.suffix[1:], _ANY),
            "instance_id": f"sha256:{content}",
            "relationship": "componentOf",
            **({"description": f"by {names}"} if (names := by.get(str(path))) else {}),
        }
        for number, (path, content) in enumerate(media.items())
    ]
    built_on = [
        {
            "label": f"work-{number}",
            "title": work.title or work.key,
            "format": _ANY,
            "instance_id": f"work:{work.key}",
            "relationship": "inputTo",
            **({"description": f"by {names}"} if (names := _named(work.people, people)) else {}),
        }
        for number, work in enumerate(works.values())
    ]
    agent = {"name": "together", "version": version}
    actions: list[object] = [{"action": "c2pa.created", "digitalSourceType": _COMPOSITE, "softwareAgent": agent}]
    if components:
        placed = [one["label"] for one in components]
        actions.append({"action": "c2pa.placed", "softwareAgent": agent, "parameters": {"ingredientIds": placed}})
    return {
        "claim_generator_info": [agent],
        "title": programme.timeline.title,
        "ingredients": [*components, *built_on],
        "assertions": [{"label": _ACTIONS, "data": {"actions": actions}}],
    }


def _media(programme: Programme) -> Iterator[tuple[MediaPath, str]]:
    """Yield the files that are seen and heard, with their digests; of numbered pictures each."""
    for placed in programme.segments:
        stack = placed.segment.stack
        clips = (item for track in stack.picture for item in track.items if isinstance(item, Clip))
        for clip in clips:
            match clip.media:
                case SourceMedia() | StillMedia() | SceneMedia():
                    yield clip.media.path, clip.media.digest
                case FramesMedia():
                    for number, content in enumerate(clip.media.digests):
                        yield clip.media.path.numbered(clip.media.first + number), content
                case BuiltinScene():
                    yield from ((one.path, one.digest) for one in clip.media.files)
                case SoundPictureMedia():
                    yield clip.media.sound.path, clip.media.sound.digest
                case _:
                    pass
        for sound in stack.sound:
            if not sound.mute:
                yield sound.media.path, sound.media.digest
    yield from ((voice.media.path, voice.media.digest) for voice in programme.timeline.voices)


def _people(programme: Programme, people: Mapping[str, Person]) -> dict[str, str]:
    """Return who made each file, by its path in the show."""
    found: dict[str, dict[str, None]] = {}
    for one in programme.timeline.contributions:
        if one.path:
            found.setdefault(one.path, {}).update(dict.fromkeys(one.people))
    return {path: names for path, those in found.items() if (names := _named(tuple(those), people))}


def _named(keys: tuple[str, ...], people: Mapping[str, Person]) -> str:
    return ", ".join(people[key].name for key in keys if key in people)
