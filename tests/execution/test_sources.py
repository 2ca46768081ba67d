"""Sources of a show that lies anywhere: what a manifest may not name, a folder above the show may be called."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline import digest
from pipeline.execution.sources import ShowSources
from pipeline.faults import ActionFailed
from pipeline.plan.action import Action, FromSource, Identity, Input
from tests.execution.operations import Made
from tests.memory import Forgetful


@pytest.mark.parametrize("above", ["a\nb", "a\\b", "http:x", "~old", "-x", "a'; %{}[x],#?"])
def test_a_folder_above_a_show_may_have_any_name(above: str, tmp_path: Path) -> None:
    show = tmp_path / above / above / "show"
    show.mkdir(parents=True)
    source = show / "a.txt"
    source.write_text("as planned")
    given = Input("a", FromSource(digest.of_file(source), "a.txt"), ".txt")
    action = Action(Made({"name": "x"}), (given,), Identity("code"), address="x")
    sources = ShowSources(show, Forgetful())
    before = sources.prove(action)
    assert list(before) == [source]
    sources.prove_again(action, before)
    source.write_text("other text")
    os.utime(source, ns=(1, 1))
    with pytest.raises(ActionFailed, match="it changed after the plan was made"):
        sources.prove_again(action, before)
