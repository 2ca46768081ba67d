"""What the package of a deliverable has that is heard alone: its sound in further codecs, and what a feed says of it."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline import delivery
from pipeline.app.episodes import Work
from pipeline.delivery import feed
from pipeline.execution.execute import Results


def names(work: Work, package: str) -> tuple[str, ...]:
    """Return the names of these files; none for a deliverable that is seen."""
    if work.profile.container != "m4a":
        return ()
    return (*(f"{package}.{codec}" for codec in work.profile.sound.also), feed.ITEM, feed.CHAPTERS)


def files(
    work: Work, results: Results, episode: delivery.Episode, package: str, movie: tuple[str, delivery.Stored],
    others: Iterable[str],
) -> dict[str, delivery.Content]:  # fmt: skip
    """Return these files of the package, whose `movie` and `others` lie beside them. Raises InputFault."""
    if not names(work, package):
        return {}
    further: dict[str, delivery.Stored] = {}
    for codec in work.profile.sound.also:
        origin = work.plan.results[codec]
        further[f"{package}.{codec}"] = delivery.Stored(results.path(origin), results.store.output(origin).digest)
    sizes = {name: sound.path.stat().st_size for name, sound in (movie, *further.items())}
    item = feed.item(episode, work.timeline.name, sizes, delivery.THUMBNAIL, sorted(others))
    return {**further, feed.ITEM: item, feed.CHAPTERS: feed.chapters_json(episode)}
