from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import assembly
from pipeline.cards import theme as themes
from pipeline.manifest import load
from pipeline.media.faults import MediaFault
from pipeline.media.spoken import Spoken
from tests.segments.recited.reading import Answering, Cut
from tests.shows import SHOW, ShowFolder


@pytest.fixture
def cut(tmp_path: Path) -> Callable[..., Cut]:
    def cut(fields: str, answers: dict[str, Spoken | MediaFault] | None = None, texts: dict[str, str] | None = None) -> Cut:
        Answering.answers, Answering.asked_of = answers or {}, []
        show = ShowFolder(tmp_path, show=f"{SHOW}theme: paper\n")  # which shows every line by a card of its own
        show.texts |= texts or {}
        manifest = f"episode: {{title: A}}\nsegments:\n  - poem: P\n{fields}"
        episode = load(show.write(manifest), Answering)
        theme = themes.load(episode.theme, episode.template_folders)
        timeline, _, told = assembly.assembled(episode, Answering(episode.media), theme)
        return Cut(timeline, [str(one).replace(str(tmp_path), "") for one in told])

    return cut
