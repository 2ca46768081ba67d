"""An episode's cards as a theme draws them: every text and every frame that the cut would show, without a build."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from pipeline.app.session import Session
from pipeline.app.snapshot import Snapshot
from pipeline.cards.fault import CardFault
from pipeline.cards.preview import EpisodeCard, preview_episode
from pipeline.execution.execute import Results
from pipeline.faults import Diagnostic, InputFault, Where
from pipeline.manifest.folders import SHOW
from pipeline.plan.looked_at import LookedAt, looked_at
from pipeline.timebase import half_up

_THEME = re.compile(r"^theme:.*$", re.MULTILINE)


def preview(session: Session, manifest: Path, theme: str | None, output: Path, short_side: int) -> tuple[Diagnostic, ...]:
    """Draw the cards of an episode into `output` in a theme, None for its own; return what could not be drawn.

    It is cut as the show's main deliverable, `short_side` pixels high or wide. Only the frames that cards show are made, and
    stored. Raises InputFault where the manifest or the theme has mistakes; ActionFailed, EnvironmentFault, Interrupted.
    """
    seen = _in(session, manifest, theme)
    cut = seen.whole()
    video = cut.profile.video
    share = Fraction(short_side, min(video.width, video.height))
    width, height = (2 * half_up(share * size / 2) for size in (video.width, video.height))
    profile = replace(cut.profile, video=replace(video, width=width, height=height))
    cards, plan = looked_at(
        cut.timeline, profile, info=cut.library.last_info, theme=cut.theme, tools=session.show.here.tools
    )
    results = session.make(plan)
    output.mkdir(parents=True, exist_ok=True)

    def write(file_name: str, content: bytes) -> None:
        (output / file_name).write_bytes(content)

    refused: list[Diagnostic] = []
    about = f"{cut.episode.show}: {cut.episode.title} ({cut.episode.path})"
    drawn = _drawn(cards, results, cut.timeline.rate, refused)
    return (*preview_episode(cut.theme.title, about, drawn, write), *refused)


def _in(session: Session, manifest: Path, theme: str | None) -> Snapshot:
    """Look at an episode as if the show had a theme; nothing is saved. Raises InputFault where the episode has one of its own."""
    seen = session.snapshot(manifest)
    episode = seen.whole().episode
    if theme is None or episode.theme == theme:
        return seen
    settings = session.show.root / SHOW
    text = settings.read_text(encoding="utf-8-sig")
    line = f"theme: {theme}"
    session.edit(settings, _THEME.sub(line, text) if _THEME.search(text) else f"{text}\n{line}\n")
    seen = session.snapshot(manifest)
    if (found := seen.whole().episode.theme) != theme:
        message = f"the episode has the theme {found} of its own"
        hint = f"write `theme: {theme}` there, or leave the theme out of the command"
        raise InputFault((Diagnostic(episode.where("theme"), message, hint),))
    return seen


def _drawn(
    cards: tuple[LookedAt, ...], results: Results, rate: Fraction, refused: list[Diagnostic]
) -> Iterator[EpisodeCard]:
    for one in cards:
        where: Where = one.card.where
        if isinstance(one.drawing, CardFault):
            refused.append(one.drawing.at(where))
            continue
        pictures = {name: results.path(origin) for name, origin in one.pictures.items()}
        canvas = (one.card.width, one.card.height)
        yield EpisodeCard(one.card.segment or "thumbnail", one.drawing, canvas, rate, pictures, where)
