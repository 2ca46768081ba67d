"""The lines that licences demand: title, author, source, licence, and that it was changed."""

from __future__ import annotations

from pathlib import PurePosixPath

from pipeline.credits.compute import Credits
from pipeline.credits.licenses import read_license
from pipeline.credits.roll import ENGLISH
from pipeline.words import Words


def attributions(credits_: Credits, words: Words = ENGLISH) -> tuple[str, ...]:
    """Return a line for each licensed contribution and work, once, in the order of the episode.

    Title, author, source, licence and change are what all Creative Commons licences ask for, "in any reasonable manner"
    (wiki.creativecommons.org/wiki/Best_practices_for_attribution).
    """
    named = [(use.title or PurePosixPath(use.path).stem or use.role, use.people, use.license, "") for use in credits_.uses]
    known = {found.credit.person.key: found.credit.person for found in credits_.people}
    named += [
        (work.title or work.key, tuple(known[key] for key in work.people), work.license, work.url) for work in credits_.works
    ]
    lines: dict[str, None] = {}
    for title, people, text, url in named:
        license_ = read_license(text)
        if license_ is None or not license_.needs_name:
            continue
        by = words.listed([person.name for person in people])
        source = url or next((person.url for person in people if person.url), "")
        names = words.enumerated([by, source] if source else [by])
        lines[words.say("attribution", title=title, names=names, license=license_.name, url=license_.url)] = None
    return tuple(lines)
