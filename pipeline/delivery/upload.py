"""What an uploader needs to know of a package, in the platform's own names, as data. Nothing is sent by anybody here. Pure.

The names are those of the YouTube Data API v3: of a video (developers.google.com/youtube/v3/docs/videos), of captions
(.../docs/captions) and of thumbnails (.../docs/thumbnails).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.delivery.episode import Episode, episode_of
from pipeline.timeline.chapters import chapters

if TYPE_CHECKING:
    from pipeline.cards.model import Theme
    from pipeline.manifest.translation import Localized
    from pipeline.timeline.model import Contribution, Segment, Timeline

UPLOAD = "upload.json"
"""The file that holds it."""

VERSION = 1
"""Raised when a field changes its meaning."""

MOST_BYTES = 256 * 1024**3
"""Bytes of a film that the platform takes (support.google.com/youtube/answer/71673)."""


def localized(timeline: Timeline, theme: Theme, found: Localized) -> Episode:
    """Return what the page of an episode says in another language of a film that is in its own: its cut is `timeline`."""

    def segment(one: Segment) -> Segment:
        name = one.name.removesuffix("-title")
        made = tuple(contribution(each, name) for each in one.contributions)
        return replace(one, title=found.say(one.title, name), contributions=made)

    def contribution(one: Contribution, name: str) -> Contribution:
        return replace(one, role=found.say(one.role, name))

    said = replace(timeline, title=found.episode.title, segments=tuple(map(segment, timeline.segments)))
    return episode_of(found.episode, said, theme)


def upload(episode: Episode, movie: str, captions: Mapping[str, str], thumbnail: str, others: Sequence[Episode] = ()) -> bytes:
    """Return what an uploader needs, as JSON in UTF-8; the same episode gives the same bytes.

    `movie`, `captions` (by language) and `thumbnail` are names of files; `others` is the same episode in other languages.
    Raises InputFault for a page that cannot be published.
    """
    published, language = episode.publication, episode.words.language
    status: dict[str, object] = {
        "privacyStatus": "private",  # until it becomes public by itself, or by hand
        **({"publishAt": published.publish_at} if published.publish_at else {}),
        "license": published.license,
        "selfDeclaredMadeForKids": published.made_for_kids,
    }
    rate = episode.programme.rate
    told = {
        "version": VERSION,
        "video": {
            "file": movie,
            "snippet": {
                "title": episode.title,
                "description": episode.description,
                "tags": list(episode.tags),
                "categoryId": str(published.category),
                "defaultLanguage": language,
                "defaultAudioLanguage": episode.programme.timeline.original or language,
            },
            "localizations": {
                one.words.language: {"title": one.title, "description": one.description} for one in others
            },
            "status": status,
        },
        "thumbnail": {"file": thumbnail},
        "captions": [
            {"file": name, "snippet": {"language": language, "name": "", "isDraft": False}}
            for language, name in sorted(captions.items())
        ],
        "chapters": [
            {"startSeconds": int(one.start / rate), "title": one.title} for one in chapters(episode.programme)
        ],
    }
    return f"{json.dumps(told, ensure_ascii=False, indent=2)}\n".encode()
