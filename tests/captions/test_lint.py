from fractions import Fraction

import pytest

from pipeline.captions import Caption, Rules, lint, reading_speed, rules_of

NTSC = Fraction(30000, 1001)


Times = tuple[Fraction | int, Fraction | int, str]


def rules_broken(*captions: Times, rate: Fraction = Fraction(24), end: int = 3600) -> list[str]:
    found = lint([Caption(Fraction(s), Fraction(e), t) for s, e, t in captions], rate, end=Fraction(end))
    return [remark.rule for remark in found]


@pytest.mark.parametrize(("caption", "broken"), [
    ((0, Fraction(20, 24), "ok"), []),
    ((0, Fraction(19, 24), "ok"), ["short"]),
    ((0, 7, "ok"), []),
    ((0, Fraction(7010, 1000), "ok"), []),
    ((0, 7 + Fraction(1, 24), "ok"), ["long"]),
    ((0, 2, "x" * 34), []),
    ((0, 2, "x" * 35), ["fast"]),
    ((0, 5, "x" * 42), []),
    ((0, 5, "x" * 43), ["width"]),
    ((0, 2, "a\nb"), []),
    ((0, 2, "a\nb\nc"), ["lines"]),
    ((0, 3, "字" * 21), []),
    ((0, 3, "字" * 22), ["width"]),
])
def test_each_rule_holds_up_to_its_boundary(caption: tuple[int, Fraction, str], broken: list[str]) -> None:
    assert rules_broken(caption) == broken


@pytest.mark.parametrize(("frames", "broken"), [(25, []), (24, ["short"])])
def test_the_shortest_is_25_frames_at_ntsc(frames: int, broken: list[str]) -> None:
    assert rules_broken((0, frames / NTSC, "ok"), rate=NTSC) == broken


@pytest.mark.parametrize(("frames", "broken"), [(2, []), (1, ["gap"]), (0, ["gap"]), (-1, ["overlap"])])
@pytest.mark.parametrize("rate", [Fraction(24), NTSC, Fraction(60)])
def test_two_frames_stand_between_captions_at_any_rate(rate: Fraction, frames: int, broken: list[str]) -> None:
    assert rules_broken((0, 2, "a"), (2 + frames / rate, 4, "b"), rate=rate) == broken


@pytest.mark.parametrize(("frames", "broken"), [(2, []), (3, ["gap"]), (12, ["gap"]), (13, [])])
def test_what_nearly_touches_flickers(frames: int, broken: list[str]) -> None:
    assert rules_broken((0, 2, "a"), (2 + Fraction(frames, 24), 5, "b")) == broken


CUT = 240


@pytest.mark.parametrize(("start", "message"), [
    (CUT - 12, ""), (CUT - 11, "begins 11 frames before a cut; begin on it, or 12 frames away"),
    (CUT - 7, "begins 7 frames before a cut; begin on it, or 12 frames away"), (CUT, ""),
    (CUT + 1, "begins 1 frame after a cut; begin on it, or 12 frames away"),
    (CUT + 11, "begins 11 frames after a cut; begin on it, or 12 frames away"), (CUT + 12, ""),
])
def test_a_caption_begins_on_a_cut_or_half_a_second_from_it(start: int, message: str) -> None:
    caption = Caption(Fraction(start, 24), Fraction(CUT + 72, 24), "a")
    assert [remark.message for remark in lint([caption], Fraction(24), cuts=[CUT])] == [message] * bool(message)


@pytest.mark.parametrize(("end", "message"), [
    (CUT - 12, ""), (CUT - 8, "ends 8 frames before a cut; end 2 frames before it, or 12 frames away"), (CUT - 2, ""),
    (CUT, "ends on a cut; end 2 frames before it, or 12 frames away"),
    (CUT + 11, "ends 11 frames after a cut; end 2 frames before it, or 12 frames away"), (CUT + 12, ""),
])
def test_a_caption_ends_two_frames_before_a_cut_or_half_a_second_from_it(end: int, message: str) -> None:
    caption = Caption(Fraction(CUT - 72, 24), Fraction(end, 24), "a")
    assert [remark.message for remark in lint([caption], Fraction(24), cuts=[CUT])] == [message] * bool(message)


