from __future__ import annotations

import os
from dataclasses import replace

import pytest

from pipeline.execution.explain import PLAIN, Reason, explain, grouped, reasons
from pipeline.operations.promises import DataPromise, Output
from pipeline.plan.action import Plan
from tests.execution.fakes import Build, Episode, a_plan, an_action, an_episode


def told(build: Build, plan: Plan) -> dict[str, Reason]:
    with build.store() as store:
        return {reason.action.address: reason for reason in reasons(plan, store)}


def words(reason: Reason) -> list[str]:
    return [str(cause) for cause in reason.causes]


@pytest.fixture
def episode(build: Build) -> Episode:
    episode = an_episode(build.folder)
    build.run(episode.plan())
    return episode


def test_the_first_time_all_is_new_and_then_nothing_runs(build: Build) -> None:
    plan = an_episode(build.folder).plan()
    assert {reason.kind for reason in told(build, plan).values()} == {"new"}
    build.run(plan)
    assert told(build, plan) == {}


def test_a_changed_text_is_told_in_the_producers_words_all_the_way_down(build: Build, episode: Episode) -> None:
    found = told(build, episode.segment(0, lower_thirds=("Rubén", "Joe")).plan())
    assert set(found) == {"metal/card/0", "metal/picture/0", "episode/join"}
    line = 'episodes/s01e01.yaml:41: the lower third text changed from Ruben to "Rubén"'
    assert all(words(reason) == [line] and reason.kind == "changed" for reason in found.values())
    assert found["metal/picture/0"].through == ("metal/card/0",)
    assert found["episode/join"].through == ("metal/picture/0",)


def test_changed_bytes_and_tools_are_told_by_name(build: Build, episode: Episode) -> None:
    (episode.show / "joe.mp4").write_bytes(b"other")
    (cause,) = told(build, episode.plan())["metal/picture/1"].causes
    assert cause.words == "the clip joe.mp4 was replaced"
    (episode.show / "joe.mp4").write_bytes(b"joe.mp4" * 50)
    newer = told(build, replace(episode, ffmpeg="ffmpeg 9.1").plan())
    assert words(newer["poem/picture/0"]) == ["ffmpeg changed"]
    newer = told(build, replace(episode, card_code="card/2").plan())
    assert words(newer["poem/card/0"]) == ["together itself changed (drawn)"]


def test_what_nothing_tells_is_said_to_have_changed_and_no_field_of_ours_is_named(build: Build, episode: Episode) -> None:
    found = told(build, replace(episode, crf=18).plan())
    assert words(found["poem/picture/0"]) == ["changed since the last build"]
    assert found["episode/join"].causes == found["poem/picture/0"].causes


def test_added_and_removed_words(build: Build, episode: Episode) -> None:
    without = episode.segment(1, captions=("", "of 2020"))
    assert 'the caption was removed; it was "Dear class"' in words(told(build, without.plan())["poem/picture/0"])[0]
    build.run(without.plan())
    again = episode.segment(1, captions=("Dear all", "of 2020"))
    assert 'the caption was added: "Dear all"' in words(told(build, again.plan())["poem/picture/0"])[0]


def test_lost_outputs_are_told_as_lost(build: Build, episode: Episode) -> None:
    plan = episode.plan()
    with build.store() as store:
        os.unlink(store.path(plan.results["video"]))  # noqa: PTH108
    (reason,) = told(build, plan).values()
    assert (reason.action.address, reason.kind, reason.causes) == ("episode/join", "lost", ())


def test_a_span_that_only_moved_up_is_compared_with_its_own_past(build: Build, episode: Episode) -> None:
    """Taking the first clip away makes the second one number 0: it is stored, and nothing is said to have changed in it."""
    shorter = episode.segment(0, files=("joe.mp4",), lower_thirds=("Joe",), captions=("",))
    assert set(told(build, shorter.plan())) == {"episode/join"}


def test_an_inserted_clip_is_new_and_does_not_blame_its_neighbour(build: Build, episode: Episode) -> None:
    longer = episode.segment(
        0, files=("street.mp4", "dad.mp4", "joe.mp4"), lower_thirds=("Eva", "Ruben", "Joe"), captions=("", "", "")
    )
    found = told(build, longer.plan())
    assert {address: reason.kind for address, reason in found.items()} == {
        "metal/card/0": "new",
        "metal/picture/0": "new",
        "episode/join": "changed",
    }


def test_groups_read_like_a_sentence(build: Build, episode: Episode) -> None:
    with build.store() as store:
        found = reasons(replace(episode.segment(0, lower_thirds=("Rubén", "Joe")), title="Breathe").plan(), store)
    lines = [str(group) for group in grouped(found)]
    line = 'episodes/s01e01.yaml:41: the lower third text changed from Ruben to "Rubén"'
    assert f'{line} (1 drawing, 1 span of "metal")' in lines
    assert sum(len(group.actions) for group in grouped(found)) == len(found)
    assert any(
        line.startswith('the title changed from "Scream It Out" to Breathe; ') and line.endswith("(1 join of the episode)")
        for line in lines
    )


def test_a_group_of_many_causes_names_three(build: Build, episode: Episode) -> None:
    names = {0: ("Rubén", "José"), 1: ("Benjamin", "Benjamin")}
    changed = replace(episode.segment(0, lower_thirds=names[0]).segment(1, lower_thirds=names[1]), title="Breathe")
    with build.store() as store:
        last = str(grouped(reasons(changed.plan(), store))[-1])
    assert last.startswith('the title changed from "Scream It Out" to Breathe; ')
    assert last.endswith("; 1 more (1 join of the episode)")


def test_explain_goes_to_one_address(build: Build, episode: Episode) -> None:
    changed = episode.segment(0, lower_thirds=("Rubén", "Joe"), seconds=13).plan()
    with build.store() as store:
        reason, raw = explain(changed, "metal/card/0", store)
        assert words(reason) == ['episodes/s01e01.yaml:41: the lower third text changed from Ruben to "Rubén"']
        assert raw == ("fields.text: Ruben -> Rubén",)
        reason, raw = explain(changed, "metal/picture/0", store)
        assert raw[-1] == "seconds: 12 -> 13"
        assert any(line.startswith("inputs.card.action: ") for line in raw)
        assert explain(changed, "poem/mix", store)[0].kind == "stored"
        assert explain(changed, "poem/mix", store)[1] == ()
        with pytest.raises(KeyError):
            explain(changed, "nobody", store)


def test_a_difference_deep_in_an_operation_is_told_by_its_path(build: Build) -> None:
    build.run(a_plan(an_action("a", pool="draw")))
    more = (Output("out", ".json", DataPromise(("made", "name"))),)
    with build.store() as store:
        _, raw = explain(a_plan(an_action("a", pool="draw", promised=more)), "a", store)
        assert raw == ('promised[0].promise.keys: ["made"] -> ["made", "name"]',)
        reason, raw = explain(a_plan(an_action("a", pool="sound")), "a", store)
        assert raw == ("operation: drawn -> sounding",)
        assert words(reason) == [PLAIN["changed"]]


def test_another_profile_is_compared_with_its_own_builds(build: Build, episode: Episode) -> None:
    final = replace(episode, profile="youtube", crf=18)
    assert {reason.kind for reason in told(build, final.plan()).values()} == {"new"}
    build.run(final.plan())
    assert {reason.kind for reason in told(build, replace(final, crf=17).plan()).values()} == {"changed"}
