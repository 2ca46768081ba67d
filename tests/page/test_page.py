"""What stands on the page of a report, read as a browser reads it."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

from pipeline import profiles
from pipeline.analysis import curves
from pipeline.cards.paper import address
from pipeline.faults import Severity
from pipeline.page import charts, page, view
from pipeline.qc.report import Report, Waived
from tests.page.reports import FORMS, PICTURES, PROFILE, WAIVED, finding, jpeg, many, report, sound

Attributes = dict[str, str]


class Read(HTMLParser):
    """A page as its elements, and the words in it."""

    def __init__(self, content: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, Attributes]] = []
        self.words: list[str] = []
        self.scripts: list[str] = []
        self._inside = ""
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self._inside = tag

    def handle_data(self, data: str) -> None:
        (self.scripts if self._inside == "script" else self.words).append(data)
        if self._inside in ("style", "script"):
            self._inside = ""

    def all(self, tag: str, **wanted: str) -> list[Attributes]:
        return [
            given
            for name, given in self.elements
            if name == tag and all(value in given.get(key.strip("_"), "").split() for key, value in wanted.items())
        ]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def read(told: Report) -> Read:
    return Read(page(told, PICTURES))


def test_the_verdict_stands_first_and_is_the_exit_codes() -> None:
    assert {name: told.is_good for name, told in FORMS.items()} == {
        "clean": True, "waived": True, "refused": False, "many": False,
    }  # fmt: skip
    assert "Good nothing was found A Quilt" in read(FORMS["clean"]).text
    assert "Good 1 warning, 1 waived A Quilt" in read(FORMS["waived"]).text
    assert "Refused 2 errors, 1 warning A Quilt" in read(FORMS["refused"]).text
    assert "Refused 20 errors, 20 warnings A Quilt" in read(FORMS["many"]).text


def test_a_finding_says_what_when_where_and_what_to_do() -> None:
    found = read(report([finding(400, Severity.ERROR)]))
    assert (
        "error 0:00:16.000 frame 400 the picture is black for 4.0 s look at the clip Metal Dad episodes/e.yaml:8:5 black"
    ) in found.text
    (mark,) = found.all("a", class_="mark")
    assert (mark["data-frame"], mark["style"], mark["href"]) == ("400", "left:26.667%;z-index:2", "#finding-1")
    (stretch,) = found.all("span", class_="stretch")
    assert stretch["style"] == "left:26.667%;width:6.667%"  # a hundred frames of fifteen hundred


def test_errors_stand_before_warnings_and_waived_ones_last() -> None:
    told = report([finding(30), finding(20, Severity.ERROR), finding(10, Severity.ERROR)], [WAIVED])
    shown = view.findings(told, {})
    assert [(one.kind, one.frame) for one in shown] == [("error", 10), ("error", 20), ("warning", 30), ("waived", 500)]


def test_a_waived_finding_tells_its_reason_and_the_line_of_its_waiver() -> None:
    found = read(FORMS["waived"])
    assert "Waived: the pause is meant, <b>really</b> episodes/e.yaml:3:10" in found.text
    assert not found.all("b")


def test_a_finding_of_the_whole_file_has_no_mark_and_no_frame() -> None:
    found = read(report([finding(None, Severity.ERROR)]))
    assert "error the whole file the picture is black" in found.text
    assert found.all("a", class_="mark") == found.all("a", class_="shot") == []


def test_a_finding_after_the_end_is_shown_at_the_last_frame() -> None:
    (mark,) = read(report([finding(9999)])).all("a", class_="mark")
    assert mark["data-frame"] == "1499"


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", "\"onload=alert(1) x='", "</title></style><img src=x onerror=alert(1)>"]
)
def test_words_stay_words_wherever_they_stand(words: str) -> None:
    told = finding(1, message=words, hint=words, code=words, segment=words)
    base = report([told], [Waived(told, words)], title=words)
    planned = replace(
        base.planned,
        titles={words: words},
        segments=tuple(replace(one, title=words) for one in base.planned.segments),
        marks=((0, words),),
        captions={words: base.planned.captions["en"]},
    )
    hostile = replace(base, name=f"{words}.mp4", planned=planned)
    found, plain = read(hostile), read(report([told], [Waived(told, "x")]))
    assert {name for name, _ in found.elements} == {name for name, _ in plain.elements}
    assert len(found.scripts) == len(plain.scripts) == 2
    assert not [given for _, given in found.elements if {"onload", "onerror"} & given.keys()]
    assert found.text.count(words) >= 6


def test_the_page_may_fetch_nothing_and_run_nothing_but_its_own_script() -> None:
    found = read(FORMS["many"])
    (policy,) = (given["content"] for given in found.all("meta") if "http-equiv" in given)
    assert "default-src 'none'" in policy
    assert re.search(r"script-src 'sha256-[\w+/]+=*';", policy)
    addresses = [given[name] for _, given in found.elements for name in ("src", "href") if name in given]
    assert {address_.partition(",")[0] for address_ in addresses if not address_.startswith("#")} == {
        "data:image/jpeg;base64", "./s01e01.mp4",
    }  # fmt: skip
    assert "url(" not in page(FORMS["many"], {}).decode().partition("</style>")[0]


def test_the_movie_is_named_so_that_a_browser_finds_it() -> None:
    assert address("s01e01.draft.mp4") == "./s01e01.draft.mp4"
    assert address("a b#c?%é.mp4") == "./a%20b%23c%3F%25%C3%A9.mp4"


def test_pictures_of_findings_are_those_that_were_taken() -> None:
    found = read(report([finding(37), finding(38)]))
    shown = {given["data-picture"]: given["src"] for given in found.all("img") if "data-picture" in given}
    assert shown["37"] == f"data:image/jpeg;base64,{PICTURES[37]}"
    assert "38" not in shown
    assert len(found.all("span", class_="blank")) == 1


def test_the_row_of_pictures_is_as_long_as_the_timeline_and_the_rest_lies_ready() -> None:
    found = read(FORMS["clean"])
    frames = [int(given["data-picture"]) for given in found.all("img") if "data-picture" in given]
    assert len(frames) == 11  # of 16:9, 56 high, 1080 wide
    assert frames == sorted(frames)
    assert all(abs(frame - (2 * n + 1) * 1500 / 22) <= 27 for n, frame in enumerate(frames))
    others = json.loads(found.scripts[0])
    assert {frame for frame, _ in others} | set(frames) == {500 * part + 50 * n for part in range(3) for n in range(10)}
    assert b64decode(others[0][1]).startswith(b"\xff\xd8\xff")


def test_a_tall_episode_has_more_pictures_in_a_row() -> None:
    tall = replace(PROFILE, video=replace(PROFILE.video, width=1080, height=1920))
    told = replace(FORMS["clean"], profile=tall)
    assert len(view.tiles(told, view.pictures(told))) == 34


def test_captions_chapters_and_segments_stand_in_their_places() -> None:
    planned = FORMS["clean"].planned
    assert [(one.left, one.width, one.text) for one in view.segments(planned)] == [
        ("0.000%", "33.333%", "Letter from Lviv"), ("33.333%", "33.333%", "Metal Dad"), ("66.667%", "33.333%", "Credits"),
    ]  # fmt: skip
    assert view.chapters(planned) == view.segments(planned)
    cues = view.captions(planned)
    assert list(cues) == ["en", "ar"]  # the episode's own first
    assert (cues["en"][1].frame, cues["en"][1].left, cues["en"][1].width) == (125, "8.333%", "6.667%")
    assert [tick.text for tick in view.ticks(planned)] == ["0:00", "0:10", "0:20", "0:30", "0:40", "0:50"]


def test_figures_say_what_was_measured_what_was_wanted_and_what_was_missed() -> None:
    told = report()
    figures = {one.name: (one.value, one.wanted, one.is_met) for one in view.figures(told)}
    assert figures["Loudness"] == ("−14.1 LUFS", "−14 ± 0.2", True)
    assert figures["True peak"] == ("−1.2 dBTP", "at most −1", True)
    assert figures["Loudness range"] == ("5.3 LU", "", None)
    assert figures["Frames"] == ("50", "1,500", False)
    assert "Credits 0:00:40.000 0:20.0 –" in read(told).text
    loud = replace(told.measurements, listened=replace(sound(60), loudness=-9_000, true_peak=-700))
    missed = {one.name: one.is_met for one in view.figures(replace(told, measurements=loud))}
    assert (missed["Loudness"], missed["True peak"]) == (False, False)


def test_a_sound_with_a_cover_is_not_said_to_have_a_picture_that_moves() -> None:
    kinds = {"podcast": "none but the cover, 1400 × 1400", "broadcast-25i": "1920 × 1080, 25 frames a second, interlaced"}
    for name, words in kinds.items():
        told = replace(report(), profile=profiles.load(name))
        assert {one.name: one.value for one in view.figures(told)}["Picture"] == words


def test_what_was_not_measured_is_left_out() -> None:
    told = report()
    bare = replace(told, measurements=replace(told.measurements, movie=None, damage="cut", pictures=(), listened=None))
    found = read(bare)
    assert not found.all("svg")
    assert not found.all("div", class_="tiles")
    assert "The picture cannot be read" in found.text
    nothing = curves.pack(np.zeros(0, np.uint8))
    cheap = replace(told.measurements, listened=replace(sound(60), is_decoded=False, heard=nothing, short_term=nothing))
    assert charts.wave(cheap) == charts.loudness(cheap, PROFILE.loudness) == ""


def test_a_draft_whose_sound_is_not_decoded_again_shows_what_mastering_heard() -> None:
    told = report()
    full = sound(60)
    peaks = curves.pack(curves.unpack(full.heard, "u1", -1, 2)[:, 0])
    heard = replace(told.measurements.sound, range=5.3, short_term=full.short_term, peaks=peaks)
    cheap = replace(told.measurements, sound=heard, listened=replace(full, is_decoded=False))
    assert charts.loudness(cheap, PROFILE.loudness) == charts.loudness(told.measurements, PROFILE.loudness)
    bars = re.compile(r'<path d="([^"]*)" style="fill:none;stroke:var\(--wave\)')
    assert bars.findall(charts.wave(cheap)) == bars.findall(charts.wave(told.measurements))
    assert view.figures(replace(told, measurements=cheap))[2].value == "5.3 LU"


def test_the_curve_of_loudness_stands_on_its_target_and_falls_in_silence() -> None:
    drawn = charts.loudness(report().measurements, PROFILE.loudness)
    (level,) = re.findall(r'class="level" d="M([^"]*)"', drawn)
    places = [tuple(map(float, point.split())) for point in level.split("L")]
    (target,) = re.findall(r'class="target" d="M0 ([\d.]+)H', drawn)
    assert {down for across, down in places if across < 715} == {float(target)}
    assert {down for across, down in places if across > 725} == {100.0}
    assert charts.target(PROFILE.loudness) == f"{float(target):.1f}%"


def test_the_waveform_is_high_where_it_is_loud_and_marks_what_clips() -> None:
    drawn = charts.wave(report().measurements)
    bars = [tuple(map(float, bar)) for bar in re.findall(r"M([\d.]+) [\d.]+v([\d.]+)", drawn)]
    assert max(tall for across, tall in bars if across > 725) < 2 < 40 < max(tall for across, tall in bars if across < 715)
    assert 'stroke:var(--wrong)' in drawn


def test_the_same_report_gives_the_same_bytes() -> None:
    assert page(report(many(40)), PICTURES) == page(report(many(40)), PICTURES)


@pytest.mark.long
def test_a_page_of_ten_minutes_with_forty_findings_is_below_two_megabytes() -> None:
    told = report([replace(one, frame=370 * number) for number, one in enumerate(many(40))], seconds=600, cues=240)
    taken = {370 * number: jpeg(number, 384) for number in range(40)}
    found = page(told, taken)
    assert 200_000 < len(found) < 2_000_000
    assert len(view.pictures(told)) == 120
    # Grain that no encoder can make small.
    noisy = replace(told.measurements, pictures=tuple(
        replace(one, small=tuple(replace(small, jpeg="x" * 12_000) for small in one.small)) for one in told.measurements.pictures
    ))  # fmt: skip
    assert len(page(replace(told, measurements=noisy), dict.fromkeys(taken, "y" * 60_000))) < 2_000_000


def test_what_is_written_in_a_manifest_is_set_apart() -> None:
    found = read(report([finding(1, hint="set its `loudness`, or `<b>`", message="`waive` matches nothing")]))
    assert "set its loudness , or <b>" in found.text
    assert "`" not in found.text
    assert len(found.all("code")) == len(read(report([finding(1)])).all("code")) + 3
