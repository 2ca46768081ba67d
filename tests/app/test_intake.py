"""A community's folder on its way into a show."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PIL import Image

from pipeline.app import intake, session
from pipeline.app.intake import Intake
from pipeline.app.uploads import safe_name
from pipeline.faults import InputFault, Severity
from pipeline.manifest import read
from tests.episode.show import ffmpeg, make_show, opened_warm

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

LIST = """Place;Name;Handle;File;Licence;Release;Role
Lima;Ana Núñez;@ana;street.mp4, guitar.wav;CC BY 4.0;signed;guitar
台北;安娜;;photo 1.jpg;CC BY 4.0;signed;photographer
;Joe;@joe;drums.wav;CC0;signed;drums
"""


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return what a community sends: two videos with captions, two takes, a picture, and a file that is cut off."""
    folder = tmp_path_factory.mktemp("media")
    for name, colour in (("street.mp4", "red"), ("kitchen.mp4", "blue")):
        ffmpeg(
            "-f", "lavfi", "-i", f"color={colour}:s=320x180:r=25:d=2", "-f", "lavfi", "-i", "sine=f=300:d=2,volume=3",
            "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-movflags", "+faststart",
            str(folder / name),
        )  # fmt: skip
    for name, pitch in (("guitar.wav", 220), ("drums.wav", 110)):
        ffmpeg("-f", "lavfi", "-i", f"sine=f={pitch}:d=3,volume=3", str(folder / name))
    Image.new("RGB", (1920, 1080), (10, 120, 200)).save(folder / "photo 1.jpg")
    (folder / "street.vtt").write_text("WEBVTT\n\n00:00.500 --> 00:01.500\nHello\n")
    (folder / "cut.mp4").write_bytes((folder / "street.mp4").read_bytes()[:-2000])
    (folder / "people.csv").write_text(LIST, encoding="utf-8-sig")
    (folder / ".DS_Store").write_bytes(b"x")
    return folder


@pytest.fixture
def show(tmp_path: Path) -> Path:
    return make_show(tmp_path / "show", "opening: off\n", "# ours\nana: {name: Ana Núñez}\n")


@pytest.fixture
def sent(tmp_path: Path, media: Path) -> Path:
    return shutil.copytree(media, tmp_path / "Week 12")


def take(show: Path, folder: Path) -> Intake:
    with session.opened_in(show) as opened:
        return intake.take(opened, folder, (), workers=2)


