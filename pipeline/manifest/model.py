"""An episode as its manifest, show and people say it, with nothing left open. Pure data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from fractions import Fraction
from pathlib import Path
from typing import Any

from pipeline.checks import Waiver
from pipeline.credits.shares import Payout
from pipeline.credits.works import Work
from pipeline.documents.node import Node
from pipeline.faults import Where
from pipeline.manifest.faults import found
from pipeline.manifest.publish import Publication
from pipeline.manifest.signing import Signing
from pipeline.manifest.voices import Spoken
from pipeline.people import Person
from pipeline.segments.base import Kind, SegmentShape
from pipeline.segments.fields import Loc
from pipeline.segments.transition import TransitionSpec
from pipeline.terms import Terms
from pipeline.timebase import Time
from pipeline.timeline.about import About
from pipeline.values import dataclass


@dataclass(frozen=True, eq=False, slots=True)
class Document:
    """A file that a producer wrote: how it is named in messages, and its tree."""

    path: str
    root: Node


@dataclass(frozen=True, slots=True)
class Part:
    """One segment to be built: its unique name, its kind, its fields, and where these stand in the manifest or the show.

    `transition` is the segment's or the show's, None where neither writes one.
    Its sound is heard for the frames `sound_leads` before its picture, and for `sound_trails` after it.
    `is_heard_ahead` says that it may be heard under its title card, where the theme lets it.
    `translated` is what texts that its recipe reads itself are in the language of the episode, where that is not their own.
    """

    name: str
    kind: Kind[Any]
    shape: SegmentShape
    loc: Loc
    transition: TransitionSpec | None
    sound_leads: int = 0
    sound_trails: int = 0
    interstitial: Time | None = None
    has_interstitial: bool = False
    is_heard_ahead: bool = False
    translated: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Deliverable:
    """What is made of an episode: the name of its profile, and of the parts that are in it (`only`); of none named, all are."""

    profile: str
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Episode:
    """One episode, show defaults merged in.

    `name` is the manifest's file name without its ending (`s01e01`), `path` the manifest as messages name it, from the show
    folder `root`. `media` is the folder that media paths begin in. `shape` is the canvas's width by height, for layouts.
    `air_date` is `YYYY-MM-DD` or empty. `background` is `#rrggbb`, or None for the theme's. `parts` are what is enabled, in
    order, with opening, credits and end card; `off` says of segments that are not, by name, where that is
    written. `deliver` is what is made of it, the main one first. `documents` are the files to
    look for a field's place in, in this order, the first with the files that it includes in their places. `files` are all that
    the episode was read from, whether they are there or not; `shared` are those of them that it shares with the show's other
    episodes. The themes in `template_folders` and the profiles in `profile_folders` come before the built-in ones. `waivers`
    are the findings that are let pass; they change nothing of what is made. `terms` are those on which it is published;
    `payout` says how what it earns is shared.
    `thumbnail` is when the picture is shown that stands for the episode; None leaves the choice to us.
    `publication` says how it is published; `voices` are dubs and audio description, as they are written. `signing` is with what
    its films are signed, None where they are not.
    `show_aka` and `aka` are further titles of show and episode; `production_company` is who produces it.
    `original` is the language of the manifest where the episode is a translation into `language`; its name tells: `s01e01.es`.
    """

    name: str
    path: str
    root: Path
    media: Path
    show: str
    title: str
    season: int
    number: int
    air_date: str
    description: str
    language: str
    sdh: bool
    theme_sounds: bool
    rate: Fraction
    shape: Fraction
    theme: str
    deliver: tuple[Deliverable, ...]
    background: str | None
    parts: tuple[Part, ...]
    people: Mapping[str, Person]
    works: Mapping[str, Work]
    terms: Terms
    payout: Payout
    role_order: tuple[str, ...]
    waivers: tuple[Waiver, ...]
    thumbnail: Time | None
    publication: Publication
    voices: tuple[Spoken, ...]
    signing: Signing | None
    documents: tuple[Document, ...] = field(compare=False)
    files: tuple[Path, ...] = ()
    shared: tuple[Path, ...] = ()
    template_folders: tuple[Path, ...] = ()
    profile_folders: tuple[Path, ...] = ()
    off: Mapping[str, Where] = field(default_factory=dict, compare=False)
    show_aka: tuple[str, ...] = ()
    aka: tuple[str, ...] = ()
    production_company: str = ""
    original: str = ""

    @property
    def about(self) -> About:
        """Return which episode it is, as its cut says it."""
        return About(self.show, self.season, self.number, self.air_date, self.show_aka, self.aka, self.production_company)

    @property
    def main(self) -> str:
        """Return the name of the profile of the main deliverable, whose package is called as the episode."""
        return self.deliver[0].profile

    def where(self, *loc: str | int) -> Where:
        """Return where a field is written, in the manifest or else in the show; the nearest thing around it where it is not."""
        return locate(self.documents, loc)


_MERGED = {"opening": 2, "credits": 2, "end": 2, "works": 2, "grants": 2, "publish": 2}
"""Steps down to which a manifest's settings and its show's are merged; of the others, one replaces the other whole."""


def locate(documents: tuple[Document, ...], loc: Loc) -> Where:
    """Return the place of a field in the document that it comes from: the first that has it, as settings are merged.

    Where none has it, that is the place nearest to it in the document that goes furthest towards it.
    """
    best: tuple[int, Where] | None = None
    merged = loc[: _MERGED.get(str(loc[0]), 1)] if loc else ()
    owner = next((document for document in documents if found(document.root, merged)[1] == len(merged)), None)
    for document in documents if owner is None else (owner,):
        node, steps = found(document.root, loc)
        if best is None or steps > best[0]:
            best = (steps, node.where if steps == len(loc) else node.head)
        if steps == len(loc):
            break
    assert best is not None
    return best[1]


def written(documents: tuple[Document, ...], where: Where, text: str) -> Where:
    """Return where a text is written: in what stands at `where`, or else anywhere in the documents; `where` if it is nowhere."""
    wanted = " ".join(text.split())
    anywhere = where
    for document in documents:
        waiting = [(document.root, False)]
        while waiting:
            node, is_inside = waiting.pop()
            is_inside = is_inside or node.where == where
            if node.text is not None and " ".join(node.text.split()) == wanted:
                if is_inside:
                    return node.where
                anywhere = anywhere if anywhere != where else node.where
            waiting += [(inner, is_inside) for inner in (*(node.items or ()), *(node.entries or {}).values())]
    return anywhere


def inside(documents: tuple[Document, ...], where: Where, name: str) -> Where:
    """Return where the field `name` of the group at `where` is written; `where` if there is none."""
    for document in documents:
        waiting = [document.root]
        while waiting:
            node = waiting.pop()
            if node.entries and name in node.entries and node.where == where:
                return node.entries[name].where
            waiting += [*(node.items or ()), *(node.entries or {}).values()]
    return where
