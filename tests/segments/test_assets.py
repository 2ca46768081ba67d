"""Texts and numbered pictures of the media folder: what is missing, too long or elsewhere is told."""

from __future__ import annotations

import wave
from pathlib import Path

import pytest
from PIL import Image

from pipeline.media.faults import MediaFault
from pipeline.media.library import LARGEST_TEXT, Library
from pipeline.segments.assets import AssetResolver
from tests.memory import Forgetful


@pytest.fixture
def media(tmp_path: Path) -> Path:
    (tmp_path / "episodes" / "media" / "a").mkdir(parents=True)
    return tmp_path / "episodes" / "media"


def assets(media: Path) -> AssetResolver:
    return AssetResolver(Library(media, Forgetful()), media.parent.parent, media)


def pictures(media: Path, *names: str) -> None:
    for name in names:
        Image.new("RGB", (4, 2), (len(name), ord(name[-5]), 0)).save(media / "a" / name)


def test_pictures_are_taken_in_the_order_of_their_numbers(media: Path) -> None:
    pictures(media, "f_10.png", "f_8.png", "f_9.png", "f_11.jpg", "g_12.png", "f_x.png", "f_08.png")
    (media / "a" / "f_12.txt").write_text("no picture")
    found = assets(media).sequence("a/f_%d.png")
    library = Library(media, Forgetful())
    assert (found.first, found.digests) == (8, tuple(library.digest(f"a/f_{number}.png") for number in (8, 9, 10)))


def test_padded_numbers_are_padded(media: Path) -> None:
    pictures(media, "f_0000.png", "f_0001.png", "f_2.png", "f_00002.png")
    found = assets(media).sequence("a/f_%04d.png")
    assert (found.first, len(found.digests)) == (0, 2)


def test_numbers_outgrow_their_padding(media: Path) -> None:
    pictures(media, "f_98.png", "f_99.png", "f_100.png")
    assert assets(media).sequence("a/f_%02d.png").first == 98
    assert len(assets(media).sequence("a/f_%02d.png").digests) == 3


def test_a_missing_picture_is_told(media: Path) -> None:
    pictures(media, "f_01.png", "f_02.png", "f_05.png")
    with pytest.raises(MediaFault, match="number 3 is missing and 1 more, between 1 and 5"):
        assets(media).sequence("a/f_%02d.png")


def test_a_missing_picture_that_is_there_under_another_kind_is_named(media: Path) -> None:
    pictures(media, "f_01.png", "f_02.PNG", "f_03.png")
    with pytest.raises(MediaFault, match=r"number 2 is missing, .*; the folder holds 'f_02\.PNG': export and name it like"):
        assets(media).sequence("a/f_%02d.png")


@pytest.mark.parametrize("pattern", ["a/100%%_%d.png", "a/%d_of_100%%.png"])
def test_a_percent_sign_in_a_name_is_written_twice(media: Path, pattern: str) -> None:
    pictures(media, *(pattern.removeprefix("a/") % number for number in (7, 8)))
    found = assets(media).sequence(pattern)
    path = assets(media).located(pattern).numbered(found.first + 1)
    assert (found.first, len(found.digests)) == (7, 2)
    assert (media.parent.parent / path).is_file()


def test_what_is_proposed_for_a_percent_sign_is_taken(media: Path) -> None:
    pictures(media, "100%_01.png", "100%_02.png")
    with pytest.raises(MediaFault) as caught:
        assets(media).sequence("a/100%_%02d.png")
    proposed = str(caught.value).rpartition(": ")[2]
    assert proposed == "a/100%%_%02d.png"
    assert len(assets(media).sequence(proposed).digests) == 2


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", r"'a/f_2\.png' is an SVG drawing, which is not read"),
        (b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n/etc/passwd\n", r"'a/f_2\.png' is not a picture"),
        (b"", r"'a/f_2\.png' is empty"),
        ("wav", r"'a/f_2\.png' is no still picture, and numbered pictures are; export it as PNG"),
        ("gif", r"'a/f_2\.png' is no still picture, and numbered pictures are"),
        ("jpeg", r"'a/f_2\.png' is a JPEG by what it holds; give it the suffix \.jpg"),
        ("large", r"numbered pictures are of one size: 'a/f_2\.png' is 8x4, and 'a/f_1\.png' is 4x2; export them alike"),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_each_numbered_picture_is_looked_into(media: Path, content: bytes | str, told: str, first: bool) -> None:
    pictures(media, *(["f_3.png"] if first else ["f_1.png", "f_3.png"]))
    place = media / "a" / "f_2.png"
    if content == "wav":
        with wave.open(str(place), "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(48000)
            sound.writeframes(bytes(9600))
    elif isinstance(content, str):
        size, kind = ((8, 4), "png") if content == "large" else ((4, 2), content)
        Image.new("RGB", size).save(place, kind)
    else:
        place.write_bytes(content)
    if content == "large" and first:
        told = r"'a/f_3\.png' is 4x2, and 'a/f_2\.png' is 8x4"
    with pytest.raises(MediaFault, match=told):
        assets(media).sequence("a/f_%d.png")


def test_where_no_picture_has_a_number_the_folder_is_named(media: Path) -> None:
    for pattern, where in (("x_%d.png", "in the media folder"), ("a/x_%d.png", "in 'a'")):
        with pytest.raises(MediaFault, match=f"there is no such picture {where}"):
            assets(media).sequence(pattern)


@pytest.mark.parametrize("pattern", ["a/f.png", "a/f_%s.png", "a/f_%d_%d.png", "a/%d%.png", "%d/f.png"])
def test_what_is_no_pattern_is_told(media: Path, pattern: str) -> None:
    with pytest.raises(MediaFault, match="names no numbered pictures"):
        assets(media).sequence(pattern)


def test_pictures_outside_of_the_media_folder_are_refused(media: Path) -> None:
    with pytest.raises(MediaFault, match="leads out of the media folder"):
        assets(media).sequence("../../f_%d.png")


def test_a_folder_that_is_not_there_is_told(media: Path) -> None:
    with pytest.raises(MediaFault, match="there is no folder 'b'"):
        assets(media).sequence("b/f_%d.png")


def test_a_text_is_read_and_a_huge_one_is_not(media: Path) -> None:
    (media / "a.txt").write_bytes(b"x" * LARGEST_TEXT)
    assert len(assets(media).read("a.txt")) == LARGEST_TEXT
    (media / "a.txt").write_bytes(b"x" * (LARGEST_TEXT + 1))
    with pytest.raises(MediaFault, match="more than 4 MiB"):
        assets(media).read("a.txt")


def test_a_text_that_is_missing_a_folder_or_elsewhere_is_told(media: Path) -> None:
    (media / "poem.txt").write_text("a")
    with pytest.raises(MediaFault, match=r"'peom\.txt' does not exist; did you mean 'poem\.txt'"):
        assets(media).read("peom.txt")
    with pytest.raises(MediaFault, match="is not a file"):
        assets(media).read("a")
    with pytest.raises(MediaFault, match="leads out"):
        assets(media).read("../../../etc/passwd")


def test_the_timeline_names_media_from_the_show_folder(media: Path, tmp_path: Path) -> None:
    assert str(assets(media).located("a/b.wav")) == "episodes/media/a/b.wav"
    outside = tmp_path.parent / "elsewhere"
    assert str(AssetResolver(Library(outside, Forgetful()), tmp_path, outside).located("a.wav")) == f"{outside}/a.wav"
