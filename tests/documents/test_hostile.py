"""Files that attack: in every kind of file they give one diagnostic, at once, whichever loader PyYAML has."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from pipeline.cards import preview
from pipeline.cards import theme as themes
from pipeline.faults import InputFault
from pipeline.profiles.loader import load as load_profile
from tests.shows import SHOW, ShowFolder

MANIFEST = "episode: {title: A}\nsegments:\n  - clip: Street\n    file: home/street.mp4\n"

ATTACKS = {
    "lists": "a: " + "[" * 100_000,
    "groups": "{a: " * 100_000,
    "closed": "[" * 100_000 + "]" * 100_000,
    "dashes": "- " * 100_000,
    "keys": "? " * 100_000,
    "bomb": "a: &a [x,x,x,x,x,x,x,x,x]\n"
    + "".join(f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
    "bomb of groups": "a0: &a0 {x: 1}\n" + "".join(f"a{n}: &a{n} {{x: *a{n - 1}, y: *a{n - 1}}}\n" for n in range(1, 60)),
    "chain": "a0: &a0 x\n" + "".join(f"a{n}: &a{n} {'[' * 20}*a{n - 1}{']' * 20}\n" for n in range(1, 90)),
    "NUL": "a: \x00",
}


def of_manifest(folder: Path, text: str) -> None:
    ShowFolder(folder).load(text)


def of_show(folder: Path, text: str) -> None:
    ShowFolder(folder, show=text).load(MANIFEST)


def of_people(folder: Path, text: str) -> None:
    ShowFolder(folder, show=SHOW, people=text).load(MANIFEST)


def of_profile(folder: Path, text: str) -> None:
    (folder / "mine.yaml").write_text(text)
    load_profile("mine", (folder,))


def of_theme(folder: Path, text: str) -> None:
    (folder / "mine").mkdir()
    (folder / "mine/theme.yaml").write_text(text)
    themes.load("mine", (folder,))


def of_preview(folder: Path, text: str) -> None:
    (folder / "mine").mkdir()
    (folder / "mine/theme.yaml").write_text("extends: create-together\n")
    (folder / "mine/preview.yaml").write_text(text)
    preview.samples(themes.load("mine", (folder,)))


KINDS: dict[str, Callable[[Path, str], None]] = {
    "manifest": of_manifest,
    "show": of_show,
    "people": of_people,
    "profile": of_profile,
    "theme": of_theme,
    "preview": of_preview,
}


@pytest.mark.parametrize("loader", ["libyaml", "Python"])
@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("kind", KINDS)
def test_an_attack_is_one_diagnostic_in_bounded_time(
    kind: str, attack: str, loader: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if loader == "Python":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    begin = time.process_time()
    with pytest.raises(InputFault) as caught:
        KINDS[kind](tmp_path, ATTACKS[attack])
    assert time.process_time() - begin < 5
    # People who cannot be read are not also unknown at every name.
    assert len(caught.value.diagnostics) == 1
    message = caught.value.diagnostics[0].message
    assert any(words in message for words in ("nested deeper than", "holds more than", "cannot stand in YAML"))
    assert caught.value.diagnostics[0].where.line


def test_a_number_of_a_theme_cannot_ask_for_a_billion_digits(tmp_path: Path) -> None:
    with pytest.raises(InputFault, match="'1e9999' is not a number"):
        of_theme(tmp_path, "extends: create-together\ncards:\n  title: {seconds: 1e9999}\n")
