"""`together translate`: a file with every text that waits for its translation, which is a whole translation when filled in."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.app import translating
from pipeline.app.translating import Begun
from pipeline.cli import translate as command
from pipeline.faults import InputFault
from tests.episode.show import BARE, make_show, opened_warm, write

MANIFEST = """\
episode: {title: Poems, season: 1, number: 1, description: "A fine: day", language: en}
segments:
  - card: "Hello: there"
    length: 3
  - poem: Song
    lines: [One line, "yes", 1984]
    length: 4
  - card: Hello
    length: 3
"""


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    make_show(tmp_path, f"rate: 25\n{BARE}".replace("end: off", "end: {title: Your turn, text: Come}"), "ana: Ana\n")
    write(tmp_path / "episodes", {"s01e01.yaml": MANIFEST})
    return tmp_path / "episodes/s01e01.yaml"


def begin(manifest: Path, language: str = "es") -> tuple[Begun, ...]:
    with opened_warm([manifest]) as opened:
        return translating.begin(opened, manifest, language)


def told(manifest: Path) -> list[str]:
    with opened_warm([manifest]) as opened:
        return [str(one) for one in opened.snapshot(manifest, language="es").diagnostics]


def test_every_text_is_written_once_in_the_file_of_its_own(manifest: Path) -> None:
    assert begin(manifest) == (Begun("episodes/s01e01.es.yaml", 7), Begun("episodes/show.es.yaml", 2))
    assert manifest.with_name("s01e01.es.yaml").read_text().splitlines()[1:] == [
        "# A fine: day", 'description: ""', "texts:", "  # episode: title", "  Poems:",
        "  # hello-there (card): title", '  "Hello: there":', "  # song (poem): title", "  Song:",
        "  # song (poem): lines", "  One line:", '  "yes":', "  # hello (card): title", "  Hello:",
    ]  # fmt: skip
    assert manifest.with_name("show.es.yaml").read_text().splitlines()[1:] == [
        "texts:", "  # end: title", "  Your turn:", "  # end: text", "  Come:",
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "hint"), [("show", "name one such as"), ("s01e01.es", "the translation of one: name")])
def test_a_file_beside_the_manifest_is_told_as_what_it_is(manifest: Path, name: str, hint: str) -> None:
    begin(manifest)
    with pytest.raises(InputFault) as fault, opened_warm([manifest.with_name(f"{name}.yaml")]):
        pass
    assert "this is not an episode's manifest" in str(fault.value)
    assert hint in str(fault.value)


def test_what_waits_is_told_at_its_line_until_it_is_filled_in(manifest: Path) -> None:
    begin(manifest)
    assert len(told(manifest)) == 9
    assert all("has no translation into es" in line for line in told(manifest))
    for name in ("s01e01", "show"):
        path = manifest.with_name(f"{name}.es.yaml")
        path.write_text(path.read_text().replace('""', "Un día").replace(":\n", ": Algo\n").replace("texts: Algo", "texts:"))
    assert told(manifest) == []
    assert begin(manifest) == ()


def test_a_file_that_is_there_stays_and_what_it_lacks_is_printed(manifest: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = manifest.with_name("s01e01.es.yaml")
    path.write_text("texts:\n  Poems: Poemas\n  Song:\n")
    before = path.read_bytes()
    command.translate(manifest, "es")
    out, warned = capsys.readouterr()
    assert path.read_bytes() == before
    assert "episodes/s01e01.es.yaml: 6 texts wait for a translation; add below texts:" in warned
    assert '  # hello-there (card): title\n  "Hello: there":\n' in out
    assert "episodes/show.es.yaml: 2 texts wait for a translation\n" in out


@pytest.mark.parametrize("longest", [1000, 5])
def test_a_text_of_any_length_and_script_is_read_again(manifest: Path, monkeypatch: pytest.MonkeyPatch, longest: int) -> None:
    monkeypatch.setattr(translating, "_LONGEST_KEY", longest)
    strange = ["a longer text", "Ünï “quoted” \\ text", "- a dash", "{braces}", "Привет # no comment"]
    lines = "".join(f"      - {{text: {text!r}}}\n" for text in strange)
    manifest.write_text(MANIFEST.replace('    lines: [One line, "yes", 1984]\n', f"    lines:\n{lines}"), encoding="utf-8")
    begin(manifest)
    assert len(told(manifest)) == 5 + 5 + 2
    assert not [line for line in told(manifest) if "has no translation" not in line]


def test_the_episodes_own_language_and_a_wrong_file_are_told(manifest: Path) -> None:
    with pytest.raises(InputFault, match="1:85: the episode is in en; name another one"):
        begin(manifest, "en")
    manifest.with_name("s01e01.es.yaml").write_text("texts: [a]\n")
    with pytest.raises(InputFault, match=r"s01e01\.es\.yaml:1:8"):
        begin(manifest)


def test_a_translation_that_is_too_long_is_told_where_it_stands(manifest: Path) -> None:
    begin(manifest)
    path = manifest.with_name("s01e01.es.yaml")
    path.write_text(path.read_text().replace('"Hello: there":', '"Hello: there": ' + "muy largo " * 200))
    (line,) = [line for line in told(manifest) if "does not fit" in line]
    assert line.startswith("episodes/s01e01.es.yaml:8:19: 'muy largo muy largo ")
    assert len(line) < 500
