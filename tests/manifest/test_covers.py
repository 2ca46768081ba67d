"""Which cuts a theme lays something over, and what: found in the cut, without a frame being made."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.assembly import assembled
from pipeline.cards import theme as themes
from pipeline.faults import InputFault
from pipeline.timeline.model import CardMedia, Clip, Segment, Timeline
from pipeline.timeline.programme import Programme, covered
from pipeline.timeline.regions import place
from pipeline.timeline.selection import only
from tests.episode.between import FILES, MATTE
from tests.shows import FakeLibrary, ShowFolder

FILM = "  - clip: {name}\n    file: home/street.mp4\n    length: {length}\n{more}"
CARD = "  - card: {name}\n    length: {length}\n{more}"
NAME = "lower_third: {show: Rain, at: 1.4, length: 1.6}\n"
"""A name that is seen to the end of a film of three seconds, and too short to leave earlier."""
SHOW = "show: Create Together\nrate: 24\ntheme: between\ncredits: off\n"


def film(name: str, length: float = 3, more: str = "") -> str:
    return FILM.format(name=name, length=length, more=more)


def card(name: str, length: float = 2, more: str = "") -> str:
    return CARD.format(name=name, length=length, more=more)


def cut(folder: Path, segments: str, *, show: str = SHOW, files: dict[str, str] = FILES) -> tuple[Timeline, list[str]]:
    """Return the cut and what was told about it."""
    (folder / "templates/between").mkdir(parents=True)
    for name, text in files.items():
        (folder / "templates/between" / name).write_text(text)
    episode = ShowFolder(folder, show=show).load(f"episode: {{title: A}}\nsegments:\n{segments}")
    timeline, _, told = assembled(episode, FakeLibrary(folder), themes.load("between", episode.template_folders))
    return timeline, [str(one) for one in told if "cut comes" in one.message]


def over(segment: Segment) -> str:
    """Say what lies over the cut before a segment."""
    if segment.cover is None:
        return segment.transition.kind if segment.transition else "cut"
    if segment.cover.before is None:
        assert segment.cover.after is not None
        assert isinstance(segment.cover.after.media, CardMedia)
        return f"{segment.cover.after.media.card} after {segment.cover.after.media.after}: {segment.cover.after.frames}"
    assert isinstance(segment.cover.before.media, CardMedia)
    assert segment.cover.before.media.is_lead
    return segment.cover.before.media.card + (f" {segment.cover.after.frames}" if segment.cover.after else "")


def clips(segment: Segment, name: str) -> list[Clip]:
    """Return the clips of a card that a segment shows."""
    items = [item for track in segment.stack.picture for item in track.items]
    return [one for one in items if isinstance(one, Clip) and isinstance(one.media, CardMedia) and one.media.card == name]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


CASES = {
    "a film and a card": (film("A") + card("B"), ["cut", "interstitial"]),
    "a card and a film": (card("A") + film("B"), ["cut", "pass 6"]),
    "a film and a card with a picture over it": (
        film("A") + card("B", more="    picture_in_picture: home/friday.mp4\n    text_over: Hello\n"), ["cut", "interstitial"],
    ),
    "two films": (film("A") + film("B"), ["cut", "pass 6"]),
    "two cards": (card("A") + card("B"), ["cut", "pass 6"]),
    "a name at the film's end": (
        film("A", more=f"    {NAME}") + card("B"),
        ["cut", "pass 6"],
    ),
    "a name that can leave earlier": (
        film("A", more="    lower_third: {show: Rain, at: 1, length: 2}\n") + card("B"),
        ["cut", "interstitial"],
    ),
    "a name that has gone": (
        film("A", more="    lower_third: {show: Rain, at: 1, length: 1}\n") + card("B"),
        ["cut", "interstitial"],
    ),
    "a poem's line that stays to the end": (
        "  - poem: A\n    lines: [{text: Rain, at: 1}]\n    background: home/street.mp4\n    length: 4\n    interstitial: off\n"
        + card("B"),
        ["cut", "interstitial"],
    ),
    "a mosaic, whose windows are cut into a card": (
        "  - music: A\n    stems: [{file: metal/dad-guitar.wav, by: ruben}]\n    lower_third: off\n    interstitial: off\n"
        "    picture: {mosaic: [{file: home/street.mp4, by: mika}, {file: home/street.mp4, by: ben}]}\n" + card("B"),
        ["cut", "interstitial"],
    ),
    "a segment's own transition": (film("A") + card("B", more="    transition: wipe\n"), ["cut", "wipe"]),
    "a segment's cut": (film("A") + card("B", more="    transition: cut\n"), ["cut", "cut"]),
    "a piece with its title card": (
        film("A") + "  - animation: B\n    frames: breathe/frame_%04d.png\n    rate: 12\n    by: mika\n",
        ["cut", "interstitial", "cut"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_lies_over_a_cut_follows_from_what_is_on_both_sides(case: str, folder: Path) -> None:
    segments, expected = CASES[case]
    timeline, told = cut(folder, segments)
    assert [over(segment) for segment in timeline.segments] == expected
    assert told == []
    assert Programme(timeline).frames == sum(one.stack.frames for one in timeline.segments) - (12 if "wipe" in expected else 0)


def test_no_frame_holds_two_texts_whatever_follows_whatever(folder: Path) -> None:
    pieces = [film("A"), card("B"), card("C"), film("D", more=f"    {NAME}"), card("E")]
    timeline, _ = cut(folder, "".join([*pieces, film("F"), film("G"), card("H")]))
    leads = 0
    for placed, stack in zip(Programme(timeline).segments, covered(timeline.segments), strict=True):
        cards = [
            (one.range, one.clip.media.card)
            for track in stack.picture
            for one in place(track)
            if isinstance(one.clip.media, CardMedia)
        ]
        for number, (range_, name) in enumerate(cards):
            others = [other for at, other in cards[number + 1 :] if range_.overlap(at)]
            assert "pass" in (name, *others) or not others, f"{name} under {others} in {placed.segment.name}"
        leads += sum(name == "interstitial" and range_.frames == 6 for range_, name in cards)
    assert leads == 2, "one is handed in over A, another over G"


@pytest.mark.parametrize(
    ("at", "length", "seen"),
    [(1, 2, 42), (0.5, 2.4, 54), (0.5, 2.25, 54), (0.5, 2, 48), (1.4, 1.6, 38)],
    ids=["to the end", "into it", "just before it", "well before it", "too short to leave"],
)
@pytest.mark.parametrize("files", [FILES, MATTE], ids=["pass", "matte"])
def test_a_name_leaves_before_the_passage_begins_where_it_can_be_read_until_then(
    at: float, length: float, seen: int, files: dict[str, str], folder: Path
) -> None:
    written = f"    lower_third: {{show: Rain, at: {at}, length: {length}}}\n"
    timeline, _ = cut(folder, film("A", more=written) + card("B"), files=files)
    names = [one.frames for one in clips(timeline.segments[0], "lower_third")]
    assert names == [seen], "a passage takes the last 6 of its 72 frames"
    assert timeline.segments[0].stack.frames == 72


def test_the_sheet_of_a_pass_knows_what_kind_of_piece_comes(folder: Path) -> None:
    piece = "  - animation: C\n    frames: breathe/frame_%04d.png\n    rate: 12\n    by: mika\n"
    timeline, _ = cut(folder, card("A") + film("B") + card("D") + piece)
    media = [one.cover.before.media for one in timeline.segments if one.cover and one.cover.before]
    kinds = [one.fields for one in media if isinstance(one, CardMedia)]
    assert kinds[0] == {"kind": "clip"}, "a film"
    assert kinds[2] == {"kind": "animation"}, "a title card, which announces one"


def test_only_a_theme_that_has_it_and_a_show_that_asks_take_it(folder: Path) -> None:
    asked = SHOW + "transition: theme\n"
    plain = {**FILES, "theme.yaml": FILES["theme.yaml"].replace("transition: theme", "transition: cut")}
    pieces = film("A") + card("B") + film("C")
    assert [over(one) for one in cut(folder / "plain", pieces, files=plain)[0].segments] == ["cut"] * 3
    shown = cut(folder / "asked", pieces, files=plain, show=asked)[0].segments
    assert [over(one) for one in shown] == ["cut", "interstitial", "pass 6"]
    other = cut(folder / "other", pieces, show=SHOW + "transition: push\n")[0].segments
    assert [over(one) for one in other] == ["cut", "push", "push"]
    built_in = ShowFolder(folder / "built-in", show=asked.replace("theme: between\n", "theme: paper\n"))
    timeline = built_in.cut(f"episode: {{title: A}}\nsegments:\n{pieces}")
    assert [over(one) for one in timeline.segments] == ["cut"] * 3, "the theme has nothing to lay there"


def test_a_film_that_is_too_short_is_cut_and_that_is_told(folder: Path) -> None:
    pieces = film("A", 0.25) + card("B")
    timeline, told = cut(folder / "theme", pieces)
    assert over(timeline.segments[1]) == "cut"
    (line,) = told
    assert line == (
        "episodes/s01e01.yaml:6:5: note: a cut comes before 'B': the theme's transition takes 0:00.25, more than half of 'A' "
        "(0:00.25); make that longer, or write transition: cut in this segment"
    )
    _, told = cut(folder / "own", pieces + "    transition: theme\n")
    assert told[0].startswith("episodes/s01e01.yaml:8:17: warning: a cut comes before 'B'")


def test_a_preview_of_one_segment_has_nothing_of_its_neighbour(folder: Path) -> None:
    timeline, _ = cut(folder, film("A") + card("B") + card("C"))
    assert [over(one) for one in only(timeline, ["b", "c"]).segments] == ["cut", "pass 6"]
    (alone,) = covered(only(timeline, ["a"]).segments)
    assert alone == timeline.segments[0].stack


def test_a_matte_takes_its_time_everywhere(folder: Path) -> None:
    timeline, _ = cut(folder, film("A") + card("B") + film("C"), files=MATTE)
    assert [over(one) for one in timeline.segments] == ["cut", "matte", "matte"]
    assert Programme(timeline).frames == 72 + 48 + 72 - 2 * 6
    piece = "  - animation: B\n    frames: breathe/frame_%04d.png\n    rate: 12\n    by: mika\n"
    timeline, _ = cut(folder / "piece", film("A") + piece, files=MATTE)
    assert [over(one) for one in timeline.segments] == ["cut", "matte", "matte"], "also out of its own title card"


def test_a_title_card_that_shows_the_film_opens_onto_it_by_itself_whatever_else_the_theme_has(folder: Path) -> None:
    shown = '{% if pictures.first %}<div class="layer" data-layer="sheet"><img src="{{ picture("first") }}"></div>{% endif %}'
    files = {**MATTE, "interstitial.html": MATTE["interstitial.html"] + shown}
    piece = "  - animation: B\n    frames: breathe/frame_%04d.png\n    rate: 12\n    by: mika\n"
    timeline, told = cut(folder, film("A") + piece + film("C"), files=files)
    assert [over(one) for one in timeline.segments] == ["cut", "matte", "cut", "matte"]
    assert told == []


def test_what_lies_between_segments_is_in_layers_and_shown_by_no_manifest(folder: Path) -> None:
    still = FILES["theme.yaml"].replace("pass: {kind: layered, seconds: 0.25, lead: 6f", "pass: {kind: still")
    flat = {name: text for name, text in FILES.items() if name != "pass.motion.yaml"} | {"theme.yaml": still}
    with pytest.raises(InputFault, match=r"between/theme\.yaml:6:\d+: pass lies between segments and is no card in layers"):
        cut(folder / "flat", film("A"), files=flat)
    with pytest.raises(InputFault, match="pass"):
        cut(folder / "shown", film("A") + "  - card: B\n    template: pass\n")
    wrong = {**FILES, "theme.yaml": FILES["theme.yaml"].replace("transition: theme", "transition: pass")}
    with pytest.raises(InputFault, match="'pass' is not a transition of a theme; allowed: cut, theme"):
        cut(folder / "wrong", film("A"), files=wrong)


MOVES = "interstitial.motion.yaml"
TAIL = {**FILES, MOVES: FILES[MOVES].replace("x: 0}\n", "x: 0}\n    - {at: end+5.5f, x: -100%}\n")}
"""The theme whose title card leaves over the piece that it announces."""
PIECE = "  - docu-short: B\n    clips: [{{file: home/street.mp4, length: {length}}}]\n{more}"


def piece(length: float = 3, more: str = "") -> str:
    return PIECE.format(length=length, more=more)


@pytest.mark.parametrize("more", ["", "    transition: cut\n", "    transition: {dissolve: 0.25}\n", "    sound_leads: 0.5\n"])
@pytest.mark.parametrize("files", [TAIL, {**MATTE, MOVES: TAIL[MOVES]}])
def test_a_title_card_goes_on_over_its_piece_whatever_leads_to_the_card(files: dict[str, str], more: str, folder: Path) -> None:
    timeline, told = cut(folder, film("A") + piece(more=more) + film("C"), files=files)
    _, title, opened, _ = timeline.segments
    assert over(opened) == "interstitial after 24: 6"
    assert told == []
    shown = list(covered(timeline.segments))[2].picture[-2 if "pass.html" in files else -1]
    (clip,) = place(shown)
    assert (clip.range.start, clip.range.frames) == (opened.sound_leads, 6), "from the first frame on that is seen"
    assert clip.clip.media.fields == title.stack.picture[0].items[0].media.fields  # type: ignore[union-attr]
    if "pass.html" in files:
        plain, _ = cut(folder / "cut", film("A") + piece(more=more) + film("C"))
        assert Programme(timeline).frames == Programme(plain).frames, "it takes no time"


def test_a_title_card_of_a_manifest_s_own_opens_onto_nothing(folder: Path) -> None:
    timeline, _ = cut(folder, card("A") + film("B") + piece(more="    interstitial: off\n"), files=TAIL)
    assert [over(one) for one in timeline.segments] == ["cut", "pass 6", "pass 6"]


def test_a_piece_too_short_to_be_opened_onto_is_cut_to_and_that_is_told(folder: Path) -> None:
    timeline, (line,) = cut(folder, film("A") + piece(0.4) + film("C", more="    transition: cut\n"), files=TAIL)
    assert over(timeline.segments[2]) == "cut"
    assert "note: a cut comes before 'B': the theme's transition takes 0:00.25" in line
    assert line.endswith("make that longer, or write interstitial: off in this segment")


def test_in_a_preview_of_a_piece_nothing_of_its_card_is_left(folder: Path) -> None:
    timeline, _ = cut(folder, film("A") + piece() + film("C"), files=TAIL)
    (alone,) = covered(only(timeline, ["b"]).segments)
    assert alone == timeline.segments[2].stack
