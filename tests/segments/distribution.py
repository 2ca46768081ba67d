"""A distribution that brings a kind of segment, as another project would: a module, and metadata that names it."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.segments import registry

MODULE = '''
"""Puppet plays: one video, and a song."""

from typing import Any, ClassVar

from pydantic import Field

from pipeline.segments.base import Built, Context, Kind, SegmentShape
from pipeline.segments.caption import cues
from pipeline.segments.fields import Line
from pipeline.segments.medium import Bed, Footage
from pipeline.segments.overlay import lower_third, tracks
from pipeline.segments.picture import shot, shot_contributions
from pipeline.segments.sound import beds
from pipeline.timeline.model import Stack, Track


class Puppets(SegmentShape, Footage):
    """A puppet play."""

    alone: ClassVar[dict[str, Any] | None] = None
    title: Line = Field(alias="puppets")
    """Title of the play."""
    song: Bed | None = None
    """What the puppets dance to."""


def build(shape: Puppets, context: Context) -> Built | None:
    """Show the play over its song."""
    found = shot(context, (), shape)
    if found is None:
        return None
    frames = found.clip.frames
    song, heard = beds(context, ("song",), shape.song, frames)
    made = (*shot_contributions(context, (), shape, found, 0, shape.title), *heard)
    named = lower_third(context, ("lower_third",), shape.lower_third, made, 0, frames)
    picture = (Track("picture", (found.clip,)), *tracks("lower-third", named))
    sound = (*found.sound_at(context, 0), *song)
    return Built(Stack(frames, picture, sound, cues(context, shape.captions, frames)), made)


KIND = Kind(
    "puppets", Puppets, build, label="Puppet play", interstitial=True, loudness_class="card", cue_usage="visual"
)
'''


@contextmanager
def installed(folder: Path) -> Iterator[Path]:
    """Install the distribution into a folder for a while; give its module's file."""
    info = folder / "felt_puppets-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: felt-puppets\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[{registry.GROUP}]\npuppets = felt_puppets:KIND\n")
    module = folder / "felt_puppets.py"
    module.write_text(MODULE)
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    registry.kinds.cache_clear()
    try:
        yield module
    finally:
        sys.path.remove(str(folder))
        sys.modules.pop("felt_puppets", None)
        registry.kinds.cache_clear()
