"""Whatever a file holds: it is read, or told what is wrong in it, and nothing else happens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.cards import theme as themes
from pipeline.documents.files import Files, from_disk
from pipeline.faults import Diagnostic, InputFault
from pipeline.manifest.loading import attempt
from pipeline.profiles.loader import load as load_profile
from tests.shows import SHOW, ShowFolder

MANIFEST = "episode: {title: A}\nsegments:\n  - clip: Street\n    file: home/street.mp4\n"

NAMES = (
    "episode segments title clip music poem card file length show people name theme extends cards fonts colours background "
    "video sound loudness width true off 1:30 -3dB 0.5 nan 1e999 é 日本 ~"
)
SIGNS = (*":-[]{},&*!|>'\"# \n\t", "\n  ", "\n    ", ": ", "- ", "\u2028", "\U0001f600")
WORDS = st.sampled_from((*NAMES.split(), *SIGNS))
CONTENTS = st.binary(max_size=200) | st.lists(WORDS, max_size=40).map(lambda words: "".join(words).encode())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("show")
    ShowFolder(root, show=SHOW).write(MANIFEST)
    for path in ("templates/mine/theme.yaml", "profiles/mine.yaml"):
        (root / path).parent.mkdir(parents=True)
        (root / path).write_text("")
    return root


def of_episode(root: Path, files: Files) -> tuple[Diagnostic, ...]:
    return attempt(root / "episodes/s01e01.yaml", files).diagnostics


def of_theme(root: Path, files: Files) -> tuple[Diagnostic, ...]:
    try:
        themes.load("mine", (root / "templates",), files=files)
    except InputFault as fault:
        return fault.diagnostics
    return ()


def of_profile(root: Path, files: Files) -> tuple[Diagnostic, ...]:
    with pytest.raises(InputFault) as caught:  # chance writes no whole profile
        load_profile("mine", (root / "profiles",), files)
    return caught.value.diagnostics


KINDS: dict[str, Callable[[Path, Files], tuple[Diagnostic, ...]]] = {
    "episodes/s01e01.yaml": of_episode,
    "episodes/show.yaml": of_episode,
    "episodes/people.yaml": of_episode,
    "templates/mine/theme.yaml": of_theme,
    "profiles/mine.yaml": of_profile,
}


@pytest.mark.parametrize("path", KINDS)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=CONTENTS)
def test_any_bytes_are_read_or_told(path: str, folder: Path, content: bytes) -> None:
    found = KINDS[path](folder, lambda file: content if file == folder / path else from_disk(file))
    for one in found:
        assert one.message
        assert one.where.line == 0 or (one.where.line, one.where.column) <= (one.where.end_line, one.where.end_column)
