"""Stored files that a later action reads are proven while an earlier one runs."""

from __future__ import annotations

import os
import threading

from pipeline.plan.action import Action
from tests.execution.fakes import Build, a_plan, an_action


def test_stored_files_are_proven_while_what_is_changed_runs(build: Build) -> None:
    stored = an_action("stored")
    build.run(a_plan(stored))
    changed = an_action("changed")
    joined = an_action("joined", stored, changed)
    with build.store() as store:
        blob, proven = store.output(stored.output()).digest, threading.Event()
        prove = store.proven_path

        def proving(output: object) -> object:
            found = prove(output)  # type: ignore[arg-type]
            if output.digest == blob:  # type: ignore[attr-defined]
                proven.set()
            return found

        store.proven_path = proving  # type: ignore[method-assign, assignment]
        told: list[bool] = []

        def meanwhile(action: Action) -> None:
            if action.address == "changed":
                told.append(proven.wait(10))

        build.runner.meanwhile = meanwhile
        build.results(store, a_plan(stored, changed, joined))
    assert told == [True]


def test_one_that_turns_out_damaged_meanwhile_is_made_again(build: Build) -> None:
    stored = an_action("stored")
    build.run(a_plan(stored))
    with build.store() as store:
        path = store.path(stored.output())
        state = path.stat()
        path.chmod(0o644)
        path.write_bytes(path.read_bytes()[::-1])
        os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    changed = an_action("changed")
    joined = an_action("joined", stored, changed)
    assert build.run(a_plan(stored, changed, joined)) == ["changed", "joined", "stored"]
