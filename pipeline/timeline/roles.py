"""What a sound is for. Pure data."""

from __future__ import annotations

from enum import Enum


class SoundRole(Enum):
    """What a sound is in the mix: levels, ducking and loudness follow from it."""

    VOICE = "voice"  # speech: anchors the loudness, ducks beds
    STEM = "stem"  # one player's take of a piece of music
    BED = "bed"  # lies under voices
    NAT = "nat"  # the sound of a clip
