"""On any graph of contributions and works: every ancestor of what is seen or heard is credited, and nobody else; each once."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.credits import Person, Work, compute
from pipeline.credits.accounts import of_cut, of_sheet
from pipeline.credits.reasons import reasons
from pipeline.credits.sheets import ledger_csv
from pipeline.timeline.model import Contribution
from tests.credits.cut import made, programme, segment

PEOPLE = {f"p{n}": Person(f"p{n}", f"Person {n}") for n in range(9)}
WHO = st.lists(st.sampled_from([*PEOPLE]), max_size=2, unique=True).map(tuple)
WORKS = st.lists(st.tuples(WHO, st.sets(st.integers(0, 7), max_size=3)), max_size=8).map(
    lambda listed: {
        f"w{n}": Work(f"w{n}", who, title=f"Work {n}", builds_on=tuple(f"w{m}" for m in sorted(under) if m < len(listed)))
        for n, (who, under) in enumerate(listed)
    }
)
USED = st.lists(
    st.tuples(WHO, st.integers(0, 2).map(lambda n: 10 * n), st.sets(st.integers(0, 7), max_size=2), st.booleans()), max_size=6
)


def reached(names: set[str], works: dict[str, Work]) -> set[str]:
    """Return the works that can be reached, found by looking again and again."""
    while True:
        more = names | {below for name in names if name in works for below in works[name].builds_on}
        if more == names:
            return {name for name in names if name in works}
        names = more


def cut_of(used: list[tuple[tuple[str, ...], int, set[int], bool]]) -> list[Contribution]:
    return [
        made(" ".join(who), f"role {n}", 0, frames, path=f"media/{n}", builds_on=tuple(f"w{m}" for m in sorted(on)),
             medium="sound" if heard else "picture")
        for n, (who, frames, on, heard) in enumerate(used)
    ]  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(USED, WORKS)
def test_every_ancestor_of_what_is_seen_or_heard_is_credited_and_nobody_else(
    used: list[tuple[tuple[str, ...], int, set[int], bool]], works: dict[str, Work]
) -> None:
    contributions = cut_of(used)
    whole = programme(segment("a", "clip", *contributions[::2]), segment("b", "clip", *contributions[1::2]))
    found = compute(whole, PEOPLE, works)
    seen = [one for one in contributions if one.range.frames]
    roots = reached({name for one in seen for name in one.builds_on}, works)
    expected = {key for one in seen for key in one.people} | {key for name in roots for key in works[name].people}
    named = Counter(one.credit.person.key for one in found.people)
    assert {*named} == expected
    assert not named or max(named.values()) == 1
    assert Counter(work.key for work in found.works) == Counter(roots)
    for section in found.sections:
        assert max(Counter(entry.person.key for entry in section.entries).values()) == 1

    why = {one.person.key: one.reasons for one in reasons(whole, found, PEOPLE, works)}
    assert why.keys() == expected
    assert all(why.values())
    told = {(key, reason.title) for key, mine in why.items() for reason in mine if not reason.segment}
    assert told == {(key, works[name].title) for name in roots for key in works[name].people}


@settings(deadline=None, max_examples=60)
@given(USED, WORKS)
def test_the_ledger_of_a_package_says_the_same_as_the_cut(
    used: list[tuple[tuple[str, ...], int, set[int], bool]], works: dict[str, Work]
) -> None:
    whole = programme(segment("a", "clip", *cut_of(used)))
    found = compute(whole, PEOPLE, works)
    from_cut = of_cut(reasons(whole, found, PEOPLE, works), whole.rate)
    assert of_sheet(ledger_csv(found)) == from_cut


def test_a_diamond_is_credited_once() -> None:
    works = {
        "left": Work("left", ("p1",), builds_on=("root",)), "right": Work("right", ("p2",), builds_on=("root",)),
        "root": Work("root", ("p3",), "melody", "Root"),
    }
    top = made("p0", "song", 0, 10, path="media/top", builds_on=("left", "right"))
    whole = programme(segment("a", "clip", top))
    found = compute(whole, PEOPLE, works)
    (last,) = [section for section in found.sections if section.heading == "Built on the work of"]
    assert [entry.person.key for entry in last.entries if entry.person.key == "p3"] == ["p3"]
    (why,) = [one for one in reasons(whole, found, PEOPLE, works) if one.person.key == "p3"]
    assert [(reason.role, reason.title, reason.built_on_by) for reason in why.reasons] == [("melody", "Root", ("media/top",))]
