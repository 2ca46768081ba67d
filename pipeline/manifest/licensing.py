"""What an episode is made from, and on what terms it is published, as show and manifest say it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.credits.works import Work
from pipeline.manifest.model import Document, locate
from pipeline.manifest.settings import Settings
from pipeline.terms import Grant, Terms


def works_of(settings: Settings, documents: tuple[Document, ...]) -> dict[str, Work]:
    """Return the works that contributions may be made from, each with the places of what is written of it."""
    found = {}
    for key, work in settings.works.items():
        lines = {name: locate(documents, ("works", key, "builds_on", n)) for n, name in enumerate(work.builds_on)}
        written = [name for name in ("by", "title", "license", "url") if getattr(work, name)]
        written += work.release.written("release")
        found[key] = Work(
            key,
            work.by,
            work.role,
            work.title,
            work.builds_on,
            work.license,
            work.release.name,
            work.url,
            work.release.scope,
            work.publisher,
            work.iswc,
            work.aka,
            work.splits,
            int(work.shares_total),
            locate(documents, ("works", key)),
            {**lines, **{name: locate(documents, ("works", key, *name.split("."))) for name in written}},
        )
    return found


def terms_of(
    settings: Settings, air_date: str | None, documents: tuple[Document, ...], shapes: Sequence[Settings | None]
) -> Terms:
    """Return the terms on which an episode is published, and the grants of platforms that its licences may name.

    Grants with mistakes in them are known by their keys. `shapes` are what could be read of each document, of the manifest first.
    """
    grants = {
        key: Grant(key, grant.by, grant.terms, grant.date, grant.scope)
        for key, grant in settings.grants.items()
    }
    written = [document.root.entries or {} for document in documents]
    keys = {key for entries in written if "grants" in entries for key in entries["grants"].entries or {}}
    unread, is_open = frozenset(keys - grants.keys()), settings.publish.license == "creativecommon"
    reads = (shape for shape, entries in zip(shapes, written, strict=False) if "territories" in entries)
    stands = next((shape is not None and "territories" in shape.model_fields_set for shape in reads), True)
    return Terms(settings.monetized, settings.territories if stands else None, air_date or "", grants, unread, is_open)