def state(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("content", ["Name;File\nJos\xe9;street.mp4\n".encode("latin-1"), b"Colour,Size\nred,2\n", b""])
def test_a_list_that_cannot_be_read_stops_before_anything_is_taken(content: bytes, show: Path, sent: Path) -> None:
    """Files that were taken without their list would not be new when it is mended, and stand in no draft with their people."""
    (sent / "people.csv").write_bytes(content)
    before = state(show / "episodes")
    with pytest.raises(InputFault) as caught:
        take(show, sent)
    assert [one.where.path for one in caught.value.diagnostics] == ["people.csv"]
    assert state(show / "episodes") == before
    (sent / "people.csv").write_text(LIST, encoding="utf-8")
    assert "by: ana" in take(show, sent).draft.read_text(encoding="utf-8")


def test_files_people_draft_and_page(show: Path, sent: Path) -> None:
    before = state(sent)
    found = take(show, sent)
    assert state(sent) == before
    # Files: what can be used is there, byte for byte; what is cut off is not.
    there = state(show / "episodes/media/week-12")
    assert there == {name: content for name, content in before.items() if name not in ("people.csv", "cut.mp4", ".DS_Store")}
    assert [(one.name, "cut off" in one.fault) for one in found.files if one.fault] == [("cut.mp4", True)]
    assert not found.is_good
    # People: the known one is left, the new ones stand after all that was there.
    people = (show / "episodes/people.yaml").read_text(encoding="utf-8")
    assert people.startswith("# ours\nana: {name: Ana Núñez}\n")
    assert set(read.people(people.encode(), "p").shape) == {"ana", "安娜", "joe"}
    # The draft passes check when it is pasted.
    assert found.draft_faults == ()
    manifest = show / "episodes/e.yaml"
    manifest.write_text("episode: {title: Pasted}\nsegments:\n" + found.draft.read_text(encoding="utf-8"), encoding="utf-8")
    with opened_warm([manifest]) as opened:
        assert [one for one in opened.diagnostics(manifest) if one.severity is Severity.ERROR] == []
        timeline = opened.snapshot(manifest).whole().timeline
    assert {(segment.kind, segment.title) for segment in timeline.segments} >= {
        ("clip", "street"), ("clip", "kitchen"), ("music", "week-12"), ("docu-short", "photo 1"),
    }  # fmt: skip
    made = [one for segment in timeline.segments for one in segment.contributions]
    assert {person for one in made for person in one.people} == {"ana", "安娜", "joe"}
    assert next(segment for segment in timeline.segments if segment.title == "street").stack.cues["en"][0].text == "Hello"
    # The page: who must be asked what.
    page = found.page.read_text(encoding="utf-8")
    assert "Nobody is named for these" in page
    assert "cut.mp4" in page
    assert "is cut off" in page
    for name in ("street.mp4", "photo 1.jpg"):
        assert f"<bdi>{name}</bdi>" in page
    pictures = [part.split('"')[0] for part in page.split('src="')[1:]]
    assert {(found.page.parent / name).is_file() for name in pictures} == {True}
    assert len(set(pictures)) == 3


def test_again_adds_only_what_is_new(show: Path, sent: Path) -> None:
    take(show, sent)
    before = state(show / "episodes")
    draft = (show / "renders/intake/week-12/segments.yaml").read_bytes()
    second = take(show, sent)
    assert state(show / "episodes") == before
    assert not any(one.is_new for one in second.files)
    assert not second.has_draft
    assert (show / "renders/intake/week-12/segments.yaml").read_bytes() == draft

    ffmpeg("-f", "lavfi", "-i", "sine=f=440:d=2", str(sent / "flute.wav"))
    (sent / "people.csv").write_text(LIST + "Oslo;Liv;;flute.wav;CC0;signed;flute\n", encoding="utf-8")
    third = take(show, sent)
    assert [one.name for one in third.files if one.is_new] == ["flute.wav"]
    assert [one.key for one in third.people if one.is_new] == ["liv"]
    after = state(show / "episodes")
    assert set(after) - set(before) == {"media/week-12/flute.wav"}
    assert after["people.yaml"].startswith(before["people.yaml"])
    grown = (show / "renders/intake/week-12/segments.yaml").read_text()
    assert grown.startswith(draft.decode())
    assert "guitar" not in grown.removeprefix(draft.decode())
    assert "flute" in grown.removeprefix(draft.decode())


def test_a_name_that_is_taken_stays_and_the_same_bytes_are_not_copied(show: Path, sent: Path) -> None:
    folder = show / "episodes/media/week-12"
    folder.mkdir()
    (folder / "street.mp4").write_bytes(b"something else")
    shutil.copy(sent / "kitchen.mp4", show / "episodes/media/other name.mp4")
    found = {one.name: one for one in take(show, sent).files}
    assert (folder / "street.mp4").read_bytes() == b"something else"
    assert found["street.mp4"].path == "week-12/street-2.mp4"
    assert (folder / "street-2.mp4").read_bytes() == (sent / "street.mp4").read_bytes()
    assert (found["kitchen.mp4"].path, found["kitchen.mp4"].is_new) == ("other name.mp4", False)
    assert not (folder / "kitchen.mp4").exists()


def test_odd_names_become_such_that_every_system_holds(show: Path, sent: Path, media: Path) -> None:
    odd = ["-rf.wav", "a: b|c?.wav", "back\\slash.wav", "con\x07trol.wav", "Cafe\u0301.wav", "100 %d.wav", "ü" * 120 + ".wav"]
    for number, name in enumerate(odd):
        ffmpeg("-f", "lavfi", "-i", f"sine=f={300 + number}:d=1", str(sent.parent / "one.wav"))
        shutil.move(sent.parent / "one.wav", sent / name)
    (sent / "link.mp4").symlink_to(media / "street.mp4")
    found = take(show, sent)
    taken = {one.name: one for one in found.files}
    assert all(taken[name].is_new for name in odd)
    assert "link" in taken["link.mp4"].fault
    assert found.draft_faults == ()
    assert taken["a: b|c?.wav"].path == "week-12/a_ b_c_.wav"
    assert taken["Cafe\u0301.wav"].path == "week-12/Caf\u00e9.wav"
    assert taken["a: b|c?.wav"].is_renamed


@pytest.mark.parametrize("name", ["/etc/passwd", "../../x.mp4", "~/x", "C:\\x.mp4", "...", " . ", "a/../../b", "CON:.mp4"])
def test_a_safe_name_leads_nowhere_else(name: str) -> None:
    parts = safe_name(f"week/{name}").split("/")
    assert parts[0] == "week"
    assert all(part.strip(". ") and part[0] not in "-~" and not set(part) & set('<>:"|?*\\') for part in parts)


def test_people_in_one_pair_of_braces_are_left_and_the_lines_given(show: Path, sent: Path) -> None:
    (show / "episodes/people.yaml").write_text("{ana: {name: Ana Núñez}}\n")
    found = take(show, sent)
    assert (show / "episodes/people.yaml").read_text() == "{ana: {name: Ana Núñez}}\n"
    assert [line.partition(":")[0] for line in found.unwritten] == ["安娜", "joe"]
    assert any("nobody can be added" in one.message for one in found.told)


def test_people_with_mistakes_stop_it_before_anything_is_copied(show: Path, sent: Path) -> None:
    (show / "episodes/people.yaml").write_text("ana: {name: [}\n")
    with pytest.raises(InputFault):
        take(show, sent)
    assert state(show / "episodes/media") == {}
    with pytest.raises(InputFault, match="no such folder"):
        take(show, sent / "nowhere")


def test_what_is_missing_is_asked_of_the_one_it_is_missing_from(show: Path, sent: Path) -> None:
    (sent / "people.csv").write_text(
        "name,handle,file,licence,release\nAna Núñez,,street.mp4,,\nJoe,,guitar.wav,all rights reserved,pending\n"
        ",@x,drums.wav,my own rules,yes\n"
    )
    page = take(show, sent).page.read_text(encoding="utf-8")
    asked = {part.split("</bdi>")[0].rpartition("<bdi>")[2]: part for part in page.split('<article class="person')[1:]}
    ana, joe, nameless = asked["Ana Núñez"], asked["Joe"], asked["@x"]
    assert "Under which licence" in ana
    assert "agree (release)" in ana
    assert "May we publish it?" in joe
    assert "licence" not in joe
    assert "How do you want to be named" in nameless
    assert "my own rules" in nameless


def test_a_file_outside_of_the_media_folder_of_a_show_that_names_another(show: Path, sent: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "big disk"
    elsewhere.mkdir()
    (show / "episodes/show.yaml").write_text(f"show: Test\ndeliver: [tiny]\nmedia: {elsewhere}\n")
    found = take(show, sent)
    assert (elsewhere / "week-12/street.mp4").is_file()
    assert found.draft_faults == ()
