"""Pictures and texts over every kind of segment, and films beside each other in those: where, when, whose, and what is told."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.assembly import assembled
from pipeline.cards import theme as themes
from pipeline.cards.model import shape_of
from pipeline.cards.safe import margins
from pipeline.faults import InputFault
from pipeline.timeline.captions import LinedUp
from pipeline.timeline.model import CardMedia, Clip, Segment
from pipeline.timeline.regions import Placed, place
from tests.shows import PEOPLE, SHOW, FakeLibrary, ShowFolder, credited

KINDS = {
    "clip": ("clip: S, file: poems/window.jpg, length: 10", "text"),
    "animation": ("animation: S, frames: breathe/frame_%04d.png, rate: 3", "text"),
    "scene": ("animation: S, scene: breathe/scene.py, length: 10", "text"),
    "docu-short": ("docu-short: S, clips: [{file: home/interview.mov, length: 6}, {file: poems/window.jpg, length: 6}]", "text"),
    "mosaic": ("music: S, stems: [metal/dad-guitar.wav], picture: {mosaic: [metal/dad.mp4, metal/joe.mp4]}", "text"),
    "waveform": ("music: S, stems: [metal/dad-guitar.wav]", "text"),
    "poem": ("poem: S, lines: [One line, and another], background: poems/window.jpg, length: 10", "text_over"),
    "bare poem": ("poem: S, lines: [One line, and another], length: 10", "text_over"),
    "card": ("card: S, length: 10", "text_over"),
    "quote": ("card: S, template: quote, lines: [One], length: 10", "text_over"),
    "opening": ("opening: S, length: 10", "text_over"),
    "end": ("end: S, length: 10, text: More words", "text_over"),
}
"""A segment of ten seconds or more of each kind that shows a picture, and the field of texts over it."""


def segment(folder: Path, fields: str, settings: str = "", shape: str = "16:9") -> Segment:
    manifest = f"episode: {{title: A}}\nsegments: [{{{fields}}}]\n"
    return ShowFolder(folder, f"{SHOW}shape: {shape}\n{settings}").cut(manifest).segments[0]


def shown(found: Segment, name: str) -> list[Placed]:
    """Return what is on the tracks of a name and a number, if any."""
    rows = [track for track in found.stack.picture if track.name == name or track.name.removeprefix(f"{name}-").isdecimal()]
    return [one for track in rows for one in place(track)]


def placed(found: Segment, first: str, second: str) -> list[str]:
    """Return the names of two tracks in the order in which they are painted."""
    return [track.name for track in found.stack.picture if track.name in (first, second)]


def told(folder: Path, fields: str, settings: str = "") -> str:
    with pytest.raises(InputFault) as fault:
        segment(folder, fields, settings)
    return str(fault.value)


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_and_a_text_lie_over_any_segment(kind: str, tmp_path: Path) -> None:
    fields, text = KINDS[kind]
    over = "file: home/street.mp4, by: kid-a, role: dancer, at: 2, length: 3, name_tag: on"
    found = segment(tmp_path, f"{fields}, picture_in_picture: {{{over}}}, {text}: {{text: Hello, at: 1, length: 2}}")
    [inset] = shown(found, "inset")
    assert (inset.range.start, inset.range.frames) == (48, 72)
    box, (left, top, right, _) = inset.clip.placement.box, margins(shape_of(1920, 1080), 1920, 1080)
    assert left <= box.x * 1920
    assert (box.x + box.width) * 1920 <= 1920 - right
    assert top - 1 <= box.y * 1080
    [tag] = shown(found, "inset-name")
    assert isinstance(tag.clip.media, CardMedia)
    assert tag.clip.media.fields["name"] == "Ana"
    [words] = shown(found, "text")
    assert (words.range.start, words.range.frames) == (24, 48)
    made = [one for one in found.contributions if one.people == ("kid-a",)]
    assert [(one.medium, one.role, one.range.start, one.range.frames) for one in made] == [
        ("picture", "dancer", 48, 72), ("sound", "dancer", 48, 72),
    ]  # fmt: skip
    [heard] = [one for one in found.stack.sound if one.name == "street"]
    assert (heard.at, heard.seconds) == (2, 3)


def test_who_lies_over_a_card_is_credited(tmp_path: Path) -> None:
    manifest = "episode: {title: A}\nsegments: [{card: S, length: 3, picture_in_picture: {file: home/street.mp4, by: kid-b}}]\n"
    cut = ShowFolder(tmp_path, SHOW.replace("credits: off\n", "")).cut(manifest)
    assert "Ben O'Neil" in str(credited(cut))


@pytest.mark.parametrize("shape", ["16:9", "9:16", "1:1"])
def test_lines_of_a_poem_are_read_over_and_off_a_picture(shape: str, tmp_path: Path) -> None:
    poem = "poem: S, lines: [One line, and another], background: poems/window.jpg, length: 10"
    insets = "[home/street.mp4, {file: home/friday.mp4, place: bottom-left}]"
    found = segment(tmp_path, f"{poem}, picture_in_picture: {insets}, text_over: Hello", shape=shape)
    assert placed(found, "inset-1", "lines") == ["inset-1", "lines"]
    assert placed(found, "text", "lines") == ["lines", "text"], "paper on which lines stand would hide it"
    spec = themes.load("create-together", ()).cards["poem_line"].boxes[shape_of(*map(int, shape.split(":")))]
    down = 1920 if shape == "9:16" else 1080
    for one in shown(found, "inset"):
        assert (one.clip.placement.box.y + one.clip.placement.box.height) * down <= spec.y.span(down)[0]


def test_lines_from_the_right_have_it_at_the_left(tmp_path: Path) -> None:
    fields, _ = KINDS["poem"]
    over = f"{fields}, picture_in_picture: home/street.mp4"
    [left], [right] = (shown(segment(tmp_path / name, over, f"language: {name}\n"), "inset") for name in ("ar", "en"))
    assert left.clip.placement.box.x < Fraction(1, 10)
    assert right.clip.placement.box.x > Fraction(1, 2)


def warned(folder: Path, fields: str) -> str:
    episode = ShowFolder(folder).load(f"episode: {{title: A}}\nsegments: [{{{fields}}}]\n")
    _, _, said = assembled(episode, FakeLibrary(episode.media), themes.load(episode.theme, episode.template_folders))
    return "\n".join(map(str, said))


def test_a_picture_that_lines_in_a_margin_may_cover_is_told(tmp_path: Path) -> None:
    lines = "poem: S, lines: [One, two, three, four, five], layout: margin, length: 10"
    left, right = (
        warned(tmp_path / where, f"{lines}, picture_in_picture: {{file: home/street.mp4, place: top-{where}}}")
        for where in ("left", "right")
    )
    assert "may lie over this picture; write place: top-right, or layout: steps" in left
    assert "may lie over" not in right


def test_a_picture_that_may_cover_the_code_of_an_end_card_is_told(tmp_path: Path) -> None:
    end = "end: S, url: 'https://example.org', picture_in_picture: {file: home/street.mp4, MORE}"
    assert "may cover the QR code" in warned(tmp_path / "a", end.replace(", MORE", ""))
    assert "may cover the QR code" not in warned(tmp_path / "b", end.replace("MORE", "place: bottom-left"))


@pytest.mark.parametrize(
    "fields",
    [
        "docu-short: S, clips: [{file: home/interview.mov, length: 6}, {file: home/friday.mp4, length: 6}], dissolve: 0.5",
        "music: S, stems: [metal/dad-guitar.wav], picture: metal/dad.mp4, length: 11.5",
        "music: S, stems: [metal/dad-guitar.wav], length: 11.5",
        "poem: S, voice: poems/letter.wav, show_lines: off, background: home/silent.mp4, length: 11.5",
    ],
)
@pytest.mark.parametrize("how", ["side-by-side", "row"])
def test_films_run_beside_all_of_a_segment(how: str, fields: str, tmp_path: Path) -> None:
    beside = "[{file: home/street.mp4, by: kid-a}, {file: home/first-take.mp4, at: 2}]"
    found = segment(tmp_path, f"{fields}, layout: {how}, picture_in_picture: {beside}")
    assert found.stack.frames == 276
    films = [one.clip for name in ("picture", "background") for one in shown(found, name)]
    boxes = {clip.placement.box for clip in films}
    insets = shown(found, "inset")
    assert len(boxes) == 1
    assert len(boxes | {one.clip.placement.box for one in insets}) == 3
    assert sorted((one.range.start, one.range.end) for one in insets) == [(0, 276), (48, 276)]
    names = [track.name for track in found.stack.picture]
    assert names[0] == "behind"
    assert names.index("sheet") > max(number for number, name in enumerate(names) if name.startswith("inset"))
    assert [one.range.frames for name in ("behind", "sheet") for one in shown(found, name)] == [276, 276]


def takes(folder: Path, fields: str, *stand: LinedUp) -> Segment:
    """Return a segment whose sounds from number 1 on are lined up where they stand."""
    episode = ShowFolder(folder).load(f"episode: {{title: A}}\nsegments: [{{{fields}}}]\n")
    theme, found = themes.load(episode.theme, episode.template_folders), {("s", n): one for n, one in enumerate(stand, 2)}
    return assembled(episode, FakeLibrary(episode.media), theme, None, found)[0].segments[0]


AUTO = "picture_in_picture: {file: home/street.mp4, sync: auto}"
INSET = "picture_in_picture: home/street.mp4"


def docu(of_second: str, of_all: str = "", sound: str = "on") -> str:
    """Return a docu-short of an interview of 5 seconds, a film of 6 from there on, and one of 3 that is silent."""
    first = f"{{file: home/interview.mov, length: 5, sound: {sound}}}"
    second = f"{{file: home/friday.mp4, length: 6, sound: {sound}, {of_second}}}"
    return f"docu-short: S, clips: [{first}, {second}, {{file: home/silent.mp4}}], {of_all}"


SILENT = "docu-short: S, clips: [{file: home/silent.mp4}, {file: home/silent.mp4}]"
VOICE = "poem: S, voice: poems/letter.wav"


@pytest.mark.parametrize(
    ("fields", "guide"),
    [
        (docu(AUTO), 1),
        (docu("", AUTO.replace("sync", "at: 6, sync")), 1),
        (docu("", AUTO.replace("sync", "at: 2, sync")), 0),
        (f"{SILENT}, voice: poems/letter.wav, {AUTO}", 0),
        (f"music: S, stems: [metal/dad-guitar.wav, metal/drums.wav], {AUTO}", 0),
        (f"{VOICE}, lines: [One], {AUTO}", 0),
    ],
)
def test_a_picture_is_lined_up_with_what_is_heard_as_it_comes(fields: str, guide: int, tmp_path: Path) -> None:
    found = segment(tmp_path, fields)
    [number] = found.stack.unplaced
    sound = found.stack.sound[number]
    assert (sound.name, sound.sync, sound.guide) == ("street", "auto", guide)


def test_over_a_later_clip_it_is_seen_and_heard_on_that_clips_clock(tmp_path: Path) -> None:
    """Second 2 of its file sounds at second 6 of the segment; its clip lasts from 5 to 11."""
    stands = LinedUp(Fraction(1), Fraction(4), Fraction(4), Fraction(14))
    found = takes(tmp_path, docu(AUTO.replace("sync", "at: 0.5, sync")), stands)
    [inset] = shown(found, "inset")
    assert (inset.range.start, inset.range.end) == (132, 264)
    assert inset.clip.start == Fraction(3, 2)
    sound = found.stack.sound[2]
    assert (sound.sync, sound.start, sound.at, sound.seconds) == ("auto", Fraction(3, 2), Fraction(11, 2), Fraction(11, 2))
    assert found.stack.unplaced == ()


def test_pictures_over_a_clip_keep_off_those_over_its_segment(tmp_path: Path) -> None:
    found = segment(tmp_path, docu(INSET, "picture_in_picture: home/first-take.mp4"))
    whole, part = (one.clip.placement.box for one in shown(found, "inset"))
    assert whole.x == part.x
    assert part.y >= whole.y + whole.height


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ("credits: S, " + INSET, "a picture would lie over names of the credits; write it over the card or the clip before them"),
        ("credits: S, text: Hello", "a text would lie over names of the credits; write `thanks`"),
        ("card: S, text: Hello", "a card says its own words; write text_over: for a text over it"),
        ("card: S, layout: row, " + INSET, "a card fills the picture, so nothing runs beside it"),
        ("poem: S, text: {text: Hello, at: 2}", "the `text` of a poem is a file that holds its lines; write text_over: "),
        ("end: S, text: [Hello, you]", "the `text` of an end card is more words under its call; write text_over: "),
        ("poem: S, lines: [One], background: poems/window.jpg, layout: row, " + INSET, "are laid out over all of the picture"),
        (f"{VOICE}, show_lines: off, layout: row, {INSET}", "nothing is there that others could run beside"),
        (f"{VOICE}, show_lines: off, background: '#112233', layout: row", "needs others beside it"),
        (f"{VOICE}, show_lines: off, layout: margin", "no line is shown by itself"),
        (KINDS["mosaic"][0] + ", layout: row, " + INSET, "the players of a mosaic stand beside each other already"),
        (KINDS["waveform"][0] + ", layout: row", "a layout needs others beside it"),
        (docu(INSET, f"layout: row, {INSET}"), "the segment has a layout, in which nothing"),
        (docu("", AUTO, sound="off"), "sync: auto lines up two sounds, and one is missing"),
        (f"card: S, {AUTO}", "sync: auto lines up two sounds, and one is missing"),
        ("card: S, length: 3, picture_in_picture: {file: home/street.mp4, at: 3}", "what it lies over ends at 0:03"),
    ],
)
def test_what_cannot_be_is_told_at_its_line(fields: str, where: str, tmp_path: Path) -> None:
    assert where in told(tmp_path, fields)


def test_what_cannot_be_in_a_show_is_told_there_too(tmp_path: Path) -> None:
    settings = "opening: {text_over: Hello, picture_in_picture: {file: home/street.mp4, by: kid-a}}\n"
    found = ShowFolder(tmp_path, f"{SHOW}{settings}", PEOPLE).cut("episode: {title: A}\nsegments: [{card: S}]\n").segments[0]
    assert [track.name for track in found.stack.picture] == ["card", "inset-1", "text"]
    assert isinstance(found.stack.picture[1].items[0], Clip)
    shown = SHOW.replace("credits: off", f"credits: {{{INSET}}}")
    with pytest.raises(InputFault, match="a picture would lie over names of the credits"):
        ShowFolder(tmp_path / "b", shown).cut("episode: {title: A}\nsegments: [{card: S}]\n")
