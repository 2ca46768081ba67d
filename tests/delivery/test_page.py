"""What the page of an episode says: its title, its tags, its description by a template of the show's own."""

import re
from dataclasses import replace
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.delivery import Episode
from pipeline.delivery.description import LINES, NUMBERS, TEXTS, USUAL, Said, description
from pipeline.delivery.title import published_title, tags
from pipeline.faults import InputFault, Where
from pipeline.manifest.publish import Publication, Publish, Template, TitleFacts, cost
from pipeline.words import spoken as words_of
from tests.credits.cut import CUT, PEOPLE
from tests.delivery.test_package import credits_of

WHERE, PATTERN_AT = Where("e.yaml", 3, 12), Where("show.yaml", 9, 5)
FACTS = TitleFacts("Create", 1, 7, "Scream It Out")


def titled(pattern: str | None = None, facts: TitleFacts = FACTS) -> str:
    return published_title(Publication(pattern, places={"title": PATTERN_AT}), facts, WHERE)


@pytest.mark.parametrize(
    ("pattern", "facts", "title"),
    [
        (None, FACTS, "Create S1E7: Scream It Out"),
        (None, replace(FACTS, season=0), "Create E7: Scream It Out"),
        (None, replace(FACTS, season=0, number=0), "Create: Scream It Out"),
        (None, replace(FACTS, title="Create"), "Create"),
        ("{title} | {show} {season:02}x{number:03}", FACTS, "Scream It Out | Create 01x007"),
        ("{title}", replace(FACTS, title="  Scream\n it <out> "), "Scream it ‹out›"),
        ("{title}", replace(FACTS, title="{show}"), "{show}"),
        ("{title}", replace(FACTS, title="字" * 100), "字" * 100),
    ],
)
def test_titles(pattern: str | None, facts: TitleFacts, title: str) -> None:
    assert titled(pattern, facts) == title


def test_titles_that_are_too_long_are_told_where_it_can_be_mended() -> None:
    with pytest.raises(InputFault, match=r"e\.yaml:3:12: the title has 114 characters; at most 100 .*; shorten it"):
        titled(facts=replace(FACTS, title="x" * 101))
    with pytest.raises(InputFault, match=r"e\.yaml:3:12: the title has 105 characters.*'Create S1E7: xxx.*write publish"):
        published_title(Publication(), replace(FACTS, title="x" * 92), WHERE)
    with pytest.raises(InputFault, match=r"show\.yaml:9:5: the title has 116 characters"):
        titled("{title}" + "!" * 103)
    with pytest.raises(InputFault, match=r"e\.yaml:3:12: its title is to name the season, and .* none; write season"):
        titled("{season}: {title}", replace(FACTS, season=0))


WORDS = st.text(st.sampled_from('ab é字👩<>",'), min_size=1, max_size=130)


@given(st.lists(WORDS, max_size=40), st.lists(WORDS, max_size=20))
@settings(max_examples=60, deadline=None)
def test_tags_are_what_platforms_take(wanted: list[str], others: list[str]) -> None:
    found = tags(wanted, others)
    assert found == tags(wanted, others)
    quoted = ",".join(f'"{tag}"' if " " in tag else tag for tag in found)
    assert len(quoted) <= 500
    assert len(quoted) == cost(found)
    assert all(0 < len(tag) <= 100 and not set('<>",') & set(tag) for tag in found)
    assert len({tag.casefold() for tag in found}) == len(found)
    # Nothing is left out for which there was room, and nobody comes before those before them.
    plain = [" ".join(re.sub(r'[<>",]', " ", tag).split()) for tag in (*wanted, *others)]
    known = {tag.casefold() for tag in found}
    for left in (tag for tag in plain if tag and len(tag) <= 100 and tag.casefold() not in known):
        assert cost((*found, left)) > 500
    assert list(found) == sorted(found, key=lambda tag: [one.casefold() for one in plain].index(tag.casefold()))


def test_an_episode_is_found_by_what_its_show_says_and_by_its_names() -> None:
    episode = Episode(CUT, credits_of("Ana"), WHERE, show="Create", publication=Publication(tags=("home recording", "CREATE")))
    pieces = [segment.title for segment in CUT.timeline.segments if segment.is_piece]
    assert episode.tags == tuple(dict.fromkeys(("home recording", "CREATE", CUT.timeline.title, *pieces)))


def test_the_description_says_when_it_was_shown_where_the_show_is_and_where_its_people_are() -> None:
    said = Said(
        "A song.", url="https://create.example", hashtags=("#music", "#home"), show="Create", season=1, number=7,
        air_date="2020-05-18", words=words_of("en"),
    )  # fmt: skip
    assert description(credits_of("Ana", url="https://ana.example"), said, WHERE) == """\
A song.

Create · S1 E7 · May 18, 2020
https://create.example

A
x: Ana

Links
Ana: https://ana.example

#music #home
"""
    german = description(credits_of("Ana"), replace(said, words=words_of("de"), season=0), WHERE)
    assert "Create · F7 · 18. Mai 2020\n" in german


def test_an_address_goes_with_its_name() -> None:
    names = [f"Person {n:02} {'字' * 30}" for n in range(60)]
    text = description(credits_of(*names, url=f"https://{'a' * 60}.example"), Said(), WHERE)
    named = next(line for line in text.splitlines() if line.startswith("x: "))[3:].split(", ")
    linked = re.findall(r"^(Person \d\d 字+): https", text, re.MULTILINE)
    assert named == linked == names[: len(named)]
    assert 10 < len(named) < 60
    assert len(text.encode()) <= 5000


