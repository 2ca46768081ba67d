from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import digest
from pipeline.credits import Person, Section, Work, compute, lineage, sections, shown
from pipeline.credits.attribution import attributed
from pipeline.faults import InputFault, Where
from pipeline.timebase import FrameRange
from pipeline.words import spoken
from tests.credits.cut import CUT, PEOPLE, POEM, SONG, STREET, made, programme, segment

WORKS = {
    work.key: work
    for work in (
        Work("demo", ("ben",), "guitar", "Garage Demo", ("riff", "beat")), Work("riff", ("cho",), "riff", "A Riff", ("origin",)),
        Work("beat", ("dee",), "beat", "", ("origin",)), Work("origin", ("ana",), "", "First Song"),
    )
}


def test_the_roll_names_each_person_once_under_each_segment_by_role_then_name() -> None:
    found = compute(CUT, PEOPLE)
    assert [(s.heading, [(e.person.key, e.roles) for e in s.entries]) for s in found.sections] == [
        ("Metal Dad", [("ben", ("guitar", "drums")), ("ana", ("screaming",)), ("cho", ("screaming",))]),
        ("Letter", [("dee", ("reader", "writer")), ("ana", ("music",))]),
        ("Street", [("cho", ("interviewee",))]),
    ]


def test_the_show_may_order_roles() -> None:
    contributions = [("A", made("ben", "drums")), ("A", made("ana", "guitar")), ("A", made("dee", "Writer"))]
    (section,) = sections(contributions, PEOPLE, role_order=("writer", "guitar"))
    assert [entry.person.key for entry in section.entries] == ["dee", "ana", "ben"]


def test_within_a_role_people_are_sorted_by_their_sort_key() -> None:
    (section,) = sections([("A", made("ben dee ana", "singing"))], PEOPLE)
    assert [entry.person.key for entry in section.entries] == ["ana", "dee", "ben"]  # ben sorts as Zed


def test_each_person_is_credited_once_for_the_whole_episode() -> None:
    found = {one.credit.person.key: one for one in compute(CUT, PEOPLE).people}
    assert set(found) == {"ana", "ben", "cho", "dee"}
    assert found["ana"].credit.roles == ("screaming", "music")
    assert found["ana"].segments == ("Metal Dad", "Letter")


def test_a_disabled_segment_drops_its_people() -> None:
    found = compute(programme(POEM, STREET), PEOPLE)
    assert {one.credit.person.key for one in found.people} == {"ana", "cho", "dee"}


def test_what_is_neither_seen_nor_heard_credits_nobody() -> None:
    assert sections([("A", made("ana", "extra", frames=0, builds_on=("demo",)))], PEOPLE, WORKS) == ()


def test_credits_close_over_what_is_built_on_and_a_diamond_is_credited_once() -> None:
    contributions = [("A", made("dee", "cover", builds_on=("demo",)))]
    *_, last = sections(contributions, PEOPLE, WORKS)
    assert last.heading == "Built on the work of"
    assert [(e.person.key, e.roles) for e in last.entries] == [
        ("ben", ("guitar (Garage Demo)",)), ("cho", ("riff (A Riff)",)), ("ana", ("First Song",)), ("dee", ("beat",)),
    ]


def test_ancestors_stay_when_the_middle_is_a_contribution_of_the_episode() -> None:
    middle = made("ben", "remix", path="media/remix.wav", builds_on=("origin",))
    top = made("dee", "dance", path="media/dance.mp4", builds_on=("remix.wav",))
    assert [work.key for work in lineage([top], WORKS, [middle]).works] == ["origin"]
    unseen = replace(middle, range=replace(middle.range, frames=0))
    *_, last = sections([("A", unseen), ("A", top)], PEOPLE, WORKS)
    assert [entry.person.key for entry in last.entries] == ["ana"]


def test_circles_and_strangers_are_found() -> None:
    parents = {"a": ("b",), "b": ("c", "nowhere"), "c": ("a",)}
    works = {key: Work(key, (), builds_on=builds_on) for key, builds_on in parents.items()}
    found = lineage([made("ana", "x", path="p", builds_on=("a",))], works)
    assert found.circles == (("a", "b", "c", "a"),)
    assert [name for name, _ in found.unknown] == ["nowhere"]
    itself = lineage([made("ana", "x", path="media/p.wav", builds_on=("p.wav",))], {})
    assert itself.circles == (("media/p.wav", "media/p.wav"),)


def test_a_long_chain_of_works_is_no_problem() -> None:
    works = {str(n): Work(str(n), ("ana",), builds_on=(str(n + 1),)) for n in range(5000)} | {"5000": Work("5000", ())}
    assert len(lineage([made("ana", "x", builds_on=("0",))], works).works) == 5001


