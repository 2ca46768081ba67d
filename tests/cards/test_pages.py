"""Credits on pages: everyone once, in order, within the limits, long enough to be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cards import page_lengths, pages, readable
from pipeline.cards import theme as themes
from pipeline.cards.card import describe
from pipeline.cards.draw import painter
from pipeline.cards.fault import CardFault
from pipeline.cards.model import PageSpec, Shape
from pipeline.cards.pages import Group, Named, Part
from pipeline.segments.credits_shown import whole

SHAPES: tuple[Shape, ...] = ("wide", "tall", "square")
SPEC = PageSpec()
RATE = Fraction(24)


def part(heading: str, *counts: int) -> Part:
    people = [tuple(Named(f"{heading} {role}.{number}") for number in range(count)) for role, count in enumerate(counts)]
    return Part(heading, tuple(Group(f"role {role}", found) for role, found in enumerate(people)))


def named(parts: tuple[Part, ...]) -> list[str]:
    return [one.name for each in parts for group in each.groups for one in group.people]


sections = st.lists(st.lists(st.integers(1, 40), min_size=1, max_size=5), min_size=1, max_size=6)


@given(counts=sections, shape=st.sampled_from(SHAPES), title=st.booleans())
@settings(max_examples=25, deadline=None)
def test_everyone_stands_on_one_page_in_order_and_no_page_has_too_many(
    counts: list[list[int]], shape: Shape, title: bool
) -> None:
    parts = tuple(part(f"Part {number}", *roles) for number, roles in enumerate(counts))
    found = pages.divided(parts, SPEC, shape, title=title)
    assert [name for page in found for name in named(page)] == named(parts)
    for number, page in enumerate(found):
        assert 1 <= len(named(page)) <= SPEC.names
        columns = pages.columns_of(page, SPEC, shape, title=title and not number)
        assert len(columns) <= SPEC.columns[shape]
        assert [name for column in columns for name in named(column)] == named(page)


def test_a_role_that_goes_on_in_the_next_column_is_named_once_and_on_the_next_page_again() -> None:
    first, second = pages.divided((part("Choir", 40),), SPEC, "wide", title=False)
    for page in (first, second):
        columns = pages.columns_of(page, SPEC, "wide", title=False)
        assert len(columns) > 1
        assert [one.heading for column in columns for one in column] == ["Choir", *[""] * (len(columns) - 1)]
        assert [group.role for column in columns for one in column for group in one.groups].count("role 0") == 1


def test_a_few_names_stay_in_one_column_and_pages_are_about_alike() -> None:
    assert len(pages.columns_of((part("A", 3, 4),), SPEC, "wide", title=False)) == 1
    found = pages.divided(tuple(part(f"{number}", 6) for number in range(6)), SPEC, "wide", title=False)
    assert [len(page) for page in found] == [3, 3]


def test_pages_stand_as_long_as_their_names_are_read() -> None:
    nine_roles = part("A", *[3] * 6, 2, 2, 2)
    assert page_lengths.natural_seconds((nine_roles,)) == Fraction(948, 100)
    people = tuple(part(f"{number}", *[3] * 3) for number in range(3))  # 27 people
    assert 11 <= sum(page_lengths.lengths(pages.divided(people, SPEC, "wide", title=False), RATE)) / RATE <= 16


@given(counts=sections, wanted=st.integers(1, 3000))
@settings(max_examples=25, deadline=None)
def test_no_name_is_seen_for_less_than_a_fifth_of_a_second_whatever_is_asked_for(counts: list[list[int]], wanted: int) -> None:
    found = pages.divided(tuple(part(f"{number}", *roles) for number, roles in enumerate(counts)), SPEC, "wide", title=False)
    try:
        frames = page_lengths.lengths(found, RATE, wanted)
    except CardFault as fault:
        wanted = int(fault.hint.partition("length: ")[2].partition("f")[0])
        frames = page_lengths.lengths(found, RATE, wanted)
    assert sum(frames) == wanted
    assert all(5 * length >= RATE * len(named(page)) for page, length in zip(found, frames, strict=True))


@pytest.mark.parametrize("name", ["create-together", "paper", "signal", "stage"])
@pytest.mark.parametrize("background", ["#101418", "#ffffff", "#7f7f7f", "#c93a22", "#1b6f69", "#f4a630", ""])
def test_what_stands_on_the_show_s_background_can_be_read_there(name: str, background: str) -> None:
    """By the formula of WCAG 2.2, written out here for itself."""

    def luminance(colour: str) -> float:
        levels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [level / 12.92 if level <= 0.04045 else ((level + 0.055) / 1.055) ** 2.4 for level in levels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    theme = themes.load(name)
    found = readable.variables(theme, background or theme.background)
    assert {"--background", "--on-background-text", "--on-background-role", "--on-background-quiet"} <= found.keys()
    below = luminance(found["--background"])
    for variable in found.keys() - {"--background"}:
        light, dark = sorted((luminance(found[variable]), below), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, variable


@pytest.mark.parametrize("name", ["create-together", "paper", "signal", "stage"])
def test_a_page_is_the_show_s_background_from_edge_to_edge(name: str) -> None:
    fields = {"sections": [{"heading": "A", "roles": [{"role": "voice", "people": [{"name": "Ana"}]}]}], "background": "#123456"}
    given = describe(themes.load(name), "credits_page", fields, width=160, height=90, rate=RATE, frames=48)
    pixels = painter(given).raw(0)
    corners = [pixels[at : at + 4] for at in (0, 4 * 159, 4 * 160 * 89, 4 * (160 * 90 - 1))]
    assert set(corners) == {bytes((0x12, 0x34, 0x56, 255))}
    rolled = describe(themes.load(name), "credits", fields, width=160, height=90, rate=RATE, frames=240)
    assert rolled.background == "#123456"


def test_a_few_names_are_written_larger_but_no_line_is_parted_for_it() -> None:
    few, many = (part("A", 1),), ((part("A", 6, 6),),) * 3
    assert pages.growth((few,), SPEC, "wide", title=False) == pages.LARGEST
    assert 1 < pages.growth(many, SPEC, "wide", title=False) < 1.2
    assert pages.growth(((part("A", 14),),), SPEC, "wide", title=False) < 1.2, "a column that is full is no larger"
    long = Part("A", (Group("", (Named("Wilhelmina Charlotte F"),)),))
    assert pages.growth(((long,), few, few), SPEC, "wide", title=False) < 1.15, "it fills a column of three"


@pytest.mark.parametrize("name", ["create-together", "signal"])
def test_the_names_of_a_page_with_few_are_larger_than_those_of_a_full_one(name: str) -> None:
    def height(count: int) -> float:
        people: list[dict[str, str]] = [{"name": f"Ana{number}"} for number in range(count)]
        fields = {"sections": [{"heading": "A", "roles": [{"role": "voice", "people": people}]}]}
        theme = themes.load(name)
        given = describe(theme, "credits_page", fields, width=640, height=360, rate=RATE, frames=48)  # type: ignore[arg-type]
        return next(high for text, *_, high in painter(given).runs() if text == "Ana0")

    assert height(2) > 1.15 * height(12)


def test_a_heading_of_several_lines_has_what_belongs_to_it_once() -> None:
    high = PageSpec(heading=170)  # room above for a light a player
    long = replace(part("A", 2), heading="What the Lighthouse Keeper's Daughter Heard on the Telephone That Winter")
    assert len(pages.divided((part("B", 5), long, part("C", 1)), high, "wide", title=False)) == 1


@given(counts=sections, shape=st.sampled_from(SHAPES), is_stacked=st.booleans())
@settings(max_examples=25, deadline=None)
def test_pages_put_together_are_the_sections_that_were_divided(
    counts: list[list[int]], shape: Shape, is_stacked: bool
) -> None:
    parts = tuple(part(f"Part {number}", *roles) for number, roles in enumerate(counts))
    assert whole(pages.divided(parts, SPEC, shape, title=True, is_stacked=is_stacked)) == parts


def test_a_choir_of_six_hundred_is_divided_without_laying_out_more_than_a_page_may_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    columns = pages._Room.columns

    def counted(room: pages._Room, parts: Sequence[Part]) -> tuple[pages.Column, ...] | None:
        asked.append(sum(part.names for part in parts))
        return columns(room, parts)

    monkeypatch.setattr(pages._Room, "columns", counted)
    pages.divided(tuple(part(f"Choir {number}", 40, 40, 40) for number in range(5)), SPEC, "wide", title=True)
    assert max(asked) <= SPEC.names


def test_a_tall_page_shows_a_piece_unless_pieces_are_to_be_stacked() -> None:
    parts = tuple(part(f"Part {number}", 2) for number in range(4))
    assert [len(page) for page in pages.divided(parts, SPEC, "tall", title=False)] == [1, 1, 1, 1]
    assert [len(page) for page in pages.divided(parts, SPEC, "tall", title=False, is_stacked=True)] == [4]


def test_each_piece_has_a_column_of_its_own_where_the_same_number_of_pages_allows_it() -> None:
    made = (("A", 3), ("B", 4, 1, 1, 1), ("C", 3), ("D", 3), ("E", 2))
    pieces = tuple(replace(part(name, *counts), kind="music") for name, *counts in made)
    beds, thanks = part("Music", 1), replace(part("", 1), thanks=True)
    found = pages.divided((*pieces, beds, thanks), replace(SPEC, names=14), "wide", title=False)
    assert [[one.heading for one in page if one.kind] for page in found] == [["A", "B", "C"], ["D", "E"]]
