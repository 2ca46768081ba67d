"""What an edit would cost, told from what earlier runs took."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from pipeline.execution.missing import cost, missing, wall_seconds
from pipeline.plan.action import Plan
from tests.execution.fakes import Build, an_action, an_episode
from tests.execution.test_runner import a_video


def test_an_edit_costs_what_it_changes(build: Build) -> None:
    episode = an_episode(build.folder)
    build.run(episode.plan())
    with build.store() as store:
        nothing = cost([episode.plan()], store, slots=2)
        assert (nothing.actions, nothing.picture_seconds, nothing.work_seconds, nothing.wall_seconds) == ((), 0, 0.0, 0.0)
        named = cost([episode.segment(0, lower_thirds=("Rubén", "Joe")).plan()], store, slots=2)
        assert [action.address for action in named.actions] == ["metal/card/0", "metal/picture/0", "episode/join"]
        # Each run of the fake takes half a second, and the three wait for one another.
        assert (named.work_seconds, named.wall_seconds) == (1.5, 1.5)
        coloured = cost([replace(episode, colour="#0cf").plan()], store, slots=2)
        assert coloured.work_seconds == 0.5 * 8
        assert coloured.wall_seconds == 0.5 * 8 / 2
    assert build.runner.ran == []


def test_what_two_plans_share_costs_once(build: Build) -> None:
    episode = an_episode(build.folder)
    with build.store() as store:
        one = cost([episode.plan()], store, slots=1)
        both = cost([episode.plan(), replace(episode, profile="youtube").plan()], store, slots=1)
        assert both.actions == one.actions
        assert both.work_seconds == one.work_seconds > 0


def test_the_picture_is_counted_in_seconds_of_the_episode(build: Build) -> None:
    spans = [a_video(30, address="one"), a_video(45, address="two")]
    drawn = an_action("card", pool="draw")
    plan = Plan("p", (*spans, drawn), {action.address: action.output() for action in (*spans, drawn)})
    with build.store() as store:
        told = cost([plan], store, slots=2)
    assert told.picture_seconds == 75 * Fraction(1001, 30000)
    assert len(told.actions) == 3


@pytest.mark.parametrize(("slots", "seconds"), [(1, 9.0), (2, 6.0), (8, 6.0)])
def test_a_build_is_as_long_as_its_work_or_its_longest_chain(slots: int, seconds: float) -> None:
    first, side = an_action("first"), an_action("side")
    last = an_action("last", first)
    times = {first.key: 2.0, side.key: 3.0, last.key: 4.0}
    assert wall_seconds([first, side, last], times, slots) == seconds


def test_where_the_results_are_stored_nothing_else_is_looked_at(build: Build) -> None:
    plan = an_episode(build.folder).plan()
    build.run(plan)
    with build.store() as store:
        for action in plan.actions:
            if action.address not in ("episode/join", "sound/master"):
                store.record_path(action.key).unlink()
        to_run, stored = missing([plan], store)
    assert to_run == ()
    assert {action.address for action in stored} == {"episode/join", "sound/master"}
