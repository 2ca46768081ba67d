"""What somebody has set for all shows on their machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.app import depots
from pipeline.app.own_settings import depot_place, own_settings
from pipeline.faults import EnvironmentFault, InputFault


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for folder in ("config", "home/.config"):
        (tmp_path / folder / "together").mkdir(parents=True)
    return tmp_path / "config/together/settings.yaml"


def test_without_a_file_nothing_is_set(settings: Path) -> None:
    assert own_settings().depot == depot_place(None) == ""


def test_the_depot_of_the_settings_holds_unless_another_or_none_is_asked_for(settings: Path, tmp_path: Path) -> None:
    settings.write_text("depot: s3://crew/shows\n")
    assert depot_place(None) == "s3://crew/shows"
    assert depot_place("/mnt/other") == "/mnt/other"
    assert depot_place("none") == ""
    settings.write_text("depot: ~/depot   # of the crew\n")
    assert depot_place(None) == str(tmp_path / "home/depot")


def test_a_home_without_a_folder_for_settings_has_one_in_config(
    settings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home/.config/together/settings.yaml").write_text("depot: /mnt/crew\n")
    for unset in ("", "relative"):
        monkeypatch.setenv("XDG_CONFIG_HOME", unset)
        assert depot_place(None) == "/mnt/crew"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("depots: /mnt/crew", "settings.yaml:1:1: depots is not known here; did you mean 'depot'?"),
        ("depot: crew/depot", "settings.yaml:1:8: 'crew/depot' is no whole path; begin it with / or ~/"),
        ("depot: [a, b]", "settings.yaml:1:8: is not a text"),
        ("depot", "settings.yaml:1:1: is not a mapping"),
    ],
)
def test_what_is_wrong_in_it_is_told_at_its_line(settings: Path, text: str, told: str) -> None:
    settings.write_text(text + "\n")
    with pytest.raises(InputFault) as fault:
        own_settings()
    assert told in str(fault.value)


def test_a_depot_of_the_settings_that_is_away_is_done_without_and_one_that_is_asked_for_is_a_fault(tmp_path: Path) -> None:
    told: list[str] = []
    gone = str(tmp_path / "not-mounted")
    assert depots.shared(gone, tmp_path, told.append, is_asked=False) is None
    assert told == [f"warning: the depot {gone} cannot be reached (No such file or directory); the build goes on without it"]
    with pytest.raises(EnvironmentFault, match="cannot be reached: No such file or directory; mount it"):
        depots.shared(gone, tmp_path, told.append, is_asked=True)
    (tmp_path / "depot").mkdir()
    for is_first in (True, False):
        told.clear()
        assert depots.shared(str(tmp_path / "depot"), tmp_path, told.append, is_asked=True) is not None
        assert bool(told) == is_first
