"""The document that the benchmark gives to melt."""

from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree as Xml

from bench.hand import Drawn
from bench.melt_script import Script
from bench.report import _melt, marks, rows, write
from bench.rivals import windows
from pipeline.media.paths import MediaPath
from pipeline.profiles import load
from pipeline.timeline.model import (
    CardMedia,
    Clip,
    Segment,
    SoundClip,
    SoundRole,
    SourceMedia,
    Stack,
    Timeline,
    Track,
    Transition,
)  # fmt: skip

FILM = SourceMedia(MediaPath("media", "film.mp4"), "a" * 64)


def finished(*segments: Segment) -> Any:
    timeline = Timeline("e", "E", Fraction(30), segments, "reference")
    drawn = Drawn("still", 32, 40, (64, 20), (Path("card.png"),), (6, 6), 0, ())
    return SimpleNamespace(
        timeline=timeline,
        work=SimpleNamespace(profile=load("draft")),
        show=SimpleNamespace(root=Path("show")),
        gains=lambda: {"": 1.5},
        card=lambda clip: drawn,
        captions=lambda segment: (),
        video=lambda path: SimpleNamespace(display_size=(Fraction(1280), Fraction(720))),
        duration=lambda path: Fraction(4),
    )


def document(*shown: tuple[Fraction, Fraction]) -> Xml.Element:
    shots = Track("shots", (Clip(FILM, 40), Transition("dissolve", 10), Clip(FILM, 30, Fraction(2))))
    card = Clip(CardMedia("lower_third", {}, "reference"), 30)
    sound = SoundClip(FILM, SoundRole.NAT, Fraction(0), Fraction(3), Fraction(2), loop=True)
    first = Segment("first", "clip", "First", Stack(60, (shots, Track("cards", (card,))), (sound,)))
    then = Segment("then", "clip", "Then", Stack(45, (Track("shots", (Clip(FILM, 45),)),)), Transition("dissolve", 15))
    return Xml.fromstring(Script(finished(first, then)).document(Path("out.mp4"), shown))


def frames(entry: Xml.Element) -> int:
    return int(entry.attrib["out"]) - int(entry.attrib["in"]) + 1


def test_what_a_document_names_stands_above() -> None:
    known: set[str] = set()
    for part in document():
        used = {one.attrib["producer"] for one in part.iter() if "producer" in one.attrib}
        assert used <= known
        known.add(part.get("id", ""))


def test_a_document_lasts_as_long_as_the_episode_or_its_windows() -> None:
    whole = document()
    *_, programme, last = whole.iter("playlist")
    assert [frames(entry) for entry in programme.iter("entry")] == [45, 15, 30], "a dissolve is a shot of its own"
    assert [frames(entry) for entry in last.iter("entry")] == [90]
    *_, last = document(*windows(Fraction(3), 2, Fraction(1))).iter("playlist")
    assert [(entry.attrib["in"], entry.attrib["out"]) for entry in last.iter("entry")] == [("8", "37"), ("52", "81")]


def test_a_document_loops_a_sound_and_lays_a_card_where_it_was_drawn() -> None:
    cuts = [[(one.attrib["in"], one.attrib["out"]) for one in playlist.iter("entry")] for playlist in document().iter("playlist")]
    assert [("90", "119"), ("0", "29")] in cuts, "one second of four is left; the loop goes on from the beginning"
    texts = [one.text for one in document().iter("property") if one.get("name") == "geometry"]
    assert "0=32/40:64x20:0;6=32/40:64x20:100;23=32/40:64x20:100;29=32/40:64x20:0" in texts


def test_the_page_says_it_where_melt_is_not_installed() -> None:
    assert list(_melt({})) == ["melt was not installed and is not compared."]


def results(wall: float) -> dict[str, Any]:
    cost = {"wall": wall, "cpu": wall, "peak_bytes": 1, "load": 0.5, "exit": 0, "seconds": 84.0}
    found: dict[str, Any] = {"season": {**cost, "episodes": 10}, "memory": {"1": 50, "60": 80}}
    for prefix in ("", "youtube "):
        found |= {f"{prefix}{name}, run {number}": cost for name in ("cold", "by hand") for number in (1, 2)}
        found[f"{prefix}limit"] = {"decode": 1.0, "encode": 2.0}
        alike = {"psnr_y": 30.0, "frames": 9.0, "frames_above_30_db": 0.5}
        found[f"{prefix}likeness"] = {**alike, "bytes": 10.0, "bytes_by_hand": 9.0}
        found |= {f"{prefix}edit: {name}": {"wall": 1.0, "ran": ["a/picture/1"]} for name in EDITS}
    return found


EDITS = ("a lower third's text", "a segment moved", "another take of the music", "one person's name", "one caption")


def test_both_episodes_stand_in_one_page_and_what_is_written_by_hand_stays(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text("# Performance\n\nBy hand.\n\n" + "\n".join(marks(is_quick=True)) + "\n\n## Missed\n\nMore by hand.\n")
    write(page, results(7.0), is_quick=True)
    write(page, results(61.0), is_quick=False)
    text = page.read_text()
    assert text.startswith("# Performance\n\nBy hand.\n")
    assert text.endswith("\n## Missed\n\nMore by hand.\n")
    ten, short = (text.partition(begin)[2].partition(end)[0] for begin, end in (marks(is_quick=False), marks(is_quick=True)))
    assert "| our build | 61.0 |" in ten
    assert "| our build | 7.0 |" in short
    assert "ten minutes" in ten
    assert text.index("| 61.0 |") < text.index("| 7.0 |")
    write(page, results(8.0), is_quick=True)
    again = page.read_text()
    assert "| our build | 8.0 |" in again
    assert "| our build | 7.0 |" not in again
    assert ten in again
    assert again.endswith("\n## Missed\n\nMore by hand.\n")


def test_a_page_that_is_not_there_is_begun(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    for is_quick in (True, False, True):
        write(page, results(7.0), is_quick=is_quick)
    assert page.read_text().count("| our build |") == 2
    assert page.read_text().count("# Performance\n") == 1


def test_each_measure_of_both_deliverables_is_held_against_its_target() -> None:
    told = {name: target for name, target, _, _ in rows(results(7.0), is_quick=False)}
    assert told["cold build / hand-written command, draft, wall"] == "<= 0.60"
    assert told["cold build / hand-written command, draft, CPU"] == "<= 0.75"
    assert told["cold build / hand-written command, youtube, wall"] == "<= 0.70"
    assert told["cold build / hand-written command, youtube, CPU"] == "<= 0.88"
    assert told["CPU of a cold build / (wall x cores)"] == ">= 0.93"
    for name, target in zip(EDITS, ("2", "3", "4", "4", "1.5"), strict=True):
        for profile in ("", ", youtube"):
            assert told[f"rebuild after {name} / cold build{profile}"] == f"<= {target} %"
    quick = {name: target for name, target, _, _ in rows(results(7.0), is_quick=True)}
    for profile in ("draft", "youtube"):
        for what, target in (("wall", "<= 0.75"), ("CPU", "<= 0.95")):
            assert quick[f"cold build / hand-written command, {profile}, {what}"] == target
        assert quick[f"cold build / (decode once + encode once), {profile}, CPU"] == "<= 1.15"
