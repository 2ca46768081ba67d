import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from pipeline import profiles
from pipeline.captions import Caption, Place
from pipeline.profiles.model import Profile
from pipeline.qc import Measurements, Planned, judge, measure
from pipeline.qc.boxes import Colour, Movie, PictureForm, SoundForm, Track
from pipeline.qc.measure import heard
from pipeline.qc.model import Heard, Written

BASE = profiles.load("youtube")
PROFILE: Profile = replace(BASE, video=replace(BASE.video, width=160, height=90))
SOUND = Heard(-14.1, -1.2, (), {})
REPORT = b'{"programme": {"loudness": -14.1, "true_peak": -1.2}, "segments": [{"name": "a", "loudness": -20, "clips": []}]}'
PICTURE = Track("vide", "avc1", 12_800, tuple(n * 512 for n in range(50)), 25_600, 9999, (0, 12, 24, 36, 48), has_edit_list=False,
                form=PictureForm(160, 90, 100, Colour(1, 1, 1, is_full_range=False)))
TONE = Track("soun", "mp4a", 48_000, tuple(n * 1024 for n in range(94)), 96_000, 999, (0,), has_edit_list=False,
             form=SoundForm(2, 48_000))
GOOD = Movie(("ftyp", "moov", "free", "mdat"), (PICTURE, TONE), brand="isom", timescale=1000, length=2000)
PLANNED = Planned(50, Fraction(25), 96_000, "en", chapters=3, titles={"a": "Letter", "b": "Metal Dad"})


def codes(movie: Movie | None = GOOD, planned: Planned = PLANNED, sound: Heard = SOUND) -> list[str]:
    return [finding.code for finding in judge(Measurements(1, movie, "cut", sound), planned, PROFILE)]


def picture(**changes: Any) -> Movie:
    return replace(GOOD, tracks=(replace(PICTURE, **changes), TONE))


def tone(**changes: Any) -> Movie:
    return replace(GOOD, tracks=(PICTURE, replace(TONE, **changes)))


def form(**changes: Any) -> Movie:
    assert isinstance(PICTURE.form, PictureForm)
    return picture(form=replace(PICTURE.form, **changes))


def test_a_good_file_meets_no_finding() -> None:
    assert codes() == []


def test_a_picture_that_needs_less_of_a_player_than_allowed_is_good() -> None:
    assert codes(form(profile=77)) == codes(form(profile=66)) == []


@pytest.mark.parametrize(("movie", "code"), [
    (None, "damaged"),
    (replace(GOOD, tracks=(PICTURE,)), "streams"),
    (replace(GOOD, tracks=(TONE,)), "streams"),
    (replace(GOOD, boxes=("ftyp", "mdat", "moov")), "moov_after"),
    (picture(has_edit_list=True), "edit_list"),
    (tone(has_edit_list=True), "edit_list"),
    (picture(shown=PICTURE.shown[:-1]), "frames"),
    (picture(shown=(*PICTURE.shown, 25_600)), "frames"),
    (picture(shown=tuple(time + 512 for time in PICTURE.shown)), "timestamps"),
    (picture(shown=(*PICTURE.shown[:30], PICTURE.shown[30] + 1, *PICTURE.shown[31:])), "timestamps"),
    (form(width=320), "size"),
    (form(profile=110), "codec"),
    (form(profile=88), "codec"),
    (picture(codec="hvc1"), "codec"),
    (form(colour=None), "colour"),
    (form(colour=Colour(1, 1, 6, is_full_range=False)), "colour"),
    (form(colour=Colour(1, 1, 1, is_full_range=True)), "colour"),
    (picture(keys=(0, 12, 24, 36)), "gop"),
    (picture(keys=(0, 12, 26, 38, 48)), "gop"),
    (tone(form=SoundForm(1, 48_000)), "sound_form"),
    (tone(form=SoundForm(2, 44_100)), "sound_form"),
    (tone(length=95_999), "samples"),
    (tone(length=97_024), "samples"),
    (tone(shown=tuple(time + 1024 for time in TONE.shown)), "sound_start"),
])
def test_each_fault_of_a_file_is_found_alone(movie: Movie | None, code: str) -> None:
    assert codes(movie) == [code]


def test_frames_of_a_fractional_rate_are_regular_in_the_ticks_of_another_clock() -> None:
    planned = replace(PLANNED, rate=Fraction(30000, 1001))
    clock = tuple(round(n * 90_000 * 1001 / 30_000) for n in range(50))
    keys = (0, 15, 30, 45)
    assert codes(picture(timescale=90_000, shown=clock, keys=keys), planned) == []
    assert codes(picture(timescale=90_000, shown=tuple(n * 3000 for n in range(50)), keys=keys), planned) == ["timestamps"]


