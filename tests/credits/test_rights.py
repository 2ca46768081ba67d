import time
from collections.abc import Iterable
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.credits import Work
from pipeline.credits.licenses import GRANT, License, clash, outgoing, read_license
from pipeline.credits.rights import Objection, check
from pipeline.faults import Severity, Where
from pipeline.people import Person
from pipeline.terms import Grant, Release, Scope, Terms
from pipeline.timebase import FrameRange
from pipeline.timeline.model import Contribution
from tests.credits.cut import CUT, POEM, SONG, made, programme, segment

NAMES = ("own", "CC0", "CC BY 4.0", "CC BY-SA 4.0", "CC BY-NC 4.0", "CC BY-NC-SA 4.0", "CC BY-ND 4.0", "CC BY-NC-ND 4.0",
         "all rights reserved")

UNPAID = Terms()


def but_for_names(found: Iterable[Objection]) -> list[Objection]:
    """Leave out what is missing of titles and addresses, which these contributions do without."""
    return [one for one in found if " asks for " not in one.diagnostic.message]


def objections(*contributions: Contribution, terms: Terms = UNPAID, works: dict[str, Work] | None = None) -> list[Objection]:
    return but_for_names(check(programme(POEM, segment("a", "clip", *contributions)), works, terms))


def messages(*contributions: Contribution, terms: Terms = UNPAID, works: dict[str, Work] | None = None) -> str:
    return "\n".join(str(objection.diagnostic) for objection in objections(*contributions, terms=terms, works=works))


