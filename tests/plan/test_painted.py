"""Spans that are taken from the planning before: the plan is the one that would be made without, whatever was edited."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from pipeline.app import episodes
from pipeline.app.session import Session
from pipeline.cards.model import Drawing, Theme
from pipeline.media.info import MediaInfo
from pipeline.media.paths import MediaPath
from pipeline.plan import drawing, encode, painted
from pipeline.plan.action import Action, Plan
from pipeline.plan.painted import PaintedSpans
from pipeline.plan.spans import cut
from pipeline.plan.window import Window, window_plan
from pipeline.timebase import Time
from pipeline.timeline.model import CardMedia, Clip
from tests.app.small import MANIFEST, PEOPLE, small_show
from tests.episode.show import opened_warm

WAVES = "  - music: Waves\n    stems: [{file: count.mov, by: ana}]\n    picture: waveform\n"
STREET = "  - clip: Street\n    file: street.mov\n    transition: {dissolve: 0.2}\n    lower_third: auto\n    by: ben\n"
ALL = MANIFEST + STREET + WAVES
SHOW = (
    "show: Test\ndeliver: [tiny]\nrate: 25\ntransition: cut\nopening: off\nend: off\ninterstitial: off\n"
    "credits: {thanks: [Everyone]}\n"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    manifest = small_show(tmp_path_factory.mktemp("painted") / "show")
    media = manifest.parent / "media"
    shutil.copy(media / "count.mov", media / "street.mov")
    (manifest.parent / "show.yaml").write_text(SHOW)
    manifest.write_text(ALL)
    with opened_warm([manifest]) as opened:
        opened.snapshot(manifest).whole()
    return manifest.parent.parent


@pytest.fixture
def manifest(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "show") / "episodes/s01e01.yaml"


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that grows with each span that is compiled."""
    found: list[int] = []
    options = encode.options
    monkeypatch.setattr(encode, "options", lambda *given: found.append(1) or options(*given))
    return found


def all_of(plan: Plan) -> list[object]:
    """Return everything that a plan says, with keys as they are and as they come out anew."""
    found: list[object] = [plan.name, plan.results]
    for one in plan.actions:
        anew = Action(one.operation, one.inputs, one.identity)
        paths = [getattr(given.origin, "path", getattr(given.origin, "paths", None)) for given in one.inputs]
        found += [one.key, anew.key, anew, paths, one.address, one.title, one.segment, one.where, one.shows, one.cost]
    return found


def is_as_without(opened: Session, manifest: Path) -> bool:
    work = opened.work(manifest)
    assert work.snapshot.cut is not None
    return all_of(work.plan) == all_of(episodes.prepare(opened.show, work.snapshot, work.snapshot.cut).plan)


def other_picture(folder: Path) -> None:
    (folder / "media/street.mov").write_bytes((folder / "media/count.mov").read_bytes() + b"\0")


def moved_file(folder: Path) -> None:
    (folder / "media/street.mov").rename(folder / "media/lane.mov")
    (folder / "s01e01.yaml").write_text(ALL.replace("street.mov", "lane.mov"))


