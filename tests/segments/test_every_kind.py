"""Every kind of segment keeps the promises of a kind, whoever wrote it: a kind without an example fails here.

One of them, `puppets`, comes from another distribution.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.cards import theme as themes
from pipeline.cards.fields import complete
from pipeline.digest import canonical
from pipeline.faults import InputFault, Severity
from pipeline.manifest import schema
from pipeline.segments.registry import kinds
from pipeline.timeline.model import CardMedia, Clip, Gap, Timeline, Transition
from tests.segments import distribution
from tests.shows import SHOW, ShowFolder
from tests.timeline_text import as_text

EXAMPLES = Path(__file__).parent / "examples"
KINDS = sorted((*kinds(), "puppets"))


@pytest.fixture(autouse=True, scope="module")
def puppets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with distribution.installed(tmp_path_factory.mktemp("installed")):
        yield


def cut(kind: str, folder: Path, extra: str = "") -> Timeline:
    show = ShowFolder(folder, show=f"{SHOW}theme_sounds: off\n{extra}")
    return show.cut((EXAMPLES / f"{kind}.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_becomes_the_timeline_that_was_read_and_committed(kind: str, tmp_path: Path) -> None:
    golden = EXAMPLES / f"{kind}.txt"
    got = as_text(cut(kind, tmp_path))
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(got, encoding="utf-8")
    assert got == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_an_example_shows_its_kind(kind: str, tmp_path: Path) -> None:
    assert kind in {segment.kind for segment in cut(kind, tmp_path).segments}


@pytest.mark.parametrize("kind", KINDS)
def test_it_builds_the_same_twice(kind: str, tmp_path: Path) -> None:
    first, second = cut(kind, tmp_path / "a"), cut(kind, tmp_path / "b")
    assert canonical(first) == canonical(second)


@pytest.mark.parametrize("kind", KINDS)
def test_tracks_cues_sounds_and_contributions_stay_inside_the_segment(kind: str, tmp_path: Path) -> None:
    timeline = cut(kind, tmp_path)
    for segment in timeline.segments:
        frames = segment.stack.frames
        assert frames > 0
        for track in segment.stack.picture:
            length = sum(-item.frames if isinstance(item, Transition) else item.frames for item in track.items)
            assert 0 < length <= frames
            assert all(item.frames > 0 for item in track.items)
        for sound in segment.stack.sound:
            assert sound.at >= 0
            assert sound.seconds > 0
            assert sound.at + sound.seconds <= frames / timeline.rate
        for cues in segment.stack.cues.values():
            assert all(cue.caption.end * timeline.rate <= frames for cue in cues)
        assert all(made.range.end <= frames for made in segment.contributions)


@pytest.mark.parametrize("kind", KINDS)
def test_transitions_leave_something_of_both_neighbours(kind: str, tmp_path: Path) -> None:
    for segment in cut(kind, tmp_path).segments:
        for track in segment.stack.picture:
            for before, item, after in zip(track.items, track.items[1:], track.items[2:], strict=False):
                if isinstance(item, Transition):
                    assert not isinstance(before, Transition)
                    assert not isinstance(after, Transition)
                    assert 2 * item.frames <= min(before.frames, after.frames)
            assert not isinstance(track.items[0], Transition)
            assert not isinstance(track.items[-1], Transition | Gap)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("theme", themes.names())
def test_every_card_is_one_that_every_theme_can_draw(kind: str, theme: str, tmp_path: Path) -> None:
    known = themes.load(theme)
    for segment in cut(kind, tmp_path, f"theme: {theme}\n").segments:
        for track in segment.stack.picture:
            for item in track.items:
                if isinstance(item, Clip) and isinstance(item.media, CardMedia):
                    assert item.media.theme == theme
                    complete(item.media.card, item.media.fields, known.cards[item.media.card].fields)


@pytest.mark.parametrize("kind", KINDS)
def test_people_are_credited_where_they_are_seen_or_heard(kind: str, tmp_path: Path) -> None:
    for segment in cut(kind, tmp_path).segments:
        media = {str(sound.media.path) for sound in segment.stack.sound if not sound.mute}
        credited = {made.path for made in segment.contributions}
        assert media <= credited


@pytest.mark.parametrize("kind", KINDS)
def test_its_shape_is_described_for_editors(kind: str) -> None:
    definition = schema()["episode.schema.json"]["$defs"][kind]
    undescribed = [name for name, field in definition["properties"].items() if not field.get("description")]
    assert undescribed == []
    assert definition["additionalProperties"] is False
    assert kind in definition["required"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_mistake_in_a_field_is_told_at_the_field(kind: str, tmp_path: Path) -> None:
    text = (EXAMPLES / f"{kind}.yaml").read_text(encoding="utf-8")
    lines = text.splitlines()
    number = next(n for n, line in enumerate(lines) if line.startswith(f"  - {kind}:"))
    lines.insert(number + 1, "    nonsense: 1")
    with pytest.raises(InputFault) as caught:
        ShowFolder(tmp_path).cut("\n".join(lines))
    wrong = [one for one in caught.value.diagnostics if one.severity is Severity.ERROR]
    assert [str(one.where) for one in wrong] == [f"episodes/s01e01.yaml:{number + 2}:5"]
