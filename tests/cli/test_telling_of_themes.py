"""While a theme is drawn or checked, a terminal is told each card; a pipe gets the result alone."""

from __future__ import annotations

import io
import re
import sys

import pytest

from pipeline.cards.preview import Looked
from pipeline.cli.looking import telling


class Terminal(io.StringIO):
    """A standard error that somebody looks at."""

    def isatty(self) -> bool:
        return True


def said(stream: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(sys, "stderr", stream)
    tell = telling()
    for one in (Looked("lower_third", 57), Looked("opening", 0, 12), Looked("quote", 1, 8)):
        tell(one)
    return stream.getvalue()


def test_a_terminal_is_told_each_card_with_its_seconds_or_that_it_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = said(Terminal(), monkeypatch).splitlines()
    assert [re.sub(r"\d+\.\d s", "0.0 s", line) for line in lines] == [
        "    0.0 s  lower third",
        "     same  opening",
        "    0.0 s  quote",
    ]


def test_a_pipe_is_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(io.StringIO(), monkeypatch) == ""
