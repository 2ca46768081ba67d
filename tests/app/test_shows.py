"""Opening a show: which one it is, and what is none. What is around episodes: a new show, themes, the installation."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pipeline.app import session, shows, upkeep
from pipeline.execution.memory import CodeMemory
from pipeline.faults import EnvironmentFault, InputFault
from tests.cli.command import plain_theme


def a_show(folder: Path) -> Path:
    upkeep.begin_show(folder)
    return folder / "episodes/s01e01.yaml"


def test_show_and_people_are_no_episodes(tmp_path: Path) -> None:
    named = [tmp_path / name for name in ("people.yaml", "s01e01.yaml", "s01e02.yaml", "show.yaml")]
    assert shows.episodes(named) == (named[1], named[2])
    with pytest.raises(InputFault, match=r"name one such as episodes/s01e01\.yaml"):
        shows.episodes([tmp_path / "show.yaml"])


def test_episodes_of_two_shows_are_not_built_together(tmp_path: Path) -> None:
    one, other = a_show(tmp_path / "one"), a_show(tmp_path / "other")
    with pytest.raises(InputFault, match="belongs to another show") as fault, shows.opened([one, other]):
        pass
    assert [str(told.where) for told in fault.value.diagnostics] == [str(other)]


def test_a_show_in_a_folder_whose_name_is_no_text_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "show-\udcff"
    try:
        folder.mkdir()
    except (OSError, UnicodeEncodeError):
        pytest.skip("this file system takes names of Unicode alone")
    with pytest.raises(EnvironmentFault, match=r"no UTF-8.*rename it"), shows.at(folder):
        pass


def test_a_file_in_no_show_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputFault, match="belongs to no show"), session.opened([tmp_path / "e.yaml"]):
        pass
    with pytest.raises(InputFault, match="belongs to no show"), shows.store_of(tmp_path):
        pass


def test_an_ffmpeg_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault), session.opened([a_show(tmp_path / "show")], ffmpeg=str(tmp_path / "ffmpeg")):
        pass


def test_what_code_found_is_found_anew_by_other_code(tmp_path: Path) -> None:
    with shows.opened([a_show(tmp_path / "show")]) as show:
        show.here.checked.put("card x", "good")
        assert show.here.checked.get("card x") == "good"
        assert CodeMemory(show.store.memory, "other code").get("card x") is None


def test_a_new_show_has_no_mistakes_and_schemas_for_editors(tmp_path: Path) -> None:
    folder = tmp_path / "our show"
    written = upkeep.begin_show(folder)
    assert {path.relative_to(folder).as_posix() for path in written} >= {
        "episodes/show.yaml", "episodes/people.yaml", "episodes/s01e01.yaml", "docs/episode.schema.json",
    }  # fmt: skip
    assert json.loads((folder / "docs/episode.schema.json").read_text())["properties"]["segments"]
    manifest = folder / "episodes/s01e01.yaml"
    with session.opened([manifest]) as opened:
        assert opened.diagnostics(manifest) == ()
    with pytest.raises(InputFault, match="exists already"):
        upkeep.begin_show(folder)


def test_a_theme_is_looked_for_in_the_show(tmp_path: Path) -> None:
    folder = plain_theme(a_show(tmp_path / "show").parent.parent / "templates/ours")
    assert upkeep.check_theme("ours", folder) == ()
    (folder / "theme.css").write_text(".card { colour: red }\n")
    with pytest.raises(InputFault, match="did you mean 'color'"):
        upkeep.check_theme("ours", folder)
    with pytest.raises(InputFault, match="there is no such theme"):
        upkeep.check_theme("ours", tmp_path)


def test_a_theme_is_begun_in_a_show(tmp_path: Path) -> None:
    root = a_show(tmp_path / "show").parent.parent
    settings = root / "episodes/show.yaml"
    settings.write_text(re.sub("(?m)^theme: .*$", "theme: stage", settings.read_text()))
    begun = upkeep.begin_theme("ours", None, root / "episodes")
    assert sorted(begun.files) == sorted((root / "templates/ours").iterdir())
    assert (begun.extends, begun.worn) == ("stage", "stage")
    line = settings.read_text().splitlines().index("theme: stage") + 1
    assert str(begun.where) == f"episodes/show.yaml:{line}:8"
    assert upkeep.begin_theme("other", "ours", root).extends == "ours"
    before = {path: path.read_bytes() for path in begun.files}
    with pytest.raises(InputFault, match="there is a theme ours already"):
        upkeep.begin_theme("ours", None, root)
    assert before == {path: path.read_bytes() for path in begun.files}
    (root / "templates/half").symlink_to("nowhere")
    with pytest.raises(InputFault, match="it exists already"):
        upkeep.begin_theme("half", None, root)
    with pytest.raises(InputFault, match="did you mean 'stage'"):
        upkeep.begin_theme("third", "stagge", root)
    settings.write_text(settings.read_text().replace("theme: stage", "theme: [stage]"))
    with pytest.raises(InputFault, match="is not a text"):
        upkeep.begin_theme("third", None, root)
    with pytest.raises(InputFault, match="belongs to no show"):
        upkeep.begin_theme("third", None, tmp_path)
    assert {path.name for path in (root / "templates").iterdir()} == {"ours", "other", "half"}


def test_a_show_that_names_no_theme_begins_from_the_default(tmp_path: Path) -> None:
    settings = a_show(tmp_path / "show").parent / "show.yaml"
    settings.write_text(re.sub("(?m)^theme: .*$", "", settings.read_text()))
    begun = upkeep.begin_theme("ours", None, settings.parent)
    assert (begun.extends, begun.where, begun.worn) == ("create-together", None, "create-together")


@pytest.mark.long
def test_a_theme_is_drawn_into_a_folder(tmp_path: Path) -> None:
    assert upkeep.preview_theme("signal", tmp_path, tmp_path / "out", 90) == ()
    page = (tmp_path / "out/index.html").read_text()
    pictures = {path.name for path in (tmp_path / "out").glob("*.png")}
    assert len(pictures) > 10
    assert all(name in page for name in pictures)


def test_an_installation_says_what_it_uses() -> None:
    told = upkeep.health(None)
    names = dict(told.facts)
    assert names["themes"] == "create-together, paper, signal, stage"
    assert {"draft", "youtube"} <= set(names["profiles"].split(", "))
    assert "ffmpeg" in names
    assert told.lacking == {}
