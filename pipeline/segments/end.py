"""`- end:` the end card, which invites people to join."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from pipeline.segments.base import Built, Context, EpisodeFacts, Kind
from pipeline.segments.cards import OverlaidCard, build_card
from pipeline.segments.fields import Url
from pipeline.segments.shown import ShownLine, ShownText
from pipeline.segments.text_over import own_words


class End(OverlaidCard):
    """The end card: a call to join, and where, also as a QR code."""

    title: ShownLine | None = Field(default=None, alias="end")
    """The call; the show's name where left out."""
    text: Annotated[ShownText, own_words("an end card", "more words under its call")] = ""
    """More words under the call."""
    url: Url = ""
    """The web address to join at; drawn as a QR code too."""

    def title_in(self, episode: EpisodeFacts) -> str:
        """Return the call, or else the show's name."""
        return self.title or episode.show


def build(shape: End, context: Context) -> Built | None:
    """Show the theme's end card."""
    fields = {"title": shape.title_in(context.episode), "text": shape.text, "url": shape.url}
    for number, inset in enumerate(shape.picture_in_picture if shape.url else ()):
        if not {"place", "box"} & inset.model_fields_set:
            message = "this picture may cover the QR code of the card's `url`, which could then not be read"
            hint = "look at it (together still), and write its `place` or `box`"
            context.warn(("picture_in_picture", number), message, hint)
    return build_card(shape, context, "end", fields)


KIND = Kind("end", End, build, is_piece=False, chapter=False, loudness_class="end", cue_usage="end title")
