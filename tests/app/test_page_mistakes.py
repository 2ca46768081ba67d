"""What a page could not say is told while an episode is written, at its place, and not at the end of a build."""

from pathlib import Path

import pytest

from pipeline.app import seasons, session
from pipeline.faults import InputFault
from tests.episode.show import BARE, make_show

EPISODE = "episode: {title: Small, season: 1, number: 2}\nsegments:\n  - card: A\n    length: 1\n"


@pytest.fixture
def show(tmp_path: Path) -> Path:
    folder = make_show(tmp_path / "show", f"theme: paper\n{BARE}")
    (folder / "episodes/e.yaml").write_text(EPISODE)
    return folder


def told(folder: Path) -> list[str]:
    with session.opened([folder / "episodes/e.yaml"]) as opened:
        return [str(one) for one in opened.diagnostics(folder / "episodes/e.yaml")]


def test_a_title_and_a_description_that_cannot_be_published(show: Path) -> None:
    assert told(show) == []
    manifest = show / "episodes/e.yaml"
    manifest.write_text(EPISODE.replace("Small", "x" * 101).replace("}", f", description: {'字' * 1700}}}"))
    title, described = told(show)
    assert title.startswith("episodes/e.yaml:1:18: the title has 1")
    assert described.startswith("episodes/e.yaml:1:156: the description has 5")


def test_a_template_is_told_of_as_it_is_written(show: Path) -> None:
    template = show / "templates/page.txt"
    settings = (show / "episodes/show.yaml").read_text()
    (show / "episodes/show.yaml").write_text(f"{settings}publish: {{template: templates/page.txt}}\n")
    with session.opened([show / "episodes/e.yaml"]) as opened:
        (missing,) = opened.diagnostics(show / "episodes/e.yaml")
        assert "'templates/page.txt' does not exist" in str(missing)
        template.parent.mkdir(exist_ok=True)
        template.write_text("a\n{{ tekst }}\n")
        (wrong,) = opened.diagnostics(show / "episodes/e.yaml")
        assert str(wrong).startswith("templates/page.txt:2:4: tekst stands for nothing here; did you mean 'text'?")
        opened.edit(template, "\n{{ text }}\n")  # not saved
        (empty,) = opened.diagnostics(show / "episodes/e.yaml")
        assert str(empty).startswith("templates/page.txt:2:1: the template of the description: nothing is left of it for this ")
        with pytest.raises(InputFault, match="nothing is left of it"):
            seasons.prepare(opened, [show / "episodes/e.yaml"], None)
        opened.edit(template, "{{ title }}\n")
        assert opened.diagnostics(show / "episodes/e.yaml") == ()
        assert template in opened.files()
