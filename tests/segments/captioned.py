"""Cut segments whose films have captions, and say what was told and what is shown when."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from unittest.mock import patch

import pytest

from pipeline.assembly import assembled
from pipeline.cards import theme as themes
from pipeline.faults import InputFault
from pipeline.timeline.captions import placed
from pipeline.timeline.model import Timeline
from pipeline.timeline.programme import Programme
from tests.shows import SHOW, TEXTS, FakeLibrary, ShowFolder

HEAD = "episode: {title: A, language: en}\nsegments:\n"
SECONDS = "".join(f"00:{n:02}.000 --> 00:{n:02}.900\nsecond {n}\n\n" for n in range(1, 40))
FRIDAY = f"WEBVTT\n\n{SECONDS}"
"""A caption in each second of a film, but for the first."""


def cut(folder: Path, segments: str, rate: str = "24", **files: str) -> tuple[Timeline, list[str]]:
    """Return the cut of these segments, and what was told of it."""
    texts = {f"home/{name.replace('__', '.')}": text for name, text in {"friday__vtt": FRIDAY, **files}.items()}
    with patch.dict(TEXTS, texts):  # where the fake library looks which files there are
        episode = ShowFolder(folder, SHOW.replace("24", rate), texts=TEXTS | texts).load(HEAD + segments)
        timeline, _, told = assembled(episode, FakeLibrary(episode.media), themes.load(episode.theme))
    return timeline, [str(one).removeprefix("episodes/s01e01.yaml:") for one in told]


def mistakes(folder: Path, segments: str, **files: str) -> list[str]:
    with pytest.raises(InputFault) as caught:
        cut(folder, segments, **files)
    return [str(one).removeprefix("episodes/s01e01.yaml:") for one in caught.value.diagnostics]


def shown(timeline: Timeline, language: str = "en") -> list[tuple[Fraction, Fraction, str]]:
    """Return the captions of an episode, in its own seconds."""
    cues = placed(Programme(timeline)).get(language, ())
    return [(cue.caption.start, cue.caption.end, cue.text) for cue in cues]
