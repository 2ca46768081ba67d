"""The item of a podcast's feed, and its chapters as data: RSS 2.0 with Apple's names and those of Podcasting 2.0. Pure.

Source: www.rssboard.org/rss-specification (item, enclosure, guid, pubDate), podcasters.apple.com (itunes:*), and
github.com/Podcastindex-org/podcast-namespace (podcast:chapters and its JSON, podcast:person, podcast:transcript).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime
from xml.etree import ElementTree as Xml

from pipeline.delivery.episode import Episode
from pipeline.timeline.chapters import chapters

ITEM, CHAPTERS = "rss-item.xml", "chapters.json"
"""The files of a package that hold them."""

_ITUNES, _PODCAST = "http://www.itunes.com/dtds/podcast-1.0.dtd", "https://podcastindex.org/namespace/1.0"
_TYPES = {"m4a": "audio/x-m4a", "mp3": "audio/mpeg"}
_TRANSCRIPTS = {".vtt": "text/vtt", ".srt": "application/x-subrip", ".html": "text/html"}
_LONGEST = 128
"""Characters of the name of a role that a person may have there."""


def chapters_json(episode: Episode) -> bytes:
    """Return the chapters as JSON, version 1.2.0."""
    programme = episode.programme
    marks = [
        {"startTime": float(round(mark.start / programme.rate, 3)), "title": mark.title} for mark in chapters(programme)
    ]
    return (json.dumps({"version": "1.2.0", "chapters": marks}, ensure_ascii=False, indent=1) + "\n").encode()


def item(episode: Episode, name: str, sounds: Mapping[str, int], cover: str, files: Sequence[str]) -> bytes:
    """Return the item of an episode called `name`, whose number of bytes the `sounds` have, by their files, the first first.

    `files` are those of the package. Addresses are names of files: whoever puts them up writes where before them. The guid
    stays when the episode is made again. Raises InputFault.
    """
    Xml.register_namespace("itunes", _ITUNES)
    Xml.register_namespace("podcast", _PODCAST)
    root = Xml.Element("item")
    programme, told = episode.programme, episode.programme.timeline.title
    _add(root, "title", told)
    _add(root, "description", episode.description)
    _add(root, "guid", f"{episode.show}/{name}" if episode.show else name, isPermaLink="false")
    if public := episode.publication.publish_at:
        _add(root, "pubDate", format_datetime(datetime.fromisoformat(public)))
    main = next(iter(sounds))
    _add(root, "enclosure", url=main, length=str(sounds[main]), type=_TYPES[main.rpartition(".")[2]])
    for file, size in list(sounds.items())[1:]:
        other = _add(root, f"{{{_PODCAST}}}alternateEnclosure", type=_TYPES[file.rpartition(".")[2]], length=str(size))
        _add(other, f"{{{_PODCAST}}}source", uri=file)
    _add(root, f"{{{_ITUNES}}}title", told)
    _add(root, f"{{{_ITUNES}}}duration", str(round(programme.frames / programme.rate)))
    for tag, number in (("season", episode.season), ("episode", episode.number)):
        if number:
            _add(root, f"{{{_ITUNES}}}{tag}", str(number))
    _add(root, f"{{{_ITUNES}}}image", href=cover)
    if chapters(programme):
        _add(root, f"{{{_PODCAST}}}chapters", url=CHAPTERS, type="application/json+chapters")
    for file in files:
        ending = f".{file.rpartition('.')[2]}"
        language = file.split(".")[-2] if file.count(".") > 1 else ""
        if ending in _TRANSCRIPTS and language:
            _add(root, f"{{{_PODCAST}}}transcript", url=file, type=_TRANSCRIPTS[ending], language=language)
    for one in episode.credits.people:
        role = ", ".join(dict.fromkeys(one.credit.roles))[:_LONGEST]
        person = _add(root, f"{{{_PODCAST}}}person", one.credit.person.name, **({"role": role} if role else {}))
        if one.credit.person.url:
            person.set("href", one.credit.person.url)
    Xml.indent(root, " ")
    written: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _add(parent: Xml.Element, tag: str, text: str = "", **attributes: str) -> Xml.Element:
    found = Xml.SubElement(parent, tag, attributes)
    if text:
        found.text = text
    return found