def loud(loudness: float | None, peak: float | None) -> Heard:
    return Heard(loudness, peak, (), {})


@pytest.mark.parametrize(("loudness", "peak", "expected"), [
    (-14.2, -1.0, []), (-13.8, -1.0, []), (-14.21, -1.0, ["loudness"]), (-13.79, -1.0, ["loudness"]),
    (-14.0, -0.99, ["true_peak"]), (None, None, ["silent"]),
])
def test_levels_hold_up_to_their_boundaries(loudness: float | None, peak: float | None, expected: list[str]) -> None:
    assert codes(sound=loud(loudness, peak)) == expected


def jumps(*segments: tuple[str, float | None], cards: str = "", around: str = "", silent: str = "") -> list[str]:
    sound = replace(SOUND, segments=segments, silent=frozenset(silent))
    planned = replace(PLANNED, cards=frozenset(cards), around=frozenset(around or cards))
    found = judge(Measurements(1, GOOD, "", sound), planned, PROFILE)
    assert {finding.code for finding in found} <= {"loudness_jump"}
    return [finding.message for finding in found]


def test_a_jump_of_loudness_is_told_by_title() -> None:
    assert jumps(("a", -20.0), ("b", -14.0), ("a", -20.01)) == ["'Letter' is 6.0 LU quieter than 'Metal Dad' before it"]
    assert jumps(("a", -23.04), ("new", -14.0)) == ["'new' is 9.0 LU louder than 'Letter' before it"]


def test_the_quiet_of_title_cards_and_silence_is_no_jump() -> None:
    segments = (("a", -14.0), ("t", -40.0), ("b", -15.0), ("s", None), ("a", -14.0))
    assert jumps(*segments, cards="t") == []
    assert len(jumps(*segments)) == 2
    assert jumps(("a", -25.0), ("t", -40.0), ("b", -15.0), cards="t") == ["'Metal Dad' is 10.0 LU louder than 'Letter' before it"]


def test_what_neighbours_carry_into_silence_is_not_compared() -> None:
    segments = (("a", -14.0), ("s", -48.0), ("b", -15.0))
    assert len(jumps(*segments)) == 2
    assert jumps(*segments, silent="s") == []
    (told,) = jumps(("a", -25.0), ("s", -48.0), ("b", -15.0), silent="s")
    assert told == "'Metal Dad' is 10.0 LU louder than 'Letter' before the silence"


def test_a_card_that_has_the_title_of_what_it_announces_is_told_from_it() -> None:
    assert jumps(("a", -25.0), ("b", -15.0), around="a") == ["'Metal Dad' is 10.0 LU louder than the card 'Letter' before it"]
    assert jumps(("a", -15.0), ("b", -25.0), around="b") == ["the card 'Metal Dad' is 10.0 LU quieter than 'Letter' before it"]


def mix(level: float | None, anchor: str, *clips: dict[str, object]) -> dict[str, object]:
    return {"loudness": -48, "mix": {"loudness_before": level, "anchor": anchor}, "clips": clips}


def test_whether_a_segment_has_sound_of_its_own_is_read_from_its_mix() -> None:
    segments = {
        "still": {"loudness": -48, "mix": {}, "clips": []}, "sounds": mix(-20, "mix"), "silent": mix(None, "mix"),
        "mute voice": mix(None, "voice", {"channels": "silent"}),
        "faint voice": mix(None, "voice", {"channels": "stereo", "loudness_before": None}),
        "music alone": mix(None, "voice", {"channels": "silent"}, {"channels": "stereo"}),
    }  # fmt: skip
    made = [{"name": name} | one for name, one in segments.items()]
    report = {"programme": {"loudness": -14, "true_peak": -1}, "segments": made}
    assert heard(json.dumps(report).encode()).silent == {"still", "silent", "mute voice", "faint voice"}


def test_the_stream_that_lacks_is_named() -> None:
    for track, lacks in ((TONE, "picture"), (PICTURE, "sound")):
        (finding,) = judge(Measurements(1, replace(GOOD, tracks=(track,)), "", SOUND), PLANNED, PROFILE)
        assert finding.message == f"the file has no {lacks}"


def test_captions_are_judged_in_every_language() -> None:
    fine, late, fast = ((Caption(Fraction(0), Fraction(end), text),) for end, text in ((2, "ok"), (3, "ok"), (2, "x" * 40)))
    assert codes(planned=replace(PLANNED, captions={"en": fine})) == []
    assert codes(planned=replace(PLANNED, captions={"en": fine, "es": late, "de": fast})) == ["caption_late", "caption_fast"]
    assert codes(planned=replace(PLANNED, captions={"es": fine})) == ["captions_missing"]