def test_half_a_second_from_a_cut_is_25_frames_at_50_a_second() -> None:
    found = [
        frame for frame in range(500)
        for remark in lint([Caption(Fraction(frame, 50), Fraction(frame + 100, 50), "a")], Fraction(50), cuts=[250])
        if remark.message.startswith("begins")
    ]  # fmt: skip
    assert found == [*range(226, 250), *range(251, 275)]


def test_after_the_programme() -> None:
    assert rules_broken((0, 2, "a"), (3, 5, "b"), end=5) == []
    assert rules_broken((0, 2, "a"), (3, 5, "b"), end=4) == ["late"]


def test_remarks_come_in_order_of_time_and_say_how_much() -> None:
    found = lint([Caption(Fraction(8), Fraction(10), "x" * 40), Caption(Fraction(0), Fraction(9), "a")], Fraction(24))
    assert [(r.rule, r.at) for r in found] == [("long", 0), ("fast", 8), ("overlap", 8)]
    assert found[1].message == "runs at 20.0 characters a second; 17 can be read"
    assert found[2].message == "begins 1.000 s before the one before it ends"


def test_remarks_say_how_much_in_words() -> None:
    close = [Caption(Fraction(0), Fraction(2), "a"), Caption(2 + Fraction(1, 24), Fraction(4), "b")]
    assert [r.message for r in lint(close, Fraction(24))] == ["follows after 1 frame; 2 let the eye see the change"]
    touching = [Caption(Fraction(0), Fraction(2), "a"), Caption(Fraction(2), Fraction(9, 2), "b")]
    assert [r.message for r in lint(touching, Fraction(24), end=Fraction(4))] == [
        "ends 0.500 s after the programme", "follows after 0 frames; 2 let the eye see the change"]


def test_the_speed_is_that_of_the_frames_in_which_it_is_seen() -> None:
    told = lint([Caption(Fraction(1, 2), Fraction(3, 4), "Cue 0")], Fraction(25), rules_of("en"))
    (found,) = [one for one in told if one.rule == "fast"]
    assert found.message == "runs at 20.8 characters a second; 20 can be read", "0.25 s are six frames at 25 a second"


@pytest.mark.parametrize("milliseconds", [1, 10, 20])
def test_a_caption_that_is_over_within_its_frame_is_judged_as_one_frame(milliseconds: int) -> None:
    found = lint([Caption(Fraction(1), 1 + Fraction(milliseconds, 1000), "ok")], Fraction(24))

    assert [one.message.split(";")[0] for one in found if one.rule == "fast"] == ["runs at 48.0 characters a second"]
    assert [one.rule for one in found] == ["short", "fast"]


def test_thresholds_are_data() -> None:
    caption = Caption(Fraction(0), Fraction(2), "x" * 36)
    assert lint([caption], Fraction(24)) != ()
    assert lint([caption], Fraction(24), Rules(per_second=Fraction(20))) == ()


def test_reading_speed_counts_what_readers_count() -> None:
    assert reading_speed(Caption(Fraction(0), Fraction(2), "a b\n👨‍👩‍👧‍👦")) == 2


@pytest.mark.parametrize(("language", "text", "broken"), [
    ("en-GB", "x" * 40, []), ("en-GB", "x" * 41, ["fast"]),
    ("es", "x" * 34, []), ("es", "x" * 35, ["fast"]),
    ("ja", "字" * 8, []), ("ja", "字" * 9, ["fast"]), ("ja", "字" * 7 + "ab", []),
    ("ko", "국" * 16 + "\n" + "국" * 8, []), ("ko", "국" * 17, ["width"]), ("ko", "국" * 15 + "\n" + "국" * 10, ["fast"]),
    ("zh-Hant-TW", "字" * 16 + "\n字字", []), ("zh-Hant-TW", "字" * 17, ["width"]),
    ("zh-Hant-TW", "字" * 9 + "\n" + "字" * 10, ["fast"]),
    ("th", "ก้" * 34, []), ("th", "ก" * 36, ["fast", "width"]),
])
def test_each_language_has_its_own_numbers(language: str, text: str, broken: list[str]) -> None:
    caption = Caption(Fraction(0), Fraction(2), text)
    assert [remark.rule for remark in lint([caption], Fraction(25), rules_of(language))] == broken
