"""Changing one take runs that take, its segment's mix and what hears it; moving a segment runs no mix."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.faults import InputFault, Where
from pipeline.plan.sound import SoundPlan
from pipeline.timeline.model import SourceMedia
from pipeline.timeline.sound_treatment import SoundTreatment
from tests.sound import studio
from tests.sound.studio import RATE, tone

END = {"programme/gain", "programme/master", "programme/report"}
"""What listens to the whole."""


WHOLE = {"one/joined/0", "one/encoded/0"} | END
"""What listens to a programme that is short enough to be one stretch, which begins in its first segment."""


@pytest.fixture
def song(tmp_path: Path) -> Any:
    takes = [studio.take(tmp_path / f"{number}.wav", tone(2, 300 + 100 * number)) for number in range(4)]
    return [
        studio.segment("one", 50, studio.clip(takes[0]), studio.clip(takes[1], sync="auto")),
        studio.segment("two", 50, studio.clip(takes[2])),
        studio.segment("three", 50, studio.clip(takes[3]), transition=studio.dissolve(12)),
    ]


def new(before: SoundPlan, after: SoundPlan) -> set[str]:
    """The addresses of what would run."""
    done = {action.key for action in before.actions}
    return {action.address for action in after.actions if action.key not in done}


def changed(segment: Any, number: int, **how: Any) -> Any:
    clips = list(segment.stack.sound)
    clips[number] = replace(clips[number], **how)
    return replace(segment, stack=replace(segment.stack, sound=tuple(clips)))


def test_another_take_runs_its_stem_its_sync_its_mix_and_the_master(song: Any, tmp_path: Path) -> None:
    path = studio.take(tmp_path / "other.wav", tone(2, 900))
    media = SourceMedia(studio.media_path(path), studio.digest.of_file(path))
    after = [changed(song[0], 1, media=media), *song[1:]]
    assert new(studio.cut(*song), studio.cut(*after)) == {"one/stem/1", "one/sync/1", "one/mix"} | WHOLE


@pytest.mark.parametrize("how", [{"gain_db": studio.Fraction(-3)}, {"start": studio.Fraction(1, 2)}, {"pan": studio.Fraction(1)}])
def test_a_level_or_a_trim_decodes_nothing_again(song: Any, how: dict[str, Any]) -> None:
    assert new(studio.cut(*song), studio.cut(song[0], changed(song[1], 0, **how), song[2])) == {"two/mix"} | WHOLE


def test_a_moved_segment_mixes_nothing_again(song: Any) -> None:
    moved = [song[1], song[0], song[2]]
    assert new(studio.cut(*song), studio.cut(*moved)) == {"two/joined/0", "two/encoded/0"} | END


def test_sound_that_leads_or_trails_is_only_joined_otherwise_and_moved_without_a_mix(song: Any) -> None:
    heard = replace(song[1], sound_leads=10, sound_trails=5)
    over = studio.cut(song[0], heard, song[2])
    assert new(studio.cut(*song), over) == WHOLE
    assert new(over, studio.cut(song[0], song[2], heard)) == WHOLE
    assert over.samples == studio.cut(*song).samples - 15 * RATE // 25


def test_another_name_or_line_is_no_other_mix(song: Any) -> None:
    after = [changed(song[0], 0, name="Guitar"), *song[1:]]
    assert new(studio.cut(*song), studio.cut(*after)) == {"programme/report"}


def test_another_target_mixes_no_other_kind_again(song: Any) -> None:
    poem = replace(song[1], kind="poem", loudness_class="poem", is_music=False)
    parts = [song[0], poem, song[2]]
    before = studio.cut(*parts, using=studio.profile(segments={"poem": "-16", "music": "-14"}))
    after = studio.cut(*parts, using=studio.profile(segments={"poem": "-18", "music": "-14"}))
    assert new(before, after) == {"two/mix"} | WHOLE


def test_each_action_comes_after_what_it_needs_and_has_its_own_address(song: Any) -> None:
    plan = studio.cut(*song)
    seen: set[str] = set()
    for action in plan.actions:
        needs = {source.origin.key for source in action.inputs if isinstance(source.origin, studio.FromAction)}
        assert needs <= seen
        seen.add(action.key)
    assert len({action.address for action in plan.actions}) == len(plan.actions)


def test_a_voice_without_sound_is_told_at_its_line_and_a_silent_film_is_not(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    argv = [studio.FFMPEG, "-v", "error", "-f", "lavfi", "-i", "color=s=64x64:r=25:d=2", str(path)]
    studio.subprocess.run(argv, check=True)
    voice = studio.clip(path, "voice", seconds=2, where=Where("e.yaml", 7, 3))
    with pytest.raises(InputFault, match=r"e\.yaml:7:3: .*film\.mp4 has no sound"):
        studio.cut(studio.segment("poem", 50, voice))
    plan = studio.cut(studio.segment("clip", 50, replace(voice, role=studio.SoundRole.NAT)))
    assert [action.address for action in plan.actions] == [
        "clip/joined/0", "programme/gain", "clip/encoded/0", "programme/master", "programme/report",
    ]  # fmt: skip


def test_sync_without_a_reference_is_told(tmp_path: Path) -> None:
    path = studio.take(tmp_path / "a.wav", np.zeros(RATE))
    with pytest.raises(InputFault, match="nothing to align to"):
        studio.cut(studio.segment("song", 25, studio.clip(path, sync="auto")))


def test_a_tool_runs_on_what_is_decoded_already_and_lines_nothing_up_again(song: Any) -> None:
    before = studio.cut(*song)
    cleaned = [changed(song[0], 1, treatment=SoundTreatment(deess=True)), *song[1:]]
    assert new(before, studio.cut(*cleaned)) == {"one/treated/1", "one/mix"} | WHOLE
    guide = [changed(song[0], 0, treatment=SoundTreatment(eq="phone")), *song[1:]]
    assert new(before, studio.cut(*guide)) == {"one/treated/0", "one/mix"} | WHOLE
    other = [changed(song[0], 1, treatment=SoundTreatment(deess=True, level=True)), *song[1:]]
    assert new(studio.cut(*cleaned), studio.cut(*other)) == {"one/treated/1", "one/mix"} | WHOLE