def test_a_finding_says_where() -> None:
    late = Caption(Fraction(3, 2), Fraction(5, 2), "ok")
    (finding,) = judge(Measurements(1, GOOD, "", SOUND), replace(PLANNED, captions={"en": (late,)}), PROFILE)
    assert str(finding) == "error caption_late: 0:00:01.480: the en caption 1, “ok”, ends 0.500 s after the programme"


FIX, HAND = "together captions fix may mend it", "mend it by hand in a.srt"
LONG = "one " * 12 + "two"


@pytest.mark.parametrize(("text", "written", "hints"), [
    ("so", Written("a.srt"), {"caption_short": FIX}), ("so", None, {"caption_short": ""}),
    ("so", Written("a.srt", has_times=False), {"caption_short": HAND}),
    (LONG, Written("a.srt"), {"caption_width": FIX}), (LONG, Written("a.srt", has_breaks=False), {"caption_width": HAND}),
    ("x" * 43, Written("a.srt"), {"caption_width": f"{HAND}: no other line breaks make it fit"}),
    ("a\nb\nc", Written("a.srt"), {"caption_lines": FIX}),
    (f"{LONG}\n{LONG}", Written("a.srt"), {"caption_width": FIX}),
])  # fmt: skip
def test_only_what_fix_can_change_is_said_to_be_mended_by_it(text: str, written: Written | None, hints: dict[str, str]) -> None:
    said = (Caption(Fraction(1), Fraction(3, 2) if text == "so" else Fraction(8), text),)
    planned = replace(PLANNED, frames=250, captions={"en": said}, written={("en", 0): written} if written else {})
    found = judge(Measurements(1, GOOD, "", SOUND), planned, PROFILE)
    told = {one.code: one.hint for one in found if one.code in ("caption_short", "caption_width", "caption_lines")}
    assert told == hints


def test_a_caption_beside_a_cut_is_told_once_a_language_with_its_number() -> None:
    spoken = (Caption(Fraction(3, 25), Fraction(32, 25), "so"), Caption(Fraction(34, 25), Fraction(2), "it goes"))
    found = judge(
        Measurements(1, GOOD, "", SOUND),
        replace(
            PLANNED, captions={"en": spoken[:1], "es": spoken}, cuts=(35,),
            written={(language, number): Written("a.srt") for language in ("en", "es") for number in range(2)},
        ),
        PROFILE,
    )  # fmt: skip
    told = [(one.timecode, one.message) for one in found if one.code == "caption_cut"]
    assert {one.hint for one in found if one.code == "caption_cut"} == {"together captions fix may mend it"}
    assert told == [
        ("0:00:01.280", "the en caption 1, “so”, ends 3 frames before a cut; end 2 frames before it, or 13 frames away"),
        ("0:00:01.280", "the es caption 1, “so”, ends 3 frames before a cut; end 2 frames before it, or 13 frames away"),
        ("0:00:01.360", "the es caption 2, “it goes”, begins 1 frame before a cut; begin on it, or 13 frames away"),
    ]


def test_too_few_chapters_are_a_warning() -> None:
    assert codes(planned=replace(PLANNED, chapters=2)) == ["chapters"]


@pytest.mark.ffmpeg
def test_a_real_file_is_judged(delivered: Path, stock: Path) -> None:
    # ffmpeg alone lets the encoder's priming stand: 1,024 samples too many.
    planned = replace(PLANNED, samples=97_024)
    assert judge(measure(delivered, REPORT), planned, PROFILE) == ()
    found = {finding.code for finding in judge(measure(stock, REPORT), planned, PROFILE)}
    assert found == {"moov_after", "edit_list", "timestamps", "colour", "stream_colour"}


def test_a_sound_report_is_read_for_what_is_judged() -> None:
    assert heard(REPORT) == Heard(-14.1, -1.2, (("a", -20),), json.loads(REPORT))


def test_captions_at_different_places_do_not_flicker_one_after_the_other() -> None:
    first, second = Caption(Fraction(0), Fraction(24, 25), "so"), Caption(Fraction(29, 25), Fraction(2), "it goes")
    near = replace(PLANNED, captions={"en": (first, second)})
    assert codes(planned=near) == ["caption_gap"]
    apart = replace(PLANNED, captions={"en": (first, replace(second, place=Place(line=Fraction(10))))})
    assert codes(planned=apart) == []
