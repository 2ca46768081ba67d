"""What an uploader would send of a package, and of which package nothing goes up; where each file of it comes from."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline import digest
from pipeline.app import seasons, standing
from pipeline.app.upload_plan import UploadPlan, upload_plan
from pipeline.faults import InputFault
from tests.app.test_seasons import file_times_ago
from tests.cli.command import together
from tests.episode.show import PLAIN, make_show, opened_warm

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

SHOW = PLAIN + """\
publish: {url: https://s.example, tags: [made at home], hashtags: [home], time: "18:00 Europe/Berlin", category: music}
"""
MANIFEST = """\
episode: {title: Small, season: 1, number: 2, air_date: 2020-05-18, description: A card.}
segments:
  - card: Hello
    length: 1
    captions: {en: hello.srt}
"""
SPANISH = "texts: {Small: Pequeño, Test: Prueba, Hello: Hola, A card.: Una tarjeta.}\n"


def show(folder: Path) -> Path:
    manifest = make_show(folder, SHOW) / "episodes/e.yaml"
    (folder / "episodes/media/hello.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nHello <i>you</i>\n")
    manifest.write_text(MANIFEST)
    manifest.with_name("e.es.yaml").write_text(SPANISH)
    return manifest


def build(manifest: Path) -> seasons.Season:
    with opened_warm([manifest]) as opened:
        return seasons.build(opened, seasons.prepare(opened, [manifest], None), workers=2)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    manifest = show(tmp_path_factory.mktemp("upload") / "show")
    assert build(manifest).is_good
    return manifest


@pytest.fixture
def manifest(built: Path, tmp_path: Path) -> Path:
    shutil.copytree(built.parent.parent, tmp_path / "show", symlinks=True)
    return tmp_path / "show/episodes/e.yaml"


def planned(manifest: Path) -> UploadPlan:
    with opened_warm([manifest]) as opened:
        return upload_plan(opened.show, opened.work(manifest))


def package(manifest: Path) -> Path:
    return manifest.parent.parent / "renders/e"


def test_files_go_up_in_the_order_in_which_they_can(built: Path) -> None:
    found = planned(built)
    assert [(step.call, step.file.name) for step in found.steps] == [
        ("videos.insert", "e.mp4"), ("thumbnails.set", "thumbnail.jpg"), ("captions.insert", "e.en.vtt"),
    ]  # fmt: skip
    for step in found.steps:
        assert (step.digest, step.size) == (digest.of_file(step.file), step.file.stat().st_size)
    film, thumbnail, captions = (step.said for step in found.steps)
    assert film == {
        "snippet": {
            "title": "Test S1E2: Small",
            "description": "A card.\n\nTest · S1 E2 · May 18, 2020\nhttps://s.example\n\n\n#home\n",
            "tags": ["made at home", "Test", "Small"],
            "categoryId": "10",
            "defaultLanguage": "en",
            "defaultAudioLanguage": "en",
        },
        "localizations": {
            "es": {
                "title": "Prueba S1E2: Pequeño",
                "description": "Una tarjeta.\n\nPrueba · T1 E2 · 18 de mayo de 2020\nhttps://s.example\n\n\n#home\n",
            }
        },
        "status": {
            "privacyStatus": "private",
            "publishAt": "2020-05-18T16:00:00Z",
            "license": "youtube",
            "selfDeclaredMadeForKids": False,
        },
    }
    assert (thumbnail, captions) == ({}, {"snippet": {"language": "en", "name": "", "isDraft": False}})
    assert found.notes == ()


def test_the_command_says_it_for_people_and_for_programs(built: Path) -> None:
    folder = built.parent.parent
    done = together("upload", "episodes/e.yaml", "--plan", folder=folder)
    lines = done.stdout.splitlines()
    assert lines[0] == f"{folder}/renders/e: what an uploader would send; nothing is sent"
    assert lines[1].startswith("1. videos.insert  e.mp4  ")
    assert "     localizations.es.title: Prueba S1E2: Pequeño" in lines
    assert done.returncode == 0
    told = json.loads(together("upload", "episodes/e.yaml", "--plan", "--json", folder=folder).stdout)
    assert told == planned(built).to_json()
    assert told["sends"] is False
    refused = together("upload", "episodes/e.yaml", folder=folder)
    assert refused.returncode == 2
    assert "together sends nothing anywhere" in refused.stderr


def rewritten(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text().replace(old, new))


WRONG: dict[str, tuple[Callable[[Path], object], str]] = {
    "nothing was built": (lambda m: shutil.rmtree(package(m)), "there is no package here; `together build episodes/e.yaml"),
    "refused": (lambda m: package(m).with_name("e.refused").mkdir(), "quality control refused what was built last"),
    "a file is missing": (lambda m: (package(m) / "e.en.srt").unlink(), "e.en.srt is missing from the package"),
    "a file was changed": (lambda m: (package(m) / "title.txt").write_text("Other\n"), "title.txt is damaged or was changed"),
    "nothing for uploaders": (lambda m: (package(m) / "upload.json").unlink(), "this file is missing or damaged"),
    "an older manifest": (lambda m: rewritten(m, "A card.", "A cart."), "it is older than episodes/e.yaml"),
    "another category": (lambda m: rewritten(m.with_name("show.yaml"), ": music", ": film"), "it is older than episodes/e.yaml"),
    "another translation": (lambda m: rewritten(m.with_name("e.es.yaml"), "Pequeño", "Chico"), "it is older than a translation"),
    "one more translation": (lambda m: m.with_name("e.fr.yaml").write_text("texts: {A: B}\n"), "older than a translation"),
}


@pytest.mark.parametrize("case", WRONG)
def test_nothing_goes_up_of_a_package_that_is_not_what_it_should_be(case: str, manifest: Path) -> None:
    break_, told = WRONG[case]
    break_(manifest)
    with pytest.raises(InputFault) as fault:
        planned(manifest)
    assert told in str(fault.value.diagnostics[0])


def test_sound_alone_goes_up_elsewhere(manifest: Path) -> None:
    with opened_warm([manifest]) as opened, pytest.raises(InputFault, match="the profile podcast makes sound alone"):
        upload_plan(opened.show, opened.work(manifest, "podcast"))


def test_a_comment_makes_nothing_old(manifest: Path) -> None:
    manifest.write_text(f"# a comment\n{manifest.read_text()}")
    assert planned(manifest).steps
    (only,) = build(manifest).published.values()
    assert only is not None
    assert not only.is_new


def test_another_word_of_a_translation_is_in_the_package_of_the_next_build(manifest: Path) -> None:
    folder = manifest.parent.parent
    file_times_ago(folder)
    build(manifest)  # which is remembered
    with opened_warm([manifest]) as opened:
        assert standing.finished(opened.show, manifest, None) is not None
        french = manifest.with_name("e.fr.yaml")
        french.write_text("texts: {A: B}\n")
        assert standing.finished(opened.show, manifest, None) is None
        french.unlink()
        assert standing.finished(opened.show, manifest, None) is not None
        rewritten(manifest.with_name("e.es.yaml"), "Pequeño", "Chico")
        assert standing.finished(opened.show, manifest, None) is None
    before = (package(manifest) / "e.mp4").read_bytes()
    build(manifest)
    assert planned(manifest).steps[0].to_json()["body"]["localizations"]["es"]["title"] == "Prueba S1E2: Chico"  # type: ignore[index]
    assert (package(manifest) / "e.mp4").read_bytes() == before


def test_a_page_that_cannot_be_published_in_a_language_is_left_out_and_told(manifest: Path) -> None:
    rewritten(manifest.with_name("e.es.yaml"), "Pequeño", "x" * 101)
    (only,) = build(manifest).published.values()
    assert only is not None
    assert only.notes[0].startswith("its page in es cannot be published, and is left out: ")
    assert planned(manifest).steps[0].said["localizations"] == {}


def test_every_file_tells_where_it_comes_from(built: Path, tmp_path: Path) -> None:
    told: dict[str, Any] = json.loads((package(built) / "package.json").read_bytes())
    there = {path.name: digest.of_file(path) for path in package(built).iterdir()}
    assert {name: one["sha256"] for name, one in told["files"].items()} == {
        name: found for name, found in there.items() if name not in ("package.json", "SHA256SUMS")
    }
    listed = (package(built) / "SHA256SUMS").read_text()
    assert f"{there['package.json']}  package.json\n" in listed
    assert (told["episode"], told["profile"]["name"], told["manifest"]["path"]) == ("e", "tiny", "episodes/e.yaml")
    assert told["files"]["e.mp4"]["made_by"] == "JoinMovie"
    assert told["files"]["title.txt"]["made_from"] == ["manifest", "show"]
    assert not [path for path in told["sources"] if path.startswith("/")]
    assert told["sources"]
    # Elsewhere and later, the same is made.
    other = show(tmp_path / "elsewhere" / "show")
    build(other)
    assert (package(other) / "package.json").read_bytes() == (package(built) / "package.json").read_bytes()
    assert str(built.parent.parent) not in (package(built) / "package.json").read_text()
