"""What is asked of the FFmpeg inside PyAV, another build than the named one: it encodes sound, writes files, probes."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.media.formats import DECODERS, DEMUXERS

NEEDED: Mapping[str, str] = {
    "encoder:aac": "encoding sound",
    "encoder:ffv1": "scenes and pictures of sound",
    "encoder:libx264": "films made steady",
    "encoder:mjpeg": "the pictures of a quality report",
    "encoder:mov_text": "captions in the movie",
    "encoder:qtrle": "cards that move",
    "encoder:utvideo": "cards in layers",
    "muxer:mp4": "finished movies",
    "muxer:mov": "cards that move",
    "muxer:nut": "scenes and pictures of sound",
    **{f"decoder:{name}": "contributors' files" for name in sorted(DECODERS)},
    **{f"demuxer:{name}": "contributors' files" for name in sorted(DEMUXERS)},
}
"""What the pipeline asks of PyAV, and what for; `doctor` tells what is missing."""


def version() -> str:
    """Return the version of the libraries that PyAV brings: `libavcodec 61.19.100`, and so on."""
    import av

    return ", ".join(f"{name} {'.'.join(map(str, av.library_versions[name]))}" for name in ("libavcodec", "libavformat"))


def lacking() -> dict[str, str]:
    """Return what the pipeline needs and PyAV cannot do: capability -> what for."""
    return {capability: use for capability, use in NEEDED.items() if not _has(*capability.split(":"))}


def _has(kind: str, name: str) -> bool:
    from av.codec import Codec
    from av.codec.codec import UnknownCodecError
    from av.format import ContainerFormat

    try:
        match kind:
            case "encoder":
                Codec(name, "w")
            case "decoder":
                Codec(name, "r")
            case "muxer":
                ContainerFormat(name, "w")
            case _:
                ContainerFormat(name, "r")
    except (UnknownCodecError, ValueError):
        return False
    return True