def own(text: str) -> Template:
    return Template("templates/description.txt", text)


def test_a_show_has_a_template_of_its_own() -> None:
    whole = "".join(f"{{{{ {name} }}}}" for name in (*TEXTS, *NUMBERS)) + "".join(f"{{{{ {name} | join }}}}" for name in LINES)
    said = Said("Text ", ("0:00 A",), ("you",), "https://a.example", ("#b",), "T", "S", "E", 1, 2, "2020-05-18")
    assert description(credits_of("Ana"), said, WHERE, own(whole)) == (
        "Texthttps://a.exampleTSEMay 18, 2020en120S · S1 E2 · May 18, 20200:00 AAx: Anayou#b".replace(" · ", "")
    )
    assert description(credits_of("Ana"), said, WHERE, own('{{ words.say("chapters") }} <3\n')) == "Chapters ‹3\n"


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("a\n  {% if text %}\n", "2:3: the template of the description: Unexpected end of template"),
        ("a\nfor {{ txet }}", "2:8: txet stands for nothing here; did you mean 'text'?"),
        ("{% if season > 9 %}\n{{ foo }}{% endif %}", "2:4: foo stands for nothing here; "),
        ("\n\n{{ chapters[9] }}", "3:1: the template of the description: tuple object has no element 9"),
        ('\n{{ words.say("chapterz") }}', "2:1: the template of the description: nothing is called 'chapterz'"),
        ("\n" + "{% for a in range(999) %}" * 2 + "{% endfor %}" * 2, "2:1: the template of the description: its loops go round"),
        (f"{{{{ {'(' * 3000}1{')' * 3000} }}}}", " the template of the description: its brackets are too deep"),
        ("{{ text.__class__.__mro__ }}", "1:1: the template of the description: access to attribute '__class__' "),
        ("{% include 'x' %}", "1:1: the template of the description: it takes in another file; write all of it here"),
        ("{{ 1 / 0 }}", "1:1: the template of the description: division by zero"),
        ("{% for n in range(90000) %}abcdef{% endfor %}", " the template of the description: it makes more than 200000 char"),
        ("\n {% if text %}a{% endif %}\n\n", "2:2: the template of the description: nothing is left of it for this episode; "),
        ("{# said elsewhere #}", "1:1: the template of the description: nothing is left of it for this episode; "),
        ("x" * 5001, "e.yaml:3:12: the description has 5001 bytes without any credits; at most 5000 can be published"),
    ],
)
def test_what_is_wrong_with_a_template_is_told_at_its_line(template: str, told: str) -> None:
    with pytest.raises(InputFault) as fault:
        description(credits_of("Ana"), Said(), WHERE, own(template))
    (diagnostic,) = fault.value.diagnostics
    assert str(diagnostic).removeprefix("templates/description.txt:").startswith(told)


LETTERS = st.text(st.sampled_from("aé字👩‍👩‍👧🇩🇪สี<> "), max_size=60)


@given(st.lists(LETTERS.filter(str.strip), max_size=80), st.lists(LETTERS, max_size=30), LETTERS)
@settings(max_examples=25, deadline=None)
def test_descriptions_keep_the_limits_whatever_they_hold(names: list[str], chapters: list[str], text: str) -> None:
    said = Said(text, tuple(f"0:{n:02} {title}" for n, title in enumerate(chapters)), hashtags=("#b",), show="S", number=1)
    found = description(credits_of(*names, url="https://a.example/字"), said, WHERE, USUAL)
    assert len(found.encode()) <= 5000
    assert not set("<>") & set(found)
    lines = found.splitlines()
    plain = [name.replace("<", "‹").replace(">", "›") for name in names]
    named = next((line[3:].split(", ") for line in lines if line.startswith("x: ")), [])
    assert sorted(named) == sorted(plain)[: len(named)] or len(named) < len(names)
    assert set(named) <= {*plain}
    assert all(chapter.replace("<", "‹").replace(">", "›") in found for chapter in said.chapters)
    assert lines[-1] == "#b"


ADDRESSES = st.text(st.sampled_from("<>a/é?#&字"), min_size=1, max_size=40)


@given(ADDRESSES, ADDRESSES, ADDRESSES)
@settings(max_examples=60, deadline=None)
def test_addresses_keep_what_they_lead_to_without_angle_brackets(show: str, person: str, text: str) -> None:
    read = [Publish.model_validate({"url": f"https://a.example/{path}"}).url for path in (show, person)]
    said = Said(f"See {text}", url=read[0])
    found = description(credits_of("Ana", url=read[1]), said, WHERE, USUAL)
    assert not set("<>") & set(found)
    lines = found.splitlines()
    assert [unquote(line.removeprefix("Ana: ")) for line in lines if line in (read[0], f"Ana: {read[1]}")] == [
        f"https://a.example/{show}", f"https://a.example/{person}"
    ]  # fmt: skip


def test_people_of_the_cut_are_named_with_their_addresses() -> None:
    linked = {key: replace(person, url=f"https://{key}.example") for key, person in PEOPLE.items()}
    from pipeline.credits import compute

    episode = Episode(CUT, compute(CUT, linked), WHERE)
    links = episode.description.split("Links\n")[1]
    assert all(f"{person.name}: {person.url}\n" in links for person in linked.values() if person.name in episode.description)
