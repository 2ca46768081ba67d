"""Who is seen in which window of a mosaic and from when on, and when their names stand there."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from pipeline.assembly import assembled
from pipeline.cards import theme as themes
from pipeline.faults import InputFault
from pipeline.media.info import MediaInfo
from pipeline.timeline.captions import LinedUp
from pipeline.timeline.model import CardMedia, Clip, ColourMedia, Gap, Segment, Track
from pipeline.timeline.regions import place
from tests.shows import FakeLibrary, ShowFolder

FILES = ("metal/dad.mp4", "metal/joe.mp4", "metal/kids.mp4")
STEMS = (
    "[{file: metal/dad-guitar.wav, by: ruben, role: guitar}, {file: metal/drums.wav, by: joe}, "
    "{file: metal/screams.wav, by: kid-a}]"
)
RATE = 24


class Heard(FakeLibrary):
    """Files of which it is known at which second they are first heard."""

    def __init__(self, root: Path, onsets: dict[str, str]) -> None:
        super().__init__(root)
        self.onsets = onsets

    def info(self, path: str) -> MediaInfo:
        found = super().info(path)
        onset = self.onsets.get(path.rpartition("/")[2])
        if onset is None or found.sound is None:
            return found
        heard = replace(found.sound, onset=Fraction(onset))
        return replace(found, sound=heard, sounds=(heard,))


def piece(
    folder: Path, onsets: dict[str, str] | None = None, stems: str = STEMS, *, third: str = "off", settings: str = "",
    more: str = "", takes: dict[int, LinedUp] | None = None, shape: Fraction | None = None, files: tuple[str, ...] = FILES,
) -> Segment:  # fmt: skip
    """Return a piece of three players of 12 seconds; `onsets` say at which second of a file it is first heard."""
    mosaic = f"    picture: {{mosaic: [{', '.join(files)}]{more}}}\n    length: 12\n    lower_third: {third}\n"
    text = f"episode: {{title: A}}\n{settings}segments:\n  - music: M\n    stems: {stems}\n{mosaic}"
    episode = ShowFolder(folder).load(text)
    theme = themes.load(episode.theme, episode.template_folders)
    found = {("m", number): where for number, where in (takes or {}).items()}
    return assembled(episode, Heard(episode.media, onsets or {}), theme, shape, found)[0].segments[0]


def track(segment: Segment, name: str) -> Track:
    return next(one for one in segment.stack.picture if one.name == name)


def entered(segment: Segment) -> list[int]:
    """Return from which frame on each tile is seen without a veil."""
    found = []
    for number in range(1, 4):
        *waiting, placed = place(track(segment, f"tile-{number}"))
        assert all(one.clip.opening and one.clip.opening.after >= one.clip.frames for one in waiting)
        found.append(placed.range.start + (placed.clip.opening.after if placed.clip.opening else 0))
    return found


def tags(segment: Segment) -> dict[str, tuple[int, int]]:
    """Return the first and the last frame but one of each name in a tile."""
    shown = [(one.clip.media, one.range) for row in segment.stack.picture for one in place(row) if row.name.startswith("name-")]
    return {str(media.fields["name"]): (range_.start, range_.end) for media, range_ in shown if isinstance(media, CardMedia)}


def test_who_comes_first_is_there_at_once_and_the_others_come_as_they_are_heard(tmp_path: Path) -> None:
    segment = piece(tmp_path, {"dad-guitar.wav": "0.5", "drums.wav": "2", "screams.wav": "1.25"})
    assert entered(segment) == [0, 2 * RATE, 30]


def test_those_who_come_together_come_three_frames_apart(tmp_path: Path) -> None:
    assert entered(piece(tmp_path, {"dad-guitar.wav": "0.1", "drums.wav": "0.1", "screams.wav": "0"})) == [3, 6, 0]


def test_whoever_is_not_known_to_be_heard_comes_as_if_at_once(tmp_path: Path) -> None:
    assert entered(piece(tmp_path)) == [0, 3, 6]
    assert entered(piece(tmp_path / "b", {"dad-guitar.wav": "1"})) == [RATE, 0, 3]


@pytest.mark.parametrize(
    ("stem", "second"),
    [
        ("at: 1", 3),  # it begins a second later, and is heard at its second 2
        ("in: 1.5", Fraction(1, 2)),
        ("in: 2.5", 0),  # it is heard as it begins
        ("sync: 0.5", Fraction(5, 2)),
        ("sync: -0.5", Fraction(3, 2)),
        ("in: 0, length: 1", 0),  # what is heard of the file lies behind
        ("mute: on", 0),
    ],
)
def test_a_window_opens_where_the_stem_stands_and_not_where_its_file_begins(
    stem: str, second: Fraction, tmp_path: Path
) -> None:
    stems = STEMS.replace("drums.wav", f"drums.wav, {stem}")
    at = entered(piece(tmp_path, {"dad-guitar.wav": "0", "drums.wav": "2", "screams.wav": "0"}, stems))[1]
    assert at == (second * RATE if second else 3)


LINED_UP = STEMS.replace("by: joe", "by: joe, sync: auto")


def test_a_take_that_nobody_has_lined_up_yet_is_waited_for_and_comes_at_once_until_then(tmp_path: Path) -> None:
    segment = piece(tmp_path, {"dad-guitar.wav": "0", "drums.wav": "2", "screams.wav": "1"}, LINED_UP)
    assert entered(segment) == [0, 3, RATE]
    assert segment.stack.unplaced == (1,)


@pytest.mark.parametrize(
    ("where", "more", "frame"),
    [
        (LinedUp(Fraction(1), Fraction(3, 2), Fraction(0), Fraction(12)), "", 84),  # it is heard at its second 2
        (LinedUp(Fraction(1), Fraction(-1), Fraction(0), Fraction(12)), "", RATE),
        (LinedUp(Fraction(1), Fraction(-3), Fraction(0), Fraction(12)), "", 3),  # it plays by the first frame
        (LinedUp(Fraction(101, 100), Fraction(1), Fraction(0), Fraction(12)), "", 72),  # 72.48: its clock runs slow
        (LinedUp(Fraction(1), Fraction(1), Fraction(0), Fraction(12)), ", in: 3", 4 * RATE),  # of what is used the first sounds
        (LinedUp(Fraction(1), Fraction(11), Fraction(11), Fraction(12)), "", 3),  # it is over before it sounds
    ],
)
def test_a_window_opens_on_a_take_where_that_is_lined_up(where: LinedUp, more: str, frame: int, tmp_path: Path) -> None:
    stems = LINED_UP.replace("sync: auto", f"sync: auto{more}")
    segment = piece(tmp_path, {"dad-guitar.wav": "0", "drums.wav": "2", "screams.wav": "0"}, stems, takes={1: where})
    assert entered(segment)[1] == frame
    assert tags(segment)["Joe Baker"][0] == frame + 10
    assert segment.stack.unplaced == ()


@pytest.mark.parametrize("case", ["nobody's", "muted", "off", "paper", "silent"])
def test_takes_that_decide_nothing_are_not_waited_for(case: str, tmp_path: Path) -> None:
    stems = {"nobody's": LINED_UP.replace("by: joe, ", "by: mika, "), "muted": LINED_UP.replace("auto", "auto, mute: on")}
    more = ", entrances: off" if case == "off" else ""
    onsets = {} if case == "silent" else {"drums.wav": "2"}
    tiled = [f"{{file: {file}, by: {by}}}" for file, by in zip(FILES, ("ruben", "joe", "kid-a"), strict=True)]
    settings = "theme: paper\n" if case == "paper" else ""
    mosaic = f"    picture: {{mosaic: [{', '.join(tiled)}]{more}}}\n    length: 12\n"
    text = f"episode: {{title: A}}\n{settings}segments:\n  - music: M\n    stems: {stems.get(case, LINED_UP)}\n{mosaic}"
    episode = ShowFolder(tmp_path).load(text)
    theme = themes.load(episode.theme, episode.template_folders)
    (segment,) = assembled(episode, Heard(episode.media, onsets), theme)[0].segments
    assert segment.stack.unplaced == ()


def test_windows_are_laid_out_for_the_shape_of_the_deliverable(tmp_path: Path) -> None:
    segment = piece(tmp_path, shape=Fraction(9, 16))
    (sheet,) = track(segment, "sheet").items
    assert isinstance(sheet, Clip)
    assert isinstance(sheet.media, CardMedia)
    holes: Any = sheet.media.fields["windows"]
    assert (sheet.media.fields["width"], sheet.media.fields["height"]) == (1080, 1920)
    assert [(one["left"], one["width"]) for one in holes] == [(40, 1000)] * 3
    tiles = [item for number in (1, 2, 3) for item in track(segment, f"tile-{number}").items]
    boxes = [item.placement.box for item in tiles if isinstance(item, Clip)]
    assert [(box.x * 1080, box.y * 1920, box.height * 1920) for box in boxes] == [
        (40, one["top"], one["height"]) for one in holes
    ]


def test_in_signal_the_lamp_of_whoever_waits_glows_in_their_window(tmp_path: Path) -> None:
    """Lights go by people.yaml: Joe is second there, Ana third."""
    segment = piece(tmp_path, {"dad-guitar.wav": "0", "drums.wav": "2", "screams.wav": "7"}, settings="theme: signal\n")
    (joe,) = (item for item in track(segment, "tile-2").items)
    assert isinstance(joe, Clip)
    assert joe.opening is not None
    assert joe.opening.colour == "#3e1617", "14 of 100 of vermilion over the night"
    ana, film = track(segment, "tile-3").items
    assert isinstance(ana, Clip)
    assert isinstance(film, Clip)
    assert ana.opening is not None
    assert (ana.opening.colour, ana.frames, ana.placement.box) == ("#322830", 7 * RATE, film.placement.box)


def test_whoever_comes_late_waits_behind_a_veil_as_the_picture_with_which_they_come(tmp_path: Path) -> None:
    segment = piece(tmp_path, {"dad-guitar.wav": "0", "drums.wav": "7", "screams.wav": "1"})
    waiting, clip = track(segment, "tile-2").items
    assert isinstance(waiting, Clip)
    assert isinstance(clip, Clip)
    assert (waiting.media, waiting.start, waiting.frames) == (clip.media, clip.start, 7 * RATE)
    assert waiting.held == 7 * RATE - 1, "one picture, so that nobody is decoded for long who is hardly seen"
    assert waiting.opening is not None
    assert (waiting.opening.after, waiting.opening.veil) == (7 * RATE, 76), "it stays closed"


def test_whoever_comes_late_is_no_part_of_what_is_shown_before_without_a_veil(tmp_path: Path) -> None:
    theme = tmp_path / "templates/dark/theme.yaml"
    theme.parent.mkdir(parents=True)
    theme.write_text("title: Dark\nextends: create-together\nmosaic: {veil: 100}\n")
    onsets = {"dad-guitar.wav": "0", "drums.wav": "7", "screams.wav": "1"}
    segment = piece(tmp_path, onsets, settings="theme: dark\n")
    gap, clip = track(segment, "tile-2").items
    assert gap == Gap(7 * RATE)
    assert isinstance(clip, Clip)
    assert clip.start == 7, "the film runs on while nobody sees it"
    assert clip.frames == 5 * RATE
    assert clip.opening is not None
    assert clip.opening.after == 0


def test_a_mistake_in_a_tile_is_told_though_its_player_would_come_later(tmp_path: Path) -> None:
    later = "{file: metal/joe.mp4, in: 500}"
    with pytest.raises(InputFault) as caught:
        piece(tmp_path, {"dad-guitar.wav": "0", "drums.wav": "1"}, files=(FILES[0], later, FILES[2]))
    assert [one.message.partition(" ")[0] for one in caught.value.diagnostics] == ["metal/joe.mp4"]


def test_windows_open_in_a_sheet_over_the_colour_behind(tmp_path: Path) -> None:
    segment = piece(tmp_path)
    names = [one.name for one in segment.stack.picture]
    assert names == ["behind", "tile-1", "tile-2", "tile-3", "sheet", "name-1", "name-2", "name-3"]
    (behind,), (sheet,) = (track(segment, name).items for name in ("behind", "sheet"))
    assert isinstance(behind, Clip)
    assert behind.media == ColourMedia("#6f1a10")
    assert isinstance(sheet, Clip)
    assert isinstance(sheet.media, CardMedia)
    holes: Any = sheet.media.fields["windows"]
    assert [one["left"] for one in holes] == [40, 662, 1282]
    for number, hole in enumerate(holes, 1):
        (clip,) = (item for item in track(segment, f"tile-{number}").items if isinstance(item, Clip))
        box = clip.placement.box
        assert (box.x * 1920, box.width * 1920, box.height * 1080) == (hole["left"], hole["width"], hole["height"])


def test_names_come_ten_frames_after_the_window_opens_and_stay_as_long_as_the_theme_has_them(tmp_path: Path) -> None:
    segment = piece(tmp_path, {"dad-guitar.wav": "0", "drums.wav": "2", "screams.wav": "11.5"})
    long = 4 * RATE
    assert tags(segment) == {
        "Rubén Díaz": (10, 10 + long), "Joe Baker": (58, 58 + long), "Ana": (276, 288),
    }, "the last has half a second left: better a glimpse than no name"  # fmt: skip


def test_names_come_after_a_lower_third_that_they_would_meet(tmp_path: Path) -> None:
    segment = piece(tmp_path, {"screams.wav": "7"}, third="{by: [ben], at: 1, length: 3}")
    assert tags(segment) == {
        "Rubén Díaz": (4 * RATE, 8 * RATE), "Joe Baker": (4 * RATE, 8 * RATE), "Ana": (7 * RATE + 10, 11 * RATE + 10),
    }  # fmt: skip


def test_names_that_have_no_time_after_a_lower_third_stand_before_it(tmp_path: Path) -> None:
    segment = piece(tmp_path, third="{by: [ben], at: 3, length: 9}")
    assert tags(segment)["Rubén Díaz"] == (10, 3 * RATE)


def test_players_can_all_be_there_from_the_first_frame_on(tmp_path: Path) -> None:
    segment = piece(tmp_path, {"dad-guitar.wav": "0", "drums.wav": "7", "screams.wav": "1"}, more=", entrances: off")
    assert entered(segment) == [0, 0, 0]
    assert set(tags(segment).values()) == {(10, 10 + 4 * RATE)}


def test_a_theme_without_a_sheet_has_its_players_side_by_side_from_the_first_frame_on(tmp_path: Path) -> None:
    segment = piece(tmp_path, {"dad-guitar.wav": "0", "drums.wav": "7", "screams.wav": "1"}, settings="theme: paper\n")
    assert [one.name for one in segment.stack.picture][:4] == ["tile-1", "tile-2", "tile-3", "name-1"]
    assert entered(segment) == [0, 0, 0]
    assert set(tags(segment).values()) == {(0, 12 * RATE)}


def test_where_it_is_read_from_the_right_the_first_stands_there(tmp_path: Path) -> None:
    plain, mirrored = (
        piece(tmp_path / code, settings=f"language: {code}\n" if code == "ar" else "") for code in ("en", "ar")
    )
    edges = []
    for segment in (plain, mirrored):
        (clip,) = (item for item in track(segment, "tile-1").items if isinstance(item, Clip))
        edges.append(clip.placement.box)
    assert edges[0].x == 1 - edges[1].x - edges[1].width == Fraction(40, 1920)


@pytest.mark.parametrize(("focus", "is_at_head"), [("50% 50%", False), ("30% 95%", True), ("50% 10%", False)])
def test_a_name_stands_at_the_head_of_its_window_where_the_focus_is_at_the_foot(
    focus: str, is_at_head: bool, tmp_path: Path
) -> None:
    """The film is as high as its window shows it, so that its focus comes to be where it is written."""
    tiles = f"[{{file: {FILES[0]}, focus: {focus}}}, {FILES[1]}, {FILES[2]}]"
    text = f"  - music: M\n    stems: {STEMS}\n    picture: {{mosaic: {tiles}}}\n    length: 12\n"
    segment = ShowFolder(tmp_path).cut(f"episode: {{title: A}}\nsegments:\n{text}").segments[0]
    (name,) = (item for item in track(segment, "name-1").items if isinstance(item, Clip))
    box = name.placement.box
    top, height = box.y * 1080, box.height * 1080
    assert top == (40 if is_at_head else 1040 - height)
    assert box.x * 1920 == 20, "a slip hangs over the edge of its window"
    assert isinstance(name.media, CardMedia)
    assert name.media.fields["at"] == ("head" if is_at_head else "foot")


def test_a_theme_s_own_tag_with_a_box_is_measured_by_its_tile(tmp_path: Path) -> None:
    folder = tmp_path / "templates/mine"
    folder.mkdir(parents=True)
    box = "{left: 96, right: 96, bottom: 60, height: 190}"
    tag = f"name_tag: {{kind: still, box: {{wide: {box}, tall: {box}, square: {box}}}}}"
    (folder / "theme.yaml").write_text(f"title: Mine\nextends: create-together\ncards:\n  {tag}\n")
    (folder / "name_tag.html").write_text("<div>{{ name }}</div>\n")
    segment = piece(tmp_path, settings="theme: mine\n")
    (tile,) = (item for item in track(segment, "tile-1").items if isinstance(item, Clip))
    (name,) = (item for item in track(segment, "name-1").items if isinstance(item, Clip))
    assert (name.placement.box.x, name.placement.box.width) == (tile.placement.box.x, tile.placement.box.width)
    assert isinstance(name.media, CardMedia)
    assert "room" not in name.media.fields
