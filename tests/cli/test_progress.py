"""What a build tells while it runs: every announced part is either made or said to be the same as before."""

from __future__ import annotations

import pytest

from pipeline.app.tally import Tally
from pipeline.app.telling import to_json
from pipeline.cli.progress import listening
from pipeline.execution.events import Finished, Planned, Reused, Started
from tests.execution.fakes import an_action

CARD = an_action("card")
PICTURE = an_action("picture", CARD)
TOLD = (
    Planned(0.0, (CARD, PICTURE), 0, 2.0, 2),
    Started(0.1, CARD),
    Finished(0.5, CARD, 0.4, 0),
    Reused(0.5, PICTURE, was_planned=True),
)


def test_all_is_done_when_a_part_turned_out_to_be_the_same() -> None:
    tally = Tally()
    for event in TOLD:
        tally.hear(event)
    assert tally.share() == 1.0
    assert not tally.running


def test_a_part_that_turned_out_to_be_the_same_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with listening(as_json=False) as listener:
        for event in (*TOLD, Reused(0.6, an_action("stored"))):
            listener(event)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "2 to make, 0 already made, about 2 s on 2 cores"
    assert [line.split()[:4] for line in lines] == [["2", "to", "make,", "0"], ["0.4", "s", "card"], ["same", "picture"]]


def test_events_say_so_too() -> None:
    assert to_json(TOLD[-1])["was_planned"] is True
    assert (to_json(TOLD[0])["seconds"], to_json(TOLD[0])["cores"]) == (2.0, 2)
