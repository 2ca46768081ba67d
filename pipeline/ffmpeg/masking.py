"""See a picture in a shape: its alpha is that of a mask, or what both leave. Pure."""

from __future__ import annotations

from pipeline.ffmpeg import filters, graph
from pipeline.ffmpeg.graph import Video


def within(picture: Video, mask: Video, *, has_alpha: bool) -> Video:
    """Return a picture in yuva420p that is seen where a grey mask is white, and, where it `has_alpha`, was seen before."""
    mask = alike(mask)
    if has_alpha:
        before = alike(filters.only(graph.video("alphaextract", picture), "gray"))
        mask = alike(graph.video("blend", before, mask, all_mode="multiply"))
    return filters.to_working_format(graph.video("alphamerge", picture, mask))


def alike(mask: Video) -> Video:
    """Say of a mask what the picture says of itself, or ffmpeg would find that the two do not meet; no value is changed."""
    return graph.video("setparams", graph.video("setsar", filters.only(mask, "gray"), sar="1/1"), range="limited")
