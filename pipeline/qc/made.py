"""Judge whether the delivered file holds what was encoded and measured: packet by packet, in order. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.faults import Severity
from pipeline.qc.boxes import PictureForm, SoundForm
from pipeline.qc.model import Finding, Measurements, Planned
from pipeline.timebase import clock

_ERROR = Severity.ERROR
_HINT = "the file was damaged or changed after it was made: build it again, and have the disk checked"


def made(measurements: Measurements, planned: Planned) -> Iterator[Finding]:
    """Find spans whose packets in the file are not those that were encoded for them, or stand in another order."""
    packets = measurements.packets
    if packets is None:  # measured as it lies there, whatever has made it
        return
    for span, facts, (digest, order) in zip(planned.spans, measurements.pictures, packets.pictures, strict=False):
        begin, end = (clock(frame / planned.rate, digits=2) for frame in (span.range.start, span.range.end))
        if digest != facts.packets:
            message = f'the picture of "{span.title}" from {begin} to {end} is not the one that was encoded'
            yield planned.found("picture_changed", _ERROR, message, span.range.start, _HINT)
        elif order != facts.order:
            message = f'the frames of "{span.title}" from {begin} to {end} are shown in another order than encoded'
            yield planned.found("frame_order", _ERROR, message, span.range.start, _HINT)
    movie, heard = measurements.movie, measurements.listened
    picture, sound = (movie.track(kind) if movie else None for kind in ("vide", "soun"))
    form = picture.form if picture else None
    meant = next((facts.configuration for facts in measurements.pictures), None)
    if meant is not None and isinstance(form, PictureForm) and form.configuration.hex() != meant:
        message = "the decoder's configuration of the picture is not the one that it was encoded with"
        yield Finding("picture_changed", _ERROR, message, hint=_HINT)
    voice = sound.form if sound else None
    if heard is not None and isinstance(voice, SoundForm) and bytes.fromhex(heard.configuration) not in voice.configuration:
        message = "the decoder's configuration of the sound is not the one that it was encoded with"
        yield Finding("sound_changed", _ERROR, message, hint=_HINT)
    if heard is not None and packets.sound != heard.packets:
        yield Finding("sound_changed", _ERROR, "the sound is not the one that was encoded", hint=_HINT)
