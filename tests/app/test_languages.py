"""An episode in two languages: what is made for the second, what both share, and that neither is taken for the other."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import av
import pytest

from pipeline.app import seasons, shows, standing
from pipeline.app.session import Session
from pipeline.execution.events import Event, Finished
from pipeline.faults import InputFault
from pipeline.timebase import Time
from tests.app.small import small_show
from tests.app.test_seasons import file_times_ago
from tests.episode.show import opened_warm

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

SPANISH = """\
texts:
  Small: Pequeño
  Hello: Hola
  Count: Cuenta
  Window: Ventana
  Steps: Pasos
  The window is open: La ventana está abierta
  and someone is singing: y alguien canta
"""


LACKS = "and stays as it is; write it into episodes/s01e01.es.yaml, below texts:"


def made(opened: Session, path: Path, language: str | None = None) -> tuple[seasons.Season, set[str]]:
    """Build an episode in a language; return what came of it, and the addresses of what was made and not looked at."""
    ran: set[str] = set()

    def listen(event: Event) -> None:
        if isinstance(event, Finished) and not event.action.address.endswith("/look"):
            ran.add(event.action.address)

    season = seasons.build(opened, seasons.prepare(opened, [path], None, language), workers=2, listen=listen)
    assert season.is_good
    return season, ran


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, set[str]]:
    manifest = small_show(tmp_path_factory.mktemp("languages") / "show")
    manifest.with_name("s01e01.es.yaml").write_text(SPANISH, encoding="utf-8")
    with opened_warm([manifest]) as opened:
        made(opened, manifest)
        _, ran = made(opened, manifest, "es")
    return manifest, ran


@pytest.fixture
def manifest(built: tuple[Path, set[str]], tmp_path: Path) -> Path:
    shutil.copytree(built[0].parent.parent, tmp_path / "show", symlinks=True)
    file_times_ago(tmp_path / "show")
    return tmp_path / "show/episodes/s01e01.yaml"


@pytest.fixture
def opened(manifest: Path) -> Iterator[Session]:
    with opened_warm([manifest]) as found:
        yield found


def test_the_second_language_makes_only_what_shows_words(built: tuple[Path, set[str]]) -> None:
    manifest, ran = built
    assert ran == {
        "hello/interstitial/0", "hello/picture/0",
        "count/picture/0",  # its captions are drawn into the picture, and there are none in Spanish
        "window/poem_line/0", "window/poem_line/1", "window/picture/0", "window/picture/1",
        "programme/report", "programme/thumbnail", "programme/join",
    }  # fmt: skip
    with opened_warm([manifest]) as opened:
        own, other = (opened.work(manifest, None, language).plan for language in (None, "es"))
    keys = [{action.address: action.key for action in plan.actions} for plan in (own, other)]
    assert keys[0].keys() - keys[1].keys() == {"count/caption/0"}
    shared = {address for address in keys[1] if keys[0][address] == keys[1][address]}
    assert shared == keys[1].keys() - ran
    assert {"steps/picture/0", "count/sound", "programme/master"} & shared


def test_each_language_has_a_package_of_its_own(built: tuple[Path, set[str]]) -> None:
    renders = built[0].parent.parent / "renders"
    own, other = renders / "s01e01", renders / "s01e01.es"
    assert (own / "title.txt").read_text().endswith(": Small\n")
    assert (other / "title.txt").read_text().endswith(": Pequeño\n")
    assert {path.name.replace("s01e01.es", "s01e01") for path in other.iterdir()} == {path.name for path in own.iterdir()}
    assert "Count\nAna Núñez" in (own / "description.txt").read_text()
    assert "Cuenta\nAna Núñez" in (other / "description.txt").read_text()
    assert "Ventana\ntexto: Ben O'Neil\n" in (other / "description.txt").read_text()
    assert (own / "s01e01.mp4").read_bytes() != (other / "s01e01.es.mp4").read_bytes()

    for package in (own, other):  # nobody has spoken it anew
        with av.open(str(next(package.glob("*.mp4")))) as film:
            assert [stream.language for stream in (*film.streams.audio, *film.streams.video)] == ["eng", "und"]
        told = json.loads((package / "upload.json").read_text())
        assert told["video"]["snippet"]["defaultAudioLanguage"] == "en"


def test_a_language_stands_finished_by_itself(opened: Session, manifest: Path) -> None:
    for language in (None, "es"):
        made(opened, manifest, language)  # the copy's files are known from now on
    with opened_warm([manifest]) as again:
        finished = {language: standing.finished(again.show, manifest, None, language) for language in (None, "es", "fr")}
        assert [found and found.movie.name for found in finished.values()] == ["s01e01.mp4", "s01e01.es.mp4", None]
    words = manifest.with_name("s01e01.es.yaml")
    words.write_text(SPANISH.replace("Hola", "Buenas"), encoding="utf-8")
    with opened_warm([manifest]) as again:
        assert standing.finished(again.show, manifest, None) is None, "what goes up with it has a page in each language"
        _, ran = made(again, manifest)
        assert ran == set(), "another language's words change nothing here"
        assert standing.finished(again.show, manifest, None, "es") is None
        _, ran = made(again, manifest, "es")
        assert ran == {"hello/interstitial/0", "hello/picture/0", "programme/join", "programme/report"}


def test_a_session_keeps_its_languages_apart(opened: Session, manifest: Path) -> None:
    titles = {language: opened.snapshot(manifest, None, language).whole().timeline.title for language in (None, "es")}
    assert titles == {None: "Small", "es": "Pequeño"}
    opened.edit(manifest.with_name("s01e01.es.yaml"), SPANISH.replace("Pequeño", "Chico"))
    assert opened.snapshot(manifest, None, "es").whole().timeline.title == "Chico"
    assert opened.snapshot(manifest).whole().timeline.title == "Small"
    opened.edit(manifest.with_name("s01e01.es.yaml"), SPANISH.replace("  Hello: Hola\n", ""))
    assert [str(one) for one in opened.diagnostics(manifest, None, "es")] == [
        f"episodes/s01e01.yaml:3:11: warning: 'Hello' has no translation into es, {LACKS}"
    ]
    assert opened.diagnostics(manifest) == ()


def test_a_check_of_a_language_is_remembered_by_itself(opened: Session, manifest: Path) -> None:
    manifest.with_name("s01e01.es.yaml").write_text(SPANISH.replace("  Hello: Hola\n", ""), encoding="utf-8")
    file_times_ago(manifest.parent)
    own, other = opened.good(manifest), opened.good(manifest, None, "es")
    assert own is not None
    assert other is not None
    assert (len(own.told), len(other.told)) == (0, 1)
    with opened_warm([manifest]) as again:
        assert (again.good(manifest), again.good(manifest, None, "es")) == (own, other)


def test_a_still_and_a_judgement_are_of_the_language(opened: Session, manifest: Path) -> None:
    at = Time(frames=10)
    assert opened.still(manifest, None, at) != opened.still(manifest, None, at, "es")
    judged = opened.judge(manifest, None, "es", workers=1)
    assert judged.movie.name == "s01e01.es.mp4"
    assert judged.is_by_plan
    assert judged.report.is_good
    with pytest.raises(InputFault, match="there is no translation into fr"):
        opened.judge(manifest, None, "fr", workers=1)


def test_what_a_change_of_words_makes_is_told(opened: Session, manifest: Path) -> None:
    words = manifest.with_name("s01e01.es.yaml")
    words.write_text(SPANISH.replace("Hola", "Buenas"), encoding="utf-8")
    told = json.dumps(opened.forecast(opened.work(manifest, None, "es")).to_json(), ensure_ascii=False)
    assert "s01e01.es.yaml" in told
    assert "Buenas" in told


def test_a_season_of_all_files_takes_the_manifests(manifest: Path) -> None:
    found = shows.episodes(sorted(manifest.parent.glob("*.yaml")))
    assert [path.name for path in found] == ["s01e01.yaml", "s01e02.yaml"]
    with pytest.raises(InputFault, match=r"name .*s01e01\.yaml, and --language es"):
        shows.episodes([manifest.with_name("s01e01.es.yaml")])
