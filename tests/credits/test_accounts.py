"""Who came, went, gained and lost between two cuts."""

from __future__ import annotations

from dataclasses import replace

from pipeline.credits import Work, compute
from pipeline.credits.accounts import Change, Deed, changes, of_cut, of_sheet
from pipeline.credits.reasons import reasons
from pipeline.credits.sheets import ledger_csv
from pipeline.timeline.programme import Programme
from tests.credits.cut import CUT, PEOPLE, POEM, SONG, STREET, made, programme

WORKS = {"riff": Work("riff", ("eli",), "riff", "A Riff")}
SHORTER = programme(
    replace(SONG, contributions=(
        made("ben", "guitar", 0, 75, medium="sound", path="media/guitar.wav"),
        made("ben", "voice", 0, 25, medium="sound", path="media/voice.wav", builds_on=("riff",)),
        made("ana cho", "screaming", 50, 50, medium="sound", path="media/screams.wav"),
    )),
    STREET,
)  # fmt: skip
"""Without the poem and the drums; the guitar is shorter, and a voice is new that is built on a riff."""


def listed(changed: tuple[Change, ...]) -> list[tuple[str, list[tuple[str, int, int]]]]:
    return [(one.person, [(str(deed), before, after) for deed, before, after in one.deeds]) for one in changed]


def sheet(cut: Programme) -> str:
    return ledger_csv(compute(cut, PEOPLE, WORKS))


def test_what_became_of_everyone_between_two_cuts_and_between_a_package_and_a_cut() -> None:
    before, after = (
        of_cut(reasons(cut, compute(cut, PEOPLE, WORKS), PEOPLE, WORKS), cut.rate) for cut in (CUT, SHORTER)
    )
    for old in (before, of_sheet(sheet(CUT))):
        found = changes(old, after)
        assert listed(found.came) == [("eli", [("riff, built on", 0, 0)])]
        assert listed(found.went) == [
            ("dee", [("reader, in Letter, audible", 3200, 0), ("writer, in Letter, text", 4000, 0)])
        ]
        assert listed(found.gained) == [("ben", [("voice, in Metal Dad, audible", 0, 1000)])]
        assert listed(found.lost) == [
            ("ben", [("guitar, in Metal Dad, audible", 4000, 3000), ("drums, in Metal Dad, audible", 4000, 0)]),
            ("ana", [("music, in Letter, audible", 4000, 0)]),
        ]
    assert changes(after, before).went == tuple(replace(one) for one in changes(before, after).came)


def test_nothing_changed_where_a_package_is_compared_with_its_own_cut() -> None:
    for cut in (CUT, SHORTER):
        accounts = of_cut(reasons(cut, compute(cut, PEOPLE, WORKS), PEOPLE, WORKS), cut.rate)
        assert changes(of_sheet(sheet(cut)), accounts).is_none
        assert changes(accounts, accounts).is_none


def test_a_name_that_would_run_as_a_formula_comes_back_as_it_is() -> None:
    cut = programme(replace(POEM, contributions=(made("eli", "=reader", 0, 50, medium="sound", path="media/a.wav"),)))
    (account,) = of_sheet(sheet(cut)).values()
    assert account.name == "=Eli()"
    assert account.deeds == {Deed("Letter", "=reader", "audible"): 2000}
