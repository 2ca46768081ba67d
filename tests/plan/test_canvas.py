"""A caption that is drawn into the picture hides no name, in any shape of picture, and stays where it is while it is read."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from pipeline.captions import Caption, read
from pipeline.cards import theme as themes
from pipeline.cards.draw import painter
from pipeline.cards.model import BoxSpec, Theme
from pipeline.cards.place import place
from pipeline.media.info import MediaInfo
from pipeline.plan.canvas import DrawnCue, caption_card, drawn_cues, raised
from pipeline.plan.drawing import drawing_of
from pipeline.plan.spans import cut
from pipeline.timebase import FrameRange
from pipeline.timeline.model import (
    WHOLE,
    Box,
    CardMedia,
    Clip,
    ColourMedia,
    Cue,
    Gap,
    Placement,
    Segment,
    Stack,
    Timeline,
    Track,
    Transition,
)  # fmt: skip

CANVASES = [(1920, 1080), (1080, 1080), (1080, 1920), (640, 360), (360, 640)]
STRIPS = tuple(Box(Fraction(side, 2), Fraction(4, 5), Fraction(1, 2), Fraction(1, 6)) for side in (0, 1))
"""The strips of two tiles in which names stand."""


@pytest.fixture(scope="module")
def theme() -> Theme:
    return themes.load(themes.DEFAULT)


@pytest.fixture(scope="module")
def low(theme: Theme) -> Theme:
    """The theme with names where captions stand."""
    spec, captions = theme.cards["lower_third"], theme.cards["caption"].boxes
    boxes = {shape: replace(box, y=captions[shape].y) for shape, box in spec.boxes.items()}
    return replace(theme, cards={**theme.cards, "lower_third": replace(spec, boxes=boxes)})


def cue(*beside: tuple[str, Box]) -> DrawnCue:
    return DrawnCue(FrameRange(0, 10), "One", "en", beside)


def bottom(theme: Theme, canvas: tuple[int, int], up: int) -> int:
    (_, y, _, height), _ = place(theme.cards["caption"], *canvas)
    return y + height - up


@pytest.mark.parametrize("canvas", CANVASES)
def test_a_caption_stands_above_a_name_that_would_hide_it(canvas: tuple[int, int], low: Theme) -> None:
    (_, top, _, _), _ = place(low.cards["lower_third"], *canvas)
    up = raised(low, cue(("lower_third", WHOLE)), canvas)
    assert up > 0
    assert up % 2 == 0
    assert top - 10 <= bottom(low, canvas, up) <= top


@pytest.mark.parametrize("canvas", CANVASES)
@pytest.mark.parametrize("name", themes.names())
def test_the_lower_thirds_in_the_box_leave_captions_their_place(canvas: tuple[int, int], name: str) -> None:
    found = themes.load(name)
    (_, top, _, height), _ = place(found.cards["lower_third"], *canvas)
    assert top + height <= place(found.cards["caption"], *canvas)[0][1]
    assert raised(found, cue(("lower_third", WHOLE)), canvas) == 0


@pytest.mark.parametrize("canvas", [(1920, 1080), (640, 360)])
def test_a_caption_stands_above_the_names_on_tiles(canvas: tuple[int, int], theme: Theme) -> None:
    up = raised(theme, cue(*(("name_tag", strip) for strip in STRIPS)), canvas)
    assert up > 0
    assert bottom(theme, canvas, up) <= Fraction(4, 5) * canvas[1]


def test_names_that_stand_elsewhere_move_nothing(theme: Theme) -> None:
    upper = Box(Fraction(0), Fraction(0), Fraction(1), Fraction(1, 2))
    assert raised(theme, cue(("name_tag", upper)), (1920, 1080)) == 0
    assert raised(theme, cue(), (1920, 1080)) == 0


def test_where_there_is_no_room_above_the_names_a_caption_keeps_its_place(low: Theme) -> None:
    spec = low.cards["lower_third"]
    tall = {shape: replace(box, y=replace(box.y, size=1000)) for shape, box in spec.boxes.items()}
    crowded = replace(low, cards={**low.cards, "lower_third": replace(spec, boxes=tall)})
    assert isinstance(tall["wide"], BoxSpec)
    assert raised(crowded, cue(("lower_third", WHOLE)), (1920, 1080)) == 0


def a_cut(*, name_from: int, name_frames: int, words: str = "Two") -> Timeline:
    name = Clip(CardMedia("lower_third", {"people": ()}, themes.DEFAULT), name_frames, placement=Placement(box=WHOLE))
    spoken = ((0, 25, "One"), (90, 140, words), (800, 850, "Three"))
    stack = Stack(
        1000,
        (Track("picture", (Clip(ColourMedia("#000000"), 1000),)), Track("names", (Gap(name_from), name))),
        cues={"es": tuple(Cue(Caption(Fraction(start, 25), Fraction(end, 25), text)) for start, end, text in spoken)},
    )
    return Timeline("e", "E", Fraction(25), (Segment("film", "clip", "Film", stack),), themes.DEFAULT, "en", "#000000")


def test_a_caption_knows_the_names_that_are_seen_during_any_of_it(theme: Theme) -> None:
    ((one, two, three),) = drawn_cues(a_cut(name_from=100, name_frames=400), "es")
    assert [bool(found.beside) for found in (one, two, three)] == [False, True, False]
    assert {found.language for found in (one, two, three)} == {"es"}
    assert drawn_cues(a_cut(name_from=100, name_frames=400), "fr") == ((),)


def test_a_caption_whose_words_a_card_shows_is_not_drawn_beside_it(theme: Theme) -> None:
    timeline = a_cut(name_from=100, name_frames=400)
    (segment,) = timeline.segments
    one, *others = segment.stack.cues["es"]
    stack = replace(segment.stack, cues={"es": (replace(one, is_shown=True), *others)})
    ((two, three),) = drawn_cues(replace(timeline, segments=(replace(segment, stack=stack),)), "es")
    assert (two.text, three.text) == ("Two", "Three")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((960, 1000), (0, 60), [("Four\nFive", ""), ("Five", "after")]),
        ((900, 1000), (19, 60), [("Four", "before"), ("Five", "after")]),
    ],
)
def test_a_caption_is_its_own_segment_s_where_two_share_frames(
    first: tuple[int, int], second: tuple[int, int], expected: list[tuple[str, str]]
) -> None:
    film = a_cut(name_from=100, name_frames=400).segments[0]

    def captioned(name: str, frames: tuple[int, int], text: str) -> Segment:
        said = Caption(Fraction(frames[0], 25), Fraction(frames[1], 25), text)
        return replace(film, name=name, stack=replace(film.stack, cues={"es": (Cue(said),)}))

    before = captioned("a", first, "Four")
    after = replace(captioned("b", second, "Five"), transition=Transition("wipe", 20))
    timeline = replace(a_cut(name_from=100, name_frames=400), segments=(before, after))
    assert [(one.text, one.side) for one in drawn_cues(timeline, "es")[1]][-2:] == expected
    lasting = replace(captioned("b", (0, 50), "Four"), transition=Transition("wipe", 20))
    (found,) = drawn_cues(replace(timeline, segments=(before, lasting)), "es")[1]
    assert (found.text, found.side) == ("Four", ""), "the same words go on, and are read through the edge"


def test_a_caption_over_two_spans_is_the_same_in_both(theme: Theme) -> None:
    def no_info(path: object) -> MediaInfo:
        raise AssertionError(path)

    timeline = a_cut(name_from=100, name_frames=400)
    spans = cut(timeline, no_info, theme=theme, burn="es", gop=Fraction(1))
    shown = [one for span in spans for one in span.cues if one.text == "Two"]
    assert len(shown) == 2
    assert shown[0].beside == shown[1].beside != ()
    assert sum(one.range.frames for one in shown) == 50


LONG = {
    "en": "A second line that is rather long and will need to be broken somewhere",
    "ar": "هذا سطر طويل جدًا من النص العربي يحتاج إلى أن ينقسم إلى سطرين 12 مرة (نعم)",
    "hi": "यह हिन्दी में लिखी हुई एक काफ़ी लंबी पंक्ति है जिसे दो हिस्सों में बाँटना होगा",
    "th": "นี่คือบรรทัดภาษาไทยที่ค่อนข้างยาวและต้องถูกแบ่งออกเป็นสองบรรทัด",
    "ja": "これはかなり長い字幕なので、自動的に二行に分ける必要があります。",
}


@pytest.mark.parametrize("language", LONG)
@pytest.mark.parametrize("canvas", [(1280, 720), (720, 1280)])
def test_a_long_line_is_broken_as_its_language_is_read_and_fits(language: str, canvas: tuple[int, int], theme: Theme) -> None:
    stack = Stack(100, (), cues={language: (Cue(Caption(Fraction(1), Fraction(3), LONG[language])),)})
    timeline = Timeline("e", "E", Fraction(25), (Segment("film", "clip", "Film", stack),), themes.DEFAULT)
    ((found,),) = drawn_cues(timeline, language)
    assert len(found.text.split("\n")) == 2
    assert "".join(found.text.split()) == "".join(LONG[language].split())
    drawing = drawing_of(theme, caption_card(timeline, found), *canvas, timeline.rate)
    assert painter(drawing).png()  # raises where it does not fit


def test_in_a_transition_the_captions_of_both_neighbours_are_drawn_one_at_a_time() -> None:
    def film(name: str, start: int, end: int, into: Transition | None = None) -> Segment:
        cue = Cue(Caption(Fraction(start, 25), Fraction(end, 25), name))
        picture = (Track("p", (Clip(ColourMedia("#000000"), 200),)),)
        return Segment(name, "clip", name, Stack(200, picture, cues={"en": (cue,)}), into)

    segments = (film("first", 100, 200), film("second", 5, 60, Transition("dissolve", 20)))
    first, second = drawn_cues(Timeline("e", "E", Fraction(25), segments, themes.DEFAULT, "en", "#000000"), "en")
    assert [(one.text, one.range) for one in first] == [("first", FrameRange(100, 85)), ("second", FrameRange(185, 15))]
    assert [(one.text, one.range) for one in second] == [("first", FrameRange(0, 5)), ("second", FrameRange(5, 55))]


ASS = """[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize, Italic
Style: Default,Arial,20,0

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,She said {\\i1}never again{\\i0} and went.
"""
SRT = "1\n00:00:00,000 --> 00:00:01,000\nShe said <i>never again</i> and went.\n"
TURNED = "1\n00:00:00,000 --> 00:00:01,000\n<i>{}</i>\n"
ALL = "She said that she would never go again to where nobody waits for her."


@pytest.mark.parametrize(
    ("name", "content", "italic"),
    [("a.srt", SRT, ["never again"]), ("a.ass", ASS, ["never again"]), ("a.srt", TURNED.format(ALL), [ALL])],
)
def test_the_italics_of_a_file_are_drawn_wherever_its_lines_are_broken(name: str, content: str, italic: list[str]) -> None:
    (caption,) = read(content.encode(), name)
    stack = Stack(25, (Track("picture", (Clip(ColourMedia("#000000"), 25),)),), cues={"en": (Cue(caption),)})
    timeline = Timeline("e", "E", Fraction(25), (Segment("film", "clip", "Film", stack),), themes.DEFAULT)
    (((found,),)) = drawn_cues(timeline, "en")
    assert [found.text[begin:end].replace("\n", " ") for begin, end in found.italics] == italic
    media = caption_card(timeline, found).media
    assert isinstance(media, CardMedia)
    assert media.fields["italics"] == [{"begin": begin, "end": end} for begin, end in found.italics]
