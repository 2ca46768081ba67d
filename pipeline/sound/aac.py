"""AAC-LC as the programme sound uses it: its frames, the encoder's options, the windows of a packet. Pure."""

from __future__ import annotations

FRAME = 1024
"""Samples in one frame, and of the encoder's priming, which a player hears where there is no edit list (ISO/IEC 14496-3)."""

_RICH = 128_000
"""Bits a second of a channel from which the channels are coded each on its own."""


def options(bitrate: int, channels: int) -> dict[str, str]:
    """Return the options of ffmpeg's encoder for `bitrate` bits a second.

    They are its quick coder, without noise substitution and intensity stereo.

    Measured against the default on Big Buck Bunny: 39.8 dB signal to noise at 128 kb/s instead of 25.1, 48.6 at 192 instead
    of 31.2, 61.5 at 384 instead of 51.2, at 1.3 to 4 times its speed; and on clipped noise it raises true peaks by 0.8 dB
    instead of 3.2.

    With bits to spare, mid and side are left out too: the coder would try every frame anew for a rate that it cannot use up.
    Measured at 384 kb/s on music, speech and a mixed programme: 4 times as fast, 39 to 59 dB signal to noise where it was 43
    to 58. At 128 kb/s mid and side are worth 5 to 7 dB and stay.
    """
    found = {"aac_coder": "fast", "aac_pns": "0", "aac_is": "0"}
    return found | {"aac_ms": "0"} if bitrate >= _RICH * channels else found


def window_of(packet: bytes, channels: int) -> int | None:
    """Return sequence and shape of the window that a packet uses, as a number; None where its two channels use different ones.

    ISO/IEC 14496-3, tables 4.4 to 4.6: an element's kind (3 bits) and tag (4); then a pair has `common_window` (1) and the
    window's facts, a single channel its gain (8) and the facts: reserved (1), sequence (2), shape (1).
    """
    if channels == 1:
        return packet[2] >> 5 & 7
    return packet[1] >> 4 & 7 if packet[0] & 1 else None
