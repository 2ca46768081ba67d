from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from pipeline.operations.survey import SurveyMedia
from tests.sound import studio

OPERATION = SurveyMedia(picture=None, sound=0, seconds=Fraction(2), longest=60, demuxer="", bare=None)


def inputs(folder: Path) -> dict[str, Path]:
    return {"source": studio.take(folder / "source.wav", studio.tone(2))}