@pytest.mark.parametrize(("text", "name", "url"), [
    ("CC BY 4.0", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    ("cc-by-nc-sa-3.0", "CC BY-NC-SA 3.0", "https://creativecommons.org/licenses/by-nc-sa/3.0/"),
    ("CC BY-ND", "CC BY-ND 4.0", "https://creativecommons.org/licenses/by-nd/4.0/"),
    ("CC BY-SA 3.0 de", "CC BY-SA 3.0", "https://creativecommons.org/licenses/by-sa/3.0/"),
    ("CC0", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    ("Public Domain", "public domain", ""), ("All Rights Reserved", "all rights reserved", ""), ("", GRANT.name, ""),
])
def test_licences_are_known_however_they_are_written(text: str, name: str, url: str) -> None:
    license_ = read_license(text)
    assert license_ is not None
    assert (license_.name, license_.url) == (name, url)


@pytest.mark.parametrize("text", ["CC", "CC BY-SA-ND 4.0", "CC BY-NC-NC", "MIT", "CC BY 9.0", "free"])
def test_other_words_are_no_licence(text: str) -> None:
    assert read_license(text) is None


def known(name: str) -> License:
    license_ = read_license(name)
    assert license_ is not None
    return license_


def test_only_share_alike_and_non_commercial_clash() -> None:
    for one, other in product(NAMES, NAMES):
        expected = any(a == "CC BY-SA 4.0" and "NC" in b for a, b in ((one, other), (other, one)))
        assert clash(known(one), known(other)) is expected
        assert clash(known(one), known(other)) is clash(known(other), known(one))


def test_adding_a_licence_never_loosens() -> None:
    flags = ("needs_name", "is_non_commercial", "is_share_alike", "is_no_derivatives", "is_reserved")
    for one, two, three in product(NAMES, NAMES, NAMES):
        before, after = outgoing([known(one), known(two)]), outgoing([known(one), known(two), known(three)])
        assert before == outgoing([known(two), known(one)])
        if before is None:
            assert after is None
        elif after is not None:
            assert all(getattr(after, flag) >= getattr(before, flag) for flag in flags)


def test_what_several_licences_make_together() -> None:
    assert [outgoing(map(known, names)) and outgoing(map(known, names)).name for names in (  # type: ignore[union-attr]
        ["own", "CC0"], ["CC BY 4.0", "own"], ["CC BY-SA 3.0", "CC BY 4.0"], ["CC BY-NC 4.0", "CC BY-NC-SA 4.0"],
        ["CC BY 4.0", "all rights reserved"], ["CC BY-SA 4.0", "CC BY-NC 4.0"],
    )] == [GRANT.name, "CC BY", "CC BY-SA", "CC BY-NC-SA", "all rights reserved", None]


def test_a_cleared_cut_meets_no_objection() -> None:
    assert but_for_names(check(CUT, terms=Terms(monetized=True))) == []


def test_music_without_leave_to_adapt_is_refused_and_the_frames_named() -> None:
    song = replace(SONG, contributions=(made("ana", "guitar", 25, 50, medium="sound", title="Riff", license="CC BY-ND 4.0"),))
    (objection,) = but_for_names(check(programme(POEM, song)))
    assert str(objection.diagnostic) == (
        "e.yaml:7:5: Riff: CC BY-ND 4.0 forbids adaptations, and sound under pictures is one "
        "(in the episode from 0:00:05.000 to 0:00:07.000); leave it out or ask for a release under another licence")
    assert objection.ranges == (FrameRange(125, 50),)


def test_a_picture_without_leave_to_adapt_is_a_warning() -> None:
    (objection,) = objections(made("ana", "photo", license="CC BY-ND 4.0"))
    assert objection.diagnostic.severity is Severity.WARNING


@pytest.mark.parametrize(("name", "is_refused"), [
    ("CC BY-NC 4.0", True), ("CC BY-SA 4.0", True), ("CC BY-ND 4.0", True), ("CC BY 4.0", False), ("CC0", False), ("", False),
])
def test_what_everybody_may_use_holds_nothing_that_they_may_not(name: str, is_refused: bool) -> None:
    told = messages(made("ana", "photo", license=name), terms=Terms(is_open=True))
    assert ("does not let others use it under CC BY" in told) is is_refused
    assert "under CC BY, as" not in messages(made("ana", "photo", license=name))


def test_non_commercial_is_refused_only_where_the_show_earns_money() -> None:
    contribution = made("ana", "photo", license="CC BY-NC 4.0")
    assert objections(contribution) == []
    assert "forbids earning money" in messages(contribution, terms=Terms(monetized=True))


@pytest.mark.parametrize(("license_", "release", "expected"), [
    ("all rights reserved", "", "there is no release"),
    ("all rights reserved", "releases/ana.pdf", ""),
    ("all rights reserved", "pending", "its release is pending"),
    ("", "Pending ", "its release is Pending"),
    ("", "off", "its release is off"),
    ("", "false", "its release is false"),
    ("all rights reserved", "n/a", "its release is n/a"),
    ("", "pending, asked on 3 May", "its release is pending, asked on 3 May"),
    ("", "not yet", "its release is not yet"),
    ("", "TBD", "its release is TBD"),
    ("", "Pending Dreams.pdf", ""),
    ("", "no-17-signed-2020.pdf", ""),
    ("", "No. 17, signed 2020-05-01", ""),
    ("", "", ""),
    ("", "releases/ana.pdf", ""),
    ("mine", "", "the licence 'mine' is not known"),
])
def test_releases(license_: str, release: str, expected: str) -> None:
    found = messages(made("ana", "photo", license=license_, release=release))
    assert expected in found
    assert bool(found) == bool(expected)


def test_an_author_must_be_named_where_the_licence_demands_it() -> None:
    assert "demands the author's name" in messages(made("", "photo", license="CC BY 4.0"))
    assert objections(made("", "photo", license="CC0")) == []


def test_licences_that_cannot_be_combined_are_told_once() -> None:
    alike, other = made("ana", "a", path="a", license="CC BY-SA 4.0"), made("ben", "b", path="b", license="CC BY-NC 4.0")
    (objection,) = objections(alike, other, replace(other, path="c"))
    assert "a: CC BY-SA 4.0 cannot be combined with CC BY-NC 4.0 of b" in str(objection.diagnostic)


def test_all_that_cannot_be_combined_is_affected_however_often_a_licence_comes() -> None:
    kinds = ["CC BY-SA 4.0", "CC BY-NC 4.0", "CC BY-SA 4.0"]
    (objection,) = objections(*(made("ana", "a", 10 * n, 5, path=f"{n}", license=name) for n, name in enumerate(kinds)))
    assert [range_.start for range_ in objection.ranges] == [100, 110, 120]


def test_of_thousands_of_licences_each_pair_is_told_at_its_first_two_and_soon() -> None:
    names = ["CC0", "CC BY-NC 4.0", "CC BY-SA 4.0", "CC BY-NC 3.0"] * 1500
    many = [made("ana", "a", path=f"{number}", license=name) for number, name in enumerate(names)]
    begun = time.process_time()
    found = [str(objection.diagnostic) for objection in objections(*many)]
    # 18 million pairs took twenty seconds; what is left is a look at each.
    assert time.process_time() - begun < 6
    told = [message.partition("e.yaml:7:5: ")[2].partition(" (in")[0] for message in found]
    assert told == [
        "1: CC BY-NC 4.0 cannot be combined with CC BY-SA 4.0 of 2", "2: CC BY-SA 4.0 cannot be combined with CC BY-NC 3.0 of 3",
    ]


def test_sharing_alike_is_said_once() -> None:
    alike = made("ana", "a", path="a", license="CC BY-SA 4.0")
    (objection,) = objections(made("ben", "z", path="z", license="CC0"), alike, replace(alike, path="b"))
    assert objection.diagnostic.severity is Severity.WARNING
    assert "a: it shares alike, so the whole episode must be published under CC BY-SA (" in str(objection.diagnostic)


def test_what_is_built_on_is_judged_like_what_is_seen() -> None:
    riff = Work("riff", ("ana",), "riff", "A Riff", ("root",))
    root = Work("root", ("ben",), "", "Root", license="ARR", where=Where("show.yaml", 30, 3))
    covers = (made("dee", role, start, 25, builds_on=("riff",)) for role, start in (("cover", 0), ("encore", 50)))
    (objection,) = objections(*covers, works={"riff": riff, "root": root})
    assert str(objection.diagnostic).startswith("show.yaml:30:3: Root: ")
    assert objection.ranges == (FrameRange(100, 25), FrameRange(150, 25))


def test_circles_and_unknown_works_are_told_with_their_line() -> None:
    works = {"a": Work("a", ("ana",), builds_on=("a", "b"))}
    text = messages(made("dee", "cover", path="x.wav", builds_on=("a",)), works=works)
    assert "e.yaml:7:5: builds_on goes in a circle: a -> a" in text
    assert "x.wav builds on 'b', which is not known" in text


def test_what_is_never_seen_is_not_judged() -> None:
    assert objections(made("ana", "photo", frames=0, license="mine", builds_on=("nowhere",))) == []


LEVELS = {None: 0, Severity.WARNING: 1, Severity.ERROR: 2}
SEVERAL = [Scope(), Scope(("DE", "FR")), Scope(("DE",), monetized=False), Scope(expires="2020-05-01")]
KIDS = {"kid": Person("kid", "Kim", is_minor=True), "guarded": Person("guarded", "Lou", is_minor=True, guardian=Release("a.pdf"))}
CONTRIBUTIONS = st.builds(
    lambda license_, release, scope, who, medium, start, frames, builds_on: made(
        who, "x", start, frames, path=f"{license_}{release}{who}", license=license_, release=release, scope=scope, medium=medium,
        builds_on=builds_on,
    ),
    st.sampled_from([*NAMES, "platform", "jam", "mine"]), st.sampled_from(["", "a.pdf", "pending"]), st.sampled_from(SEVERAL),
    st.sampled_from(["", "ana", "kid", "guarded"]), st.sampled_from(["picture", "sound", "text"]), st.integers(0, 50),
    st.integers(0, 50), st.sampled_from([(), ("song",), ("song", "tune")]),
)
LICENSED = st.builds(
    lambda song, tune: {
        "song": Work("song", ("ana",), builds_on=("tune",), license=song), "tune": Work("tune", (), license=tune),
    },
    st.sampled_from(NAMES), st.sampled_from(NAMES),
)
TERMS = st.builds(
    lambda monetized, territories, day: Terms(
        monetized, territories, day, {"jam": Grant("jam", "Jam", "v2", "2019-01-01", Scope(monetized=False))}
    ),
    st.booleans(), st.sampled_from([(), ("DE",), ("DE", "AT")]), st.sampled_from(["", "2020-04-01", "2020-05-18"]),
)


def verdict(used: list[Contribution], works: dict[str, Work], terms: Terms) -> tuple[int, set[int]]:
    """Return how bad it is, and the frames over which a draft says so."""
    found = check(programme(segment("a", "clip", *used)), works, terms, KIDS)
    wrong = {n for one in found if one.diagnostic.severity is Severity.ERROR for r in one.ranges for n in range(r.start, r.end)}
    return max((LEVELS[one.diagnostic.severity] for one in found), default=0), wrong


@settings(deadline=None, max_examples=150)
@given(st.lists(CONTRIBUTIONS, max_size=4), CONTRIBUTIONS, st.data(), LICENSED, TERMS)
def test_one_contribution_more_never_loosens_a_verdict_and_their_order_does_not_matter(
    used: list[Contribution], more: Contribution, data: st.DataObject, works: dict[str, Work], terms: Terms
) -> None:
    before = verdict(used, works, terms)
    at = data.draw(st.integers(0, len(used)))
    after = verdict([*used[:at], more, *used[at:]], works, terms)
    assert before[0] <= after[0]
    assert before[1] <= after[1]
    assert verdict([*reversed([*used[:at], more, *used[at:]])], works, terms) == after


@pytest.mark.parametrize("monetized", [False, True])
def test_the_verdict_over_each_pair_of_licences(monetized: bool) -> None:
    for one, other in product(NAMES, NAMES):
        stops = "all rights reserved" in (one, other)
        stops |= any(a == "CC BY-SA 4.0" and "NC" in b for a, b in ((one, other), (other, one)))
        stops |= monetized and ("NC" in one or "NC" in other)
        pictures = [made("ana", "x", path=f"{n}{name}", license=name) for n, name in enumerate((one, other))]
        assert (verdict(pictures, {}, Terms(monetized))[0] == 2) is stops, (one, other)
