"""Captions judged where they are shown: what is better in their place, and which findings that mends."""

from collections.abc import Sequence
from fractions import Fraction

from pipeline.captions import Caption, Mark, Place, Remark, Word, rules_of
from pipeline.captions.corrected import Judged, Shown, judged
from pipeline.captions.timing import Timing

FREE = (0, 10_000)


def caption(start: int, end: int, text: str = "ok", **more: Place | tuple[Word, ...] | tuple[Mark, ...]) -> Caption:
    """Return a caption from one frame until another, at 25 a second."""
    return Caption(Fraction(start, 25), Fraction(end, 25), text, **more)  # type: ignore[arg-type]


def judge(*captions: Caption, language: str = "en", cuts: Sequence[int] = (), is_fixed: bool = False) -> Judged:
    shown = [Shown(one) if is_fixed else Shown(one, FREE, FREE, is_written=True) for one in captions]
    return judged(shown, language, Timing(Fraction(25), rules_of(language), tuple(cuts)), Fraction(400))


def frames(found: Judged, number: int) -> tuple[Fraction, Fraction]:
    return found.better[number].start * 25, found.better[number].end * 25


def test_a_sign_above_does_not_press_upon_what_is_said_below() -> None:
    sign = caption(50, 150, "EXIT", place=Place(line=Fraction(0)))
    found = judge(caption(0, 100), sign, caption(104, 200))
    assert [(one.rule, one.number) for one in found.remarks] == [("gap", 2)]
    assert found.better.keys() == {0}
    assert frames(found, 0) == (0, 102)
    assert judge(caption(0, 100), caption(50, 150, "EXIT")).remarks[0].rule == "overlap"


def test_what_stays_broken_is_not_called_mended() -> None:
    found = judge(caption(0, 25, "x" * 40), caption(29, 140, "y" * 60 + " z"))
    mended = {(one.number, one.rule): found.is_mended(one) for one in found.remarks}
    assert mended == {(0, "fast"): False, (1, "gap"): True, (1, "width"): False}


def test_what_is_fixed_is_judged_and_left() -> None:
    found = judge(caption(3, 100, "a\nb\nc"), cuts=[1], is_fixed=True)
    assert [one.rule for one in found.remarks] == ["lines", "cut"]
    assert not any(map(found.is_mended, found.remarks))
    assert found.better == {}


def test_breaks_are_those_of_the_language_and_marks_stay_with_their_words() -> None:
    text = "天気が良いので、公園に行きます。"
    found = judge(caption(0, 160, text, marks=(Mark(8, 11, "bold"),)), language="ja")
    better = found.better[0]
    assert better.text == "天気が良いので、\n公園に行きます。"
    (mark,) = better.marks
    assert better.text[mark.begin : mark.end] == "公園に"


def test_a_time_does_not_pass_the_words_that_are_timed() -> None:
    words = (Word(0, Fraction(6, 25)), Word(2, Fraction(90, 25)))
    found = judge(caption(3, 100, "a b", words=words), cuts=[10, 104])
    assert {remark.at * 25 for remark in found.remarks} == {3, 100}
    assert 0 not in found.better or frames(found, 0)[0] == 3, "the cut is at 10, and a word is spoken at 6"
    assert frames(found, 0)[1] == 102


def test_findings_come_in_order_of_time_with_the_numbers_that_were_given() -> None:
    found = judge(caption(200, 203), caption(0, 3))
    assert [(one.number, one.rule) for one in found.remarks] == [(1, "short"), (0, "short")]
    assert all(isinstance(one, Remark) and found.is_mended(one) for one in found.remarks)
    assert frames(found, 1) == (0, 21)


def test_a_caption_may_begin_after_its_old_end() -> None:
    shown = [Shown(Caption(Fraction(at, 1000), Fraction(at + 5, 1000), f"line {at}"), FREE, FREE) for at in range(3000, 3300, 6)]
    found = judged(shown, "en", Timing(Fraction(25), rules_of("en")), Fraction(400))
    assert any(one.start >= shown[number].caption.end for number, one in found.better.items())
