"""What publishing needs of an episode, and what its page says: title, description, tags, chapters. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.cards import vocabulary
from pipeline.credits.compute import Credits, compute
from pipeline.credits.roll import ENGLISH, thanked
from pipeline.delivery.description import LONGEST, USUAL, Said, description
from pipeline.delivery.title import published_title, tags
from pipeline.faults import Diagnostic, InputFault, Where
from pipeline.manifest.publish import USUALLY, Publication, TitleFacts
from pipeline.segments.credits import Credits as CreditsShape
from pipeline.timeline.chapters import chapters, lines
from pipeline.timeline.programme import Programme
from pipeline.values import dataclass
from pipeline.words import Words

if TYPE_CHECKING:
    from pipeline.cards.model import Theme
    from pipeline.manifest.model import Episode as Written
    from pipeline.timeline.model import Timeline

_SURELY = LONGEST // 2
"""Bytes of texts, licences and chapters up to which a description by the usual template fits in any language."""


@dataclass(frozen=True, slots=True)
class Episode:
    """What publishing needs of an episode: the programme, and who made it.

    `text` is the description's first paragraph; `where` the place of its title in its manifest, for faults; `words` are those of
    its language. `publication` says how it is published, `air_date` when, as year-month-day or empty; `text_at` is
    where the text is written.
    """

    programme: Programme
    credits: Credits
    where: Where
    text: str = ""
    thanks: tuple[str, ...] = ()
    words: Words = ENGLISH
    show: str = ""
    season: int = 0
    number: int = 0
    air_date: str = ""
    publication: Publication = USUALLY
    text_at: Where | None = None

    @property
    def chapters(self) -> tuple[str, ...]:
        """Return its chapters as lines, their times first; none where a platform would show none."""
        return lines(chapters(self.programme), self.programme.rate)

    @property
    def title(self) -> str:
        """Return the title of the page that it is published on. Raises InputFault."""
        facts = TitleFacts(self.show, self.season, self.number, self.programme.timeline.title)
        return published_title(self.publication, facts, self.where)

    @property
    def description(self) -> str:
        """Return the description of that page. Raises InputFault."""
        name = self.programme.timeline.title
        try:
            title = self.title
        except InputFault:  # told by itself
            title = name
        said = Said(
            self.text, self.chapters, self.thanks, self.publication.url, self.publication.hashtags, title, self.show, name,
            self.season, self.number, self.air_date, self.words,
        )  # fmt: skip
        return description(self.credits, said, self.text_at or self.where, self.publication.template or USUAL)

    def check(self) -> None:
        """Raise InputFault where its page cannot be published."""
        for _ in (self.title, self.description):
            pass

    @property
    def tags(self) -> tuple[str, ...]:
        """Return what it shall be found by: what its show says, its own names, and those of its pieces."""
        pieces = (segment.title for segment in self.programme.timeline.segments if segment.is_piece)
        return tags(self.publication.tags, (self.show, self.programme.timeline.title, *pieces))


def title_of(episode: Written, timeline: Timeline) -> str:
    """Return the title of the page that an episode is published on. Raises InputFault."""
    facts = TitleFacts(episode.show, episode.season, episode.number, timeline.title)
    return published_title(episode.publication, facts, episode.where("episode", "title"))


def episode_of(episode: Written, timeline: Timeline, theme: Theme) -> Episode:
    """Return what publishing needs of an episode."""
    programme = Programme(timeline)
    words = vocabulary.spoken(theme, episode.language)
    return Episode(
        programme,
        compute(programme, episode.people, episode.works, episode.role_order, words, episode.payout),
        episode.where("episode", "title"),
        episode.description,
        _thanks(episode),
        words,
        episode.show,
        episode.season,
        episode.number,
        episode.air_date,
        episode.publication,
        episode.where("episode", "description") if episode.description else None,
    )


def mistakes(episode: Written, timeline: Timeline, theme: Theme) -> tuple[Diagnostic, ...]:
    """Return what is wrong with the title and the description of an episode, each by itself, before anything of it is made.

    A description that is surely good is not made, which would take longer than all else that is asked of an edit.
    """
    found: list[Diagnostic] = []
    try:
        title_of(episode, timeline)
    except InputFault as fault:
        found += fault.diagnostics
    if episode.publication.template or sum(len(text.encode()) for text in _fixed(episode, timeline)) > _SURELY:
        try:
            episode_of(episode, timeline, theme).description  # noqa: B018 - it is made
        except InputFault as fault:
            found += fault.diagnostics
    return tuple(found)


def _fixed(episode: Written, timeline: Timeline) -> Iterator[str]:
    """Yield the texts that are never left out of a description, or more than those."""
    yield from (episode.description, episode.show, episode.publication.url, *episode.publication.hashtags, *_thanks(episode))
    yield from (line for segment in timeline.segments for line in (segment.title, "0:00:00 "))
    licensed = [one for one in timeline.contributions if one.license]
    for one in licensed:
        yield from (one.title or one.path, *one.people, one.license, *("x" * 60 for _ in one.people), "x" * 120)
    for work in episode.works.values():
        yield from (work.title, work.url, work.license, *("x" * 60 for _ in work.people), "x" * 120)


def _thanks(episode: Written) -> tuple[str, ...]:
    """Return whom the rolls of an episode thank, as they are named there, each once."""
    rolls = [part.shape for part in episode.parts if isinstance(part.shape, CreditsShape)]
    return tuple(dict.fromkeys(name for shape in rolls for name in thanked(shape.thanks, episode.people)))
