"""Deliverable profiles: what a finished file must be, as data."""

from pipeline.profiles.loader import load, names
from pipeline.profiles.model import LoudnessProfile, Profile, SoundProfile, VideoProfile

__all__ = ["LoudnessProfile", "Profile", "SoundProfile", "VideoProfile", "load", "names"]