def written(name: str, text: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_text(text)


EDITS: dict[str, Callable[[Path], object]] = {
    "a title": written("s01e01.yaml", ALL.replace("Hello", "Good evening")),
    "lines above": written("s01e01.yaml", "# one\n# two\n" + ALL),
    "a segment moved": written("s01e01.yaml", MANIFEST + WAVES + STREET),
    "a segment gone": written("s01e01.yaml", MANIFEST + WAVES),
    "a segment renamed": written("s01e01.yaml", ALL.replace("clip: Street", "clip: Lane")),
    "a shorter clip": written("s01e01.yaml", ALL + "    length: 1\n"),
    "a longer dissolve": written("s01e01.yaml", ALL.replace("dissolve: 0.2", "dissolve: 0.4")),
    "a person": written("people.yaml", PEOPLE.replace("O'Neil", "Oak")),
    "a caption": written("media/spoken.srt", "1\n00:00:00,200 --> 00:00:01,000\nnought\n"),
    "where a caption stands": written("media/spoken.srt", "1\n00:00:00,200 --> 00:00:01,000\n{\\an8}zero and one\n"),
    "the rate": written("show.yaml", SHOW.replace("25", "30")),
    "the background": written("show.yaml", SHOW + 'background: "#102030"\n'),
    "the roll": written("show.yaml", SHOW.replace("Everyone", "Nobody")),
    "the bytes of a file": other_picture,
    "the name of a file": moved_file,
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_the_plan_is_the_one_that_is_made_without(edit: Callable[[Path], object], manifest: Path) -> None:
    with opened_warm([manifest]) as opened:
        first = all_of(opened.work(manifest).plan)
        edit(manifest.parent)
        assert is_as_without(opened, manifest), "in the session"
        assert all_of(opened.work(manifest).plan) != first, "the edit has changed something"
    with opened_warm([manifest]) as opened:
        assert is_as_without(opened, manifest), "in the next one"


NOT_KEPT = 1
"""Spans that show a picture of sound."""


def test_only_spans_that_show_what_was_edited_are_compiled(manifest: Path, compiled: list[int]) -> None:
    with opened_warm([manifest]) as opened:
        opened.work(manifest)
        spans = len(compiled)
        assert spans > 8
        opened.edit(manifest, ALL.replace("Hello", "Good evening"))
        opened.work(manifest)
        assert len(compiled) == spans + NOT_KEPT + 1
        opened.edit(manifest, ALL.replace("    transition: {dissolve: 0.2}\n", ""))
        opened.work(manifest)
        assert len(compiled) == spans + NOT_KEPT + 1 + NOT_KEPT + 3, "the other title, and both that are shown whole"


def test_after_an_edit_only_what_it_has_drawn_anew_is_written_into_the_memory(
    manifest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    write = painted.pack
    monkeypatch.setattr(painted, "pack", lambda operation: told.append(repr(operation)) or write(operation))
    with opened_warm([manifest]) as opened:
        opened.work(manifest)
    whole = len(told)
    assert whole > 3
    manifest.write_text(ALL.replace("Hello", "Good evening"))
    with opened_warm([manifest]) as opened:
        opened.work(manifest)
    fresh = told[whole:]
    assert any("Good evening" in one for one in fresh)
    assert [one for one in fresh if one in told[:whole] and not one.startswith("ComposeCard")] == [], "layers"
    with opened_warm([manifest]) as opened:
        assert is_as_without(opened, manifest), "what was not written again is known, too"
    assert len(told) == whole + len(fresh)


def test_another_session_compiles_no_more_than_the_same_one(manifest: Path, compiled: list[int]) -> None:
    with opened_warm([manifest]) as opened:
        opened.work(manifest)
    before = len(compiled)
    manifest.write_text(ALL.replace("Hello", "Good evening"))
    with opened_warm([manifest]) as opened:
        opened.work(manifest)
    assert len(compiled) == before + NOT_KEPT + 1
    with opened_warm([manifest]) as opened:
        opened.work(manifest)
    assert len(compiled) == before + 2 * NOT_KEPT + 1, "what the second session compiled is known to the third"


def test_the_card_of_the_thumbnail_is_written_again_only_where_it_says_or_shows_something_else(
    manifest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (manifest.parent / "show.yaml").write_text(f"{SHOW}theme: signal\n")
    written: list[str] = []
    fill = drawing.drawing_of

    def noted(theme: Theme, clip: Clip, *rest: Any) -> Drawing:
        assert isinstance(clip.media, CardMedia)
        written.append(clip.media.card)
        return fill(theme, clip, *rest)

    monkeypatch.setattr(drawing, "drawing_of", noted)

    def planned() -> int:
        written.clear()
        with opened_warm([manifest]) as opened:
            assert is_as_without(opened, manifest)
        return written.count("thumbnail") - 1  # of the plan that is made without

    assert planned() == 2, "once for the check, once for the plan"
    manifest.write_text(ALL.replace("by: ben\n    length: 2", "by: ben\n    length: 1.6"))
    assert planned() == 0, "the frame in it is the same, and the check knows it"
    manifest.write_text(ALL.replace("title: Small", "title: Smaller"))
    assert planned() == 2, "its title"
    (manifest.parent / "media/count.mov").write_bytes((manifest.parent / "media/count.mov").read_bytes() + b"\0")
    assert planned() == 1, "the film that its frame is of"


@pytest.mark.parametrize(
    "damage",
    [
        "nothing", "[1, 2]", '["house", {}, {"a": [1, 2]}, {}, {}]', '["house", {}, {}, {"a": ["b"]}, {}]',
        '["house", {}, {}, {}, {"a": [[0, "b"]]}]', "", "null",
    ],
)
def test_a_memory_that_is_damaged_or_of_another_house_is_none(damage: str, manifest: Path, compiled: list[int]) -> None:
    with opened_warm([manifest]) as opened:
        opened.work(manifest)
        spans, memory = len(compiled), opened.show.store.memory
        name = f"painted/3 {manifest} main"
        text = memory.get(name)
        assert text is not None
        memory.put(name, damage.replace("house", opened.show.here.house))
    with opened_warm([manifest]) as opened:
        opened.work(manifest)
        assert len(compiled) == 2 * spans
        opened.show.store.memory.put(name, text)
    with opened_warm([manifest]) as opened:
        moved = Session(replace(opened.show, here=replace(opened.show.here, house="another")))
        moved.work(manifest)
        moved.close()
        assert len(compiled) == 3 * spans


@pytest.fixture
def planned(manifest: Path) -> Iterator[tuple[Session, episodes.Work]]:
    with opened_warm([manifest]) as opened:
        yield opened, opened.work(manifest)


def test_a_file_of_which_other_facts_are_known_is_another(planned: tuple[Session, episodes.Work]) -> None:
    opened, work = planned
    spans = cut(work.timeline, (info := episodes.facts_of(work)), theme=work.theme, burn=None, gop=work.profile.video.gop_seconds)
    (span,) = (one for one in spans if work.timeline.segments[one.segment].name == "count" and not one.is_transition)
    clips = tuple(layer.clip for layer in span.layers)  # type: ignore[union-attr]

    def changed(path: MediaPath) -> MediaInfo:
        found = info(path)
        assert found.video is not None
        return replace(found, video=replace(found.video, is_interlaced=True))

    known = PaintedSpans()
    known.begin(work.timeline, work.profile, work.theme, opened.show.here.tools)
    assert known.model(span, clips, info) == known.model(span, clips, info)
    assert known.model(span, clips, info) != known.model(span, clips, changed)


def test_a_preview_has_the_spans_of_the_whole(planned: tuple[Session, episodes.Work]) -> None:
    opened, work = planned
    window = Window(Time(frames=0), Time(frames=30))
    preview = window_plan(
        work.timeline, work.profile, window, info=episodes.facts_of(work), theme=work.theme, tools=opened.show.here.tools
    )
    keys = {action.key for action in work.plan.actions if action.pool == "encode"}
    assert keys == {action.key for action in preview.actions if action.pool == "encode"}


def test_letters_of_any_script_are_remembered_in_ascii(manifest: Path, compiled: list[int]) -> None:
    """One of them would make each of the millions that a long episode's memory has take two or four bytes."""
    manifest.write_text(ALL.replace("clip: Street", "clip: شارع 通り 🎉"))
    with opened_warm([manifest]) as opened:
        opened.work(manifest)
        first = len(compiled)
        text = opened.show.store.memory.get(f"painted/3 {manifest} main")
        assert text
        assert text.isascii()
    with opened_warm([manifest]) as opened:
        opened.work(manifest)
    assert len(compiled) == first + NOT_KEPT, "and are read again"


SCENES = """\
episode: {title: Scenes}
segments:
  - animation: Boats
    scene: builtin/counter
    length: 1
    parameters: {to: 12, label: boats}
  - animation: Papers
    scene: builtin/paper-collage
    length: 1
    parameters: {stills: [one.png, inks.jpg]}
  - animation: Ring
    scene: builtin/waveform-ring
    length: 1
    parameters: {sound: count.mov}
  - animation: Words
    scene: builtin/kinetic-words
    length: 1
    parameters: {text: Come along}
  - animation: Places
    scene: builtin/people-map
    length: 1
"""
HOMES = """\
ana: {name: Ana, place: Oaxaca, coordinates: [17.07, -96.72]}
ben: {name: Ben, place: Oslo, coordinates: [59.9, 10.7]}
"""


def test_scenes_that_come_along_are_compiled_once(manifest: Path, compiled: list[int]) -> None:
    """Another session compiles none of them; an edit of what one shows that one alone. One still has the inks of a printer."""
    folder = manifest.parent
    manifest.write_text(SCENES)
    (folder / "people.yaml").write_text(HOMES)
    (folder / "show.yaml").write_text(SHOW.replace("credits: {thanks: [Everyone]}", "credits: off"))
    Image.new("RGB", (64, 48), (200, 30, 30)).save(folder / "media/one.png")
    Image.new("CMYK", (64, 48), (20, 200, 90, 10)).save(folder / "media/inks.jpg")
    with opened_warm([manifest]) as opened:
        opened.work(manifest)
        spans = len(compiled)
        assert spans == 5
    with opened_warm([manifest]) as opened:
        opened.work(manifest)
        assert len(compiled) == spans
        opened.edit(manifest, SCENES.replace("to: 12", "to: 13"))
        opened.work(manifest)
        assert len(compiled) == spans + 1
        assert is_as_without(opened, manifest)
    Image.new("RGB", (64, 48), (30, 200, 30)).save(folder / "media/one.png")
    manifest.write_text(SCENES)
    before = len(compiled)
    with opened_warm([manifest]) as opened:
        opened.work(manifest)
        assert len(compiled) == before + 1, "the collage, of which a still is another"
        assert is_as_without(opened, manifest)
