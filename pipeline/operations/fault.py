"""What an operation finds in a producer's file that keeps it from being made."""

from __future__ import annotations

from pipeline.faults import TogetherFault


class ContentFault(TogetherFault):
    """What a film, a still or a scene shows, or lacks, so that what is asked of it cannot be made; in words for its producer."""