@settings(deadline=None)
@given(st.dictionaries(st.integers(0, 6), st.sets(st.integers(0, 6), max_size=4), max_size=7))
def test_the_closure_is_what_can_be_reached(graph: dict[int, set[int]]) -> None:
    works = {str(n): Work(str(n), (), builds_on=tuple(map(str, sorted(down)))) for n, down in graph.items()}
    found = lineage([made("ana", "x", path="top", builds_on=("0",))], works)
    reached, edge = set(), {0}
    while edge:
        reached |= edge
        edge = {below for n in edge for below in graph.get(n, ())} - reached
    assert {work.key for work in found.works} == {str(n) for n in reached if n in graph}
    assert {name for name, _ in found.unknown} == {str(n) for n in reached if n not in graph}

    def leads_back(n: int) -> bool:
        seen, front = set(), set(graph.get(n, ()))
        while front:
            seen |= front
            front = {below for m in front for below in graph.get(m, ())} - seen
        return n in seen

    assert bool(found.circles) == any(leads_back(n) for n in reached)


def test_an_unknown_person_is_told_with_the_line() -> None:
    with pytest.raises(InputFault, match=r"e\.yaml:7:5: 'zoe' is not in people\.yaml; add the person there"):
        sections([("A", made("zoe", "x"))], PEOPLE)


def test_an_unknown_person_of_a_work_is_told_with_the_line_of_the_work() -> None:
    riff = Work("riff", ("zoe",), where=Where("show.yaml", 30, 3))
    with pytest.raises(InputFault, match=r"^show\.yaml:30:3: 'zoe' is not in people"):
        sections([("A", made("ana", "x", builds_on=("riff",)))], PEOPLE, {"riff": riff})


def grouped(section: Section) -> list[tuple[str, list[str]]]:
    return [(role.name, [person.key for person in role.people]) for role in section.roles]


def test_a_role_stands_once_with_all_its_people_and_a_person_once_in_it() -> None:
    chorus = [("Choir", made("ben dee ana", "singing")), ("Choir", made("ana cho", "Singing")), ("Choir", made("dee", "piano"))]
    (section,) = sections(chorus, PEOPLE, role_order=("piano",))
    assert grouped(section) == [("piano", ["dee"]), ("singing", ["ana", "dee", "ben", "cho"])]


def test_roles_follow_each_other_in_their_own_order_whoever_has_several() -> None:
    song = [("A", made("ben", "guitar")), ("A", made("ana", "voice")), ("A", made("ben", "drums"))]
    assert [role for role, _ in grouped(sections(song, PEOPLE)[0])] == ["guitar", "voice", "drums"]


def test_a_role_of_several_is_in_the_plural_where_the_language_has_it() -> None:
    poem = [("A", made("ben", "reader")), ("A", made("ana cho", "writer")), ("A", made("ana dee", "guitar"))]
    assert [role for role, _ in grouped(sections(poem, PEOPLE)[0])] == ["reader", "writers", "guitar"]
    own = spoken("en", {"en": {"role_guitar": {"one": "guitar", "other": "guitars"}}})
    assert [role for role, _ in grouped(sections(poem, PEOPLE, words=own)[0])][-1] == "guitars"
    german = [("A", made("ana cho", "Text"))]
    assert grouped(sections(german, PEOPLE, words=spoken("de"))[0]) == [("Text", ["ana", "cho"])]


def test_who_has_no_role_stands_before_the_roles() -> None:
    (section,) = sections([("A", made("ben", "guitar")), ("A", made("ana", ""))], PEOPLE)
    assert grouped(section) == [("", ["ana"]), ("guitar", ["ben"])]


def test_only_pieces_have_a_heading_and_the_music_of_cards_stands_under_music() -> None:
    cut = [
        (None, made("ana", "music", medium="sound", path="media/theme.wav")), (None, made("ben", "words", medium="text")),
        ("A", made("dee", "guitar")), ("A", made("cho", "pad", medium="sound", path="media/pad.wav")),
        (None, made("cho", "theme", medium="sound", path="media/end.wav")),
    ]
    found = [(section.heading, grouped(section)) for section in sections(cut, PEOPLE)]
    assert found == [
        ("", [("words", ["ben"])]),
        ("A", [("guitar", ["dee"]), ("pad", ["cho"])]),
        ("Music", [("", ["ana"]), ("theme", ["cho"])]),
    ]


def test_the_titles_of_cards_are_still_told_of_each_person() -> None:
    card = segment("welcome", "opening", made("ana", "music", medium="sound", path="media/theme.wav"))
    found = {one.credit.person.key: one for one in compute(programme(card, STREET), PEOPLE).people}
    assert found["ana"].segments == ("Welcome",)
    assert [one.heading for one in compute(programme(card, STREET), PEOPLE).sections] == ["Street", "Music"]


