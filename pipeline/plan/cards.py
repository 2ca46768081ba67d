"""The cards of a cut, before anything is planned: each with its canvas, and the key of all that decides its pixels. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline import digest
from pipeline.cards.model import Drawing, Inset, Theme
from pipeline.cards.slots import UPPER_MIDDLE
from pipeline.faults import Where
from pipeline.plan import thumbnail
from pipeline.plan.canvas import box_of, burned, caption_card, drawn_cues
from pipeline.profiles.model import Profile
from pipeline.timeline.model import CardMedia, Clip, Frame, Timeline
from pipeline.timeline.programme import covered
from pipeline.timeline.regions import place
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A card of a segment, on a canvas of `width` x `height` pixels, and the line that it comes from.

    `inset` is where the canvas lies in the picture, for a card that is measured by all of that.
    """

    segment: str
    clip: Clip
    media: CardMedia
    width: int
    height: int
    where: Where
    key: str
    inset: Inset | None = None


def cards_of(timeline: Timeline, profile: Profile, theme: Theme) -> Iterator[ShownCard]:
    """Yield every card of a cut in order, the captions that the profile draws into the picture among them."""
    canvas = (profile.video.width, profile.video.height)
    drawn = drawn_cues(timeline, burned(timeline, profile))
    for segment, stack, cues in zip(timeline.segments, covered(timeline.segments), drawn, strict=True):
        clips = [placed.clip for track in stack.picture for placed in place(track)]
        if segment.transition is not None:
            clips += [clip for clip in (segment.transition.matte, segment.transition.edge) if clip is not None]
        clips += [caption_card(timeline, cue) for cue in cues]
        for clip in clips:
            if isinstance(media := clip.media, CardMedia):
                box = box_of(clip, canvas)
                # Which pictures there are decides what is laid out; what they show does not.
                told = [replace(media, pictures={}), sorted(media.pictures)]
                spec = theme.cards.get(media.card)
                inset = Inset(canvas, (box.x, box.y)) if spec is not None and spec.is_of_picture else None
                known = [theme.digest, *told, clip.frames, box.width, box.height, timeline.rate]
                key = digest.of([*known, inset] if inset else known)
                where = clip.where or segment.where or Where(timeline.name)
                yield ShownCard(segment.name, clip, media, box.width, box.height, where, key, inset)
    if timeline.thumbnail_card is not None:
        media = replace(timeline.thumbnail_card, pictures={"first": Frame(())})
        size = thumbnail.size(profile.video)
        key = digest.of([theme.digest, timeline.thumbnail_card, *size])
        yield ShownCard("", Clip(media, 1), media, *size, Where(timeline.name), key)


def drawing(card: ShownCard, timeline: Timeline, theme: Theme) -> Drawing:
    """Describe how a card of a cut is drawn. Raises CardFault."""
    from pipeline.plan.drawing import drawing_of  # what fills templates is not loaded where all cards are known

    pictures = dict.fromkeys(card.media.pictures, UPPER_MIDDLE)
    return drawing_of(theme, card.clip, card.width, card.height, timeline.rate, pictures, card.inset)
