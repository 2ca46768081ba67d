"""A segment that is switched off is not taken for one that there is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.assembly import assemble
from pipeline.faults import InputFault
from pipeline.manifest import load
from pipeline.timeline.selection import only
from tests.shows import SHOW, FakeLibrary, ShowFolder

MANIFEST = """\
episode: {title: A}
segments:
  - {card: Hello, length: 2}
  - clip: Street
    file: home/street.mp4
    enabled: off
"""


@pytest.mark.parametrize(("name", "told"), [
    ("street", "episodes/s01e01.yaml:6:14: the segment 'street' is switched off; switch it on: enabled: on"),
    ("street-title", "episodes/s01e01.yaml:6:14: the segment 'street-title' is switched off; switch it on: enabled: on"),
    ("streets", "s01e01: there is no segment 'streets'"),
])  # fmt: skip
def test_a_preview_of_a_segment_that_is_off_says_so_with_its_line(name: str, told: str, tmp_path: Path) -> None:
    episode = load(ShowFolder(tmp_path, SHOW).write(MANIFEST), FakeLibrary)
    cut = assemble(episode, FakeLibrary(episode.media))
    with pytest.raises(InputFault) as fault:
        only(cut, [name], episode.off)
    (one,) = fault.value.diagnostics
    assert str(one).startswith(told)
