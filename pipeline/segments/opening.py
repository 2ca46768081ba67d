"""`- opening:` the show's name, with music if wanted."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from pipeline.people import FieldValue
from pipeline.segments.base import Built, Context, EpisodeFacts, Kind
from pipeline.segments.cards import OverlaidCard, build_card
from pipeline.segments.shown import ShownLine


class Opening(OverlaidCard):
    """The beginning of the show: its name, a line under it, and music."""

    title: ShownLine | None = Field(default=None, alias="opening")
    """The show's name, where another than show.yaml's is wanted."""
    tagline: ShownLine = ""
    """The line under the name."""

    def title_in(self, episode: EpisodeFacts) -> str:
        """Return the title, or else the show's name."""
        return self.title or episode.show


def build(shape: Opening, context: Context) -> Built | None:
    """Show the theme's opening card."""
    episode = context.episode
    fields: Mapping[str, FieldValue] = {
        "show": shape.title_in(episode),
        "tagline": shape.tagline,
        "title": episode.title,
        "season": episode.season,
        "number": episode.number,
    }
    return build_card(shape, context, "opening", fields)


KIND = Kind("opening", Opening, build, is_piece=False, chapter=False, loudness_class="opening", cue_usage="main title")