def test_two_people_of_one_name_are_told_apart_by_place_and_others_are_left_alone() -> None:
    people = {
        one.key: one for one in (
            Person("a", "Ana", place="Quito"), Person("b", "ANA", place="Porto"), Person("c", "Cho", place="Busan"),
            Person("d", "Dee", "@one", "Leeds"), Person("e", "Dee", "@two", "Leeds"),
        )
    }
    (section,) = shown([("A", made("a b c d e", "voice"))], people)["sections"]  # type: ignore[union-attr, misc]
    (role,) = section["roles"]  # type: ignore[index, call-overload]
    assert [(one.name, one.person.place) for one in role["people"]] == [
        ("ANA", "Porto"), ("Ana", "Quito"), ("Cho", ""), ("Dee", "Leeds, @one"), ("Dee", "Leeds, @two"),
    ]


def test_cards_say_what_licences_want_to_be_said_a_licence_with_all_its_works() -> None:
    riff = Work("riff", ("cho",), title="A Riff", license="CC BY-SA 3.0")
    pads = [made(who, "pad", title=title, path=title, license="CC BY 4.0", url="https://p.example", builds_on=("riff",))
            for who, title in (("ana", "Pad"), ("ben ana cho dee", "Choir"))]
    unseen = ("A", made("ben", "photo", frames=0, title="Photo", license="CC BY 4.0"))
    made_of = [*(("A", one) for one in pads), unseen]
    *_, licences = shown(made_of, PEOPLE, works={"riff": riff})["sections"]  # type: ignore[union-attr, misc]
    assert licences["heading"] == "Licences"  # type: ignore[index, call-overload]
    roles = licences["roles"]  # type: ignore[index, call-overload]
    named = [(role["role"], [one.name for one in role["people"]]) for role in roles]  # type: ignore[index, call-overload, union-attr]
    assert named == [
        ("CC BY 4.0, edited for this episode", ["“Pad” by Ana Å", "“Choir” by ben, Ana Å, 조, …"]),
        ("CC BY-SA 3.0, edited for this episode", ["“A Riff” by 조"]),
    ]
    assert shown([unseen], PEOPLE)["sections"] == ()


@pytest.mark.parametrize(("language", "terms", "who"), [
    ("de", "CC BY 4.0, für diese Folge bearbeitet", "„Pad“ von Ana Å"),
    ("ja", "CC BY 4.0、本エピソードのために編集", "「Pad」Ana Å"),
    ("fr", "CC BY 4.0, avec des modifications pour cet épisode", "«\u00a0Pad\u00a0» de Ana Å"),
    ("ar", "CC BY 4.0، بتعديلات لهذه الحلقة", "«Pad»، Ana Å"), ("hi", "CC BY 4.0, इस एपिसोड के लिए संपादित", "“Pad”, Ana Å"),
])  # fmt: skip
def test_licences_are_said_on_cards_in_each_language(language: str, terms: str, who: str) -> None:
    (one,) = attributed([made("ana", "pad", title="Pad", license="CC BY 4.0")], PEOPLE, {}, spoken(language))
    assert (one.terms, one.who) == (terms, who)


def test_while_the_sound_of_a_piece_leads_or_trails_nobody_is_seen_in_it() -> None:
    led = replace(
        segment("led", "clip", made("ana", "host"), made("ana", "host", medium="sound"), made("ben", "extra", 0, 20)),
        sound_leads=20, sound_trails=30,
    )
    cut = compute(programme(SONG, led, STREET), PEOPLE)
    assert [(use.medium, use.ranges) for use in cut.uses if use.segment == "Led"] == [
        ("picture", (FrameRange(100, 50),)), ("sound", (FrameRange(80, 100),)),
    ]
    assert "ben" not in [entry.person.key for section in cut.sections if section.heading == "Led" for entry in section.entries]


def test_the_fields_fill_the_cards_of_credits() -> None:
    fields = shown([(SONG.title, c) for c in SONG.contributions], PEOPLE, ["Everyone"])
    assert fields["thanks"] == ("Everyone",)
    digest.of(fields)
    from pipeline.cards.fields import complete

    (section,) = complete("credits", fields)["sections"]  # type: ignore[union-attr, misc]
    assert section == {"heading": "Metal Dad", "kind": "", "picture": "", "roles": [
        {"role": "guitar", "people": [{"name": "ben", "place": "", "number": 0}]},
        {"role": "screaming", "people": [{"name": name, "place": "", "number": 0} for name in ("Ana Å", "조")]},
        {"role": "drums", "people": [{"name": "ben", "place": "", "number": 0}]},
    ]}
