from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.media.faults import MediaFault
from pipeline.media.paths import MediaPath, missing, resolve

HOSTILE = {
    "": "empty",
    "   ": "empty",
    "/etc/passwd": "absolute",
    "C:\\clips\\a.mp4": "absolute",
    "c:/clips/a.mp4": "absolute",
    "~/a.mp4": "home",
    "~root/a.mp4": "home",
    "-i": "dash",
    "-/a.mp4": "dash",
    "a\0.mp4": "no path may hold",
    "a\n.mp4": "no path may hold",
    "http://host/a.mp4": "protocol 'http'",
    "https:a.mp4": "protocol 'https'",
    "file:a.mp4": "protocol 'file'",
    "file:///etc/passwd": "protocol 'file'",
    "concat:a.mp4|b.mp4": "protocol 'concat'",
    "pipe:0": "protocol 'pipe'",
    "subfile,,start,0,end,9,,:a.mp4": "protocol 'subfile'",
    "data:text/plain,x": "protocol 'data'",
    "crypto+http:a": r"protocol 'crypto\+http'",
    "..": "out of the media folder",
    "../a.mp4": "out of the media folder",
    "sub/../../a.mp4": "out of the media folder",
    "sub\\..\\a.mp4": "backslash",
    "link-out/a.mp4": "out of the media folder",
    "link-file.mp4": "out of the media folder",
    "sub/link-up": "out of the media folder",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    inside = tmp_path / "media"
    (inside / "sub").mkdir(parents=True)
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "a.mp4").write_text("x")
    (inside / "link-out").symlink_to(tmp_path / "outside")
    (inside / "link-file.mp4").symlink_to(tmp_path / "outside" / "a.mp4")
    (inside / "sub" / "link-up").symlink_to("../..")
    (inside / "sub" / "Été.mp4").write_text("x")
    (inside / "link-in.mp4").symlink_to("sub/Été.mp4")
    return inside


@pytest.mark.parametrize("text", HOSTILE)
def test_a_path_that_leads_elsewhere_is_refused_with_the_reason(text: str, root: Path) -> None:
    with pytest.raises(MediaFault, match=HOSTILE[text]) as caught:
        resolve(root, text)
    assert caught.value.hint


@pytest.mark.parametrize(
    "text",
    ["a.mp4", "sub/a.mp4", "sub/../a.mp4", "./a.mp4", "Take 2: final.mp4", "a,b.mp4", "100%.mp4", "it's.mp4", "ö/日本.mp4", ".a"],
)
def test_a_path_inside_is_taken(text: str, root: Path) -> None:
    assert resolve(root, text) == (root / text).resolve()


def test_a_link_that_stays_inside_is_followed(root: Path) -> None:
    assert resolve(root, "link-in.mp4") == root / "sub" / "Été.mp4"


def test_a_folder_whose_name_begins_alike_is_outside(root: Path) -> None:
    (root.parent / "media-two").mkdir()
    with pytest.raises(MediaFault, match="out of the media folder"):
        resolve(root, "../media-two/a.mp4")


@settings(deadline=None)
@given(text=st.text(max_size=30))
def test_whatever_is_taken_lies_inside(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    root = tmp_path_factory.getbasetemp()
    try:
        found = resolve(root, text)
    except MediaFault:
        return
    assert found.is_relative_to(root.resolve())


def test_a_missing_file_is_told_with_its_neighbour(root: Path) -> None:
    (root / "guitar-take2.wav").write_text("x")
    assert "did you mean 'guitar-take2.wav'" in str(missing(root, "guitar-take.wav"))
    assert "no folder 'takes'" in str(missing(root, "takes/a.wav"))


@pytest.mark.parametrize("before", ["media", "episodes/media", "some/where"])
def test_a_path_that_begins_too_early_is_told_what_to_write(before: str, root: Path) -> None:
    (root / "takes").mkdir()
    (root / "takes/b.wav").write_text("x")
    told = str(missing(root, f"{before}/takes/b.wav"))
    assert told.endswith(f"paths begin in the media folder {root.name!r}: write takes/b.wav")
    lost = str(missing(root, f"{before}/takes/c.wav"))
    assert lost.endswith(f"paths begin in the media folder, {root.name!r}: do not write the folders around it")


def test_a_folder_that_is_nearly_there_is_told_with_its_name(root: Path) -> None:
    (root / "takes").mkdir()
    assert str(missing(root, "taeks/a.wav")).endswith("there is no folder 'taeks'; did you mean 'takes'?")


def test_other_accents_or_case_are_named_as_such(root: Path) -> None:
    """A Mac writes é as two characters: the names look the same on the screen."""
    assert "looks the same and is written with other characters (U+0045 U+0301 here, " in str(
        missing(root, "sub/E\u0301te\u0301.mp4")
    )
    assert "the folder holds 'Été.mp4': capital and small letters count" in str(missing(root, "sub/été.MP4"))
    assert "no folder 'Sub'; the folder holds 'sub': capital and small" in str(missing(root, "Sub/Été.mp4"))


@pytest.mark.parametrize(
    ("folder", "name", "text", "suffix", "parent"),
    [
        ("episodes/media", "takes/Guitar.WAV", "episodes/media/takes/Guitar.WAV", ".wav", "episodes/media/takes"),
        ("/srv/nas", "a.b/c", "/srv/nas/a.b/c", "", "/srv/nas/a.b"),
        (".", ".hidden", "./.hidden", "", "."),
    ],
)
def test_a_path_knows_its_name_in_the_media_folder_and_in_the_show(
    folder: str, name: str, text: str, suffix: str, parent: str
) -> None:
    path = MediaPath(folder, name)
    assert (str(path), path.suffix, path.parent) == (text, suffix, parent)
    assert Path("/show") / path == Path("/show", text)


def test_a_picture_of_a_pattern_keeps_signs_that_are_no_number() -> None:
    """Folders may be called anything; only the file's own name holds the number."""
    assert str(MediaPath("100% ours", "50%/frame_%04d.png").numbered(7)) == "100% ours/50%/frame_0007.png"
