"""The picture at the head of a show's channel, from frames of its episodes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from pipeline.app.session import Session
from pipeline.cards.fault import CardFault
from pipeline.faults import Diagnostic, InputFault
from pipeline.plan.channel_art import CARD, RESULT, EpisodeCut, channel_art
from pipeline.timebase import half_up

_SHORT_SIDE = 720
"""Pixels of the short side of the frames in it: a hole shows them about 400 high."""


def picture(session: Session, manifests: Sequence[Path], language: str | None = None) -> bytes:
    """Return the channel art of a show as a JPEG, with frames of the pieces of some of its episodes.

    Theme and language are those of the first episode, or the `language` given. Only frames that are shown are made, and stored.
    Raises InputFault where a manifest has mistakes or the theme has no such card; ActionFailed, EnvironmentFault, Interrupted.
    """
    seen = [session.snapshot(path, None, language).whole() for path in manifests]
    first = seen[0]
    if CARD not in first.theme.cards:
        message = f"the theme {first.theme.name} has no card {CARD}"
        hint = "write one for it, or wear a theme that extends create-together or signal"
        raise InputFault((Diagnostic(first.episode.where("theme"), message, hint),))
    cuts = []
    for cut in seen:
        video = cut.profile.video
        share = Fraction(_SHORT_SIDE, min(video.width, video.height))
        width, height = (2 * half_up(share * size / 2) for size in (video.width, video.height))
        profile = replace(cut.profile, video=replace(video, width=width, height=height))
        cuts.append(EpisodeCut(cut.timeline, profile, cut.library.last_info))
    try:
        plan = channel_art(first.episode.show, cuts, first.theme, session.show.here.tools)
    except CardFault as fault:
        raise InputFault((fault.at(first.episode.where("show")),)) from None
    return session.make(plan).path(plan.results[RESULT]).read_bytes()
