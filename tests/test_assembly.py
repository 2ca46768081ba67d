"""From an episode to its cut: order, title cards, transitions, credits, and what an edit leaves alone."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from pipeline.assembly import assembled
from pipeline.cards import theme as themes
from pipeline.digest import canonical
from pipeline.faults import InputFault, Severity
from pipeline.people import Credit, Person
from pipeline.timeline.model import CardMedia, Clip, Gap, Segment, Timeline, Transition
from pipeline.timeline.programme import Programme
from tests.shows import PEOPLE, SHOW, FakeLibrary, ShowFolder, cards_of, credited

BY_DEFAULT = "show: Create Together\nrate: 24\n"
PIECES = {
    "music": "  - music: Metal Dad\n    stems: [{file: metal/dad-guitar.wav, by: ruben, role: guitar}]\n",
    "poem": "  - poem: Letter\n    voice: {file: poems/letter.wav, by: ben}\n    text: poems/letter.txt\n",
    "clip": "  - clip: Street\n    file: home/street.mp4\n    by: [dana, mika]\n    role: camera\n    lower_third: auto\n",
}
ALL = "".join(PIECES.values())


def cut(folder: Path, segments: str = ALL, *, show: str = BY_DEFAULT, people: str = PEOPLE, head: str = "") -> Timeline:
    return ShowFolder(folder, show=show, people=people).cut(f"{head}episode: {{title: A}}\nsegments:\n{segments}")


def cards(segment: Segment) -> list[CardMedia]:
    items = [item for track in segment.stack.picture for item in track.items]
    return [item.media for item in items if isinstance(item, Clip) and isinstance(item.media, CardMedia)]




def test_segments_come_in_order_each_piece_after_its_title_card_and_the_roll_last(tmp_path: Path) -> None:
    assert [(one.name, one.kind) for one in cut(tmp_path).segments] == [
        ("metal-dad-title", "card"), ("metal-dad", "music"), ("letter-title", "card"), ("letter", "poem"),
        ("street", "clip"), ("credits", "credits"),
    ]  # fmt: skip


def test_a_title_card_names_the_piece_and_who_is_in_it_for_as_long_as_the_show_says(tmp_path: Path) -> None:
    timeline = cut(tmp_path, show=BY_DEFAULT + "interstitial: {length: 2.5}\n")
    card = cards(timeline.segments[0])[0]
    person = Credit(Person("ruben", "Rubén Díaz", place="Oaxaca", number=1))
    said = {"kind": "music", "label": "Music", "title": "Metal Dad", "people": (person,)}
    assert card.fields == said, "and nothing of its place in the episode"
    assert card.people == ("Rubén Díaz",)
    assert timeline.segments[0].stack.frames == 60


def test_a_title_card_names_who_wrote_a_poem_where_more_are_in_it_than_it_holds(tmp_path: Path) -> None:
    film = "    background: {file: home/street.mp4, by: [dana, mika, ruben], role: camera}\n"
    poem = "  - poem: Letter\n    voice: {file: poems/letter.wav, by: ben}\n    text: poems/letter.txt\n" + film
    assert cards(cut(tmp_path, poem).segments[0])[0].people == ("Ben", "دانا", "Mika", "Rubén Díaz")
    more = poem.replace("by: ben}", "by: joe}") + "    written: {by: [ben, dana]}\n"
    assert cards(cut(tmp_path, more).segments[0])[0].people == ("Ben", "دانا")


def test_the_chapter_begins_with_the_title_card(tmp_path: Path) -> None:
    assert [one.name for one in cut(tmp_path).segments if one.chapter] == ["metal-dad-title", "letter-title", "street"]


def test_a_title_card_names_the_first_of_many_and_says_how_many_more_there_are(tmp_path: Path) -> None:
    stems = ", ".join(f"{{file: metal/screams.wav, by: {key}}}" for key in ("ruben", "joe", "kid-a", "kid-b", "ana", "mika"))
    timeline = cut(tmp_path, f"  - music: Many\n    stems: [{stems}]\n")
    (card,) = cards(timeline.segments[0])
    assert (len(card.people), card.people[0], card.fields["more"]) == (4, "Rubén Díaz", 2)
    assert [len(names) for _, names in credited(timeline)["Many"]] == [6]


def test_a_transition_leads_to_the_title_card_and_none_into_the_first_segment(tmp_path: Path) -> None:
    timeline = cut(tmp_path, show=BY_DEFAULT + "transition: {dissolve: 0.5}\n")
    assert [(one.name, one.transition) for one in timeline.segments] == [
        ("metal-dad-title", None), ("metal-dad", None), ("letter-title", Transition("dissolve", 12)), ("letter", None),
        ("street", Transition("dissolve", 12)), ("credits", Transition("dissolve", 12)),
    ]  # fmt: skip


@pytest.mark.parametrize("theme", ["create-together", "signal"])
@pytest.mark.parametrize(
    ("asked", "length", "waited"),
    [("{dissolve: 0.5}", 2.5, 12), ("wipe", 2.5, 12), ("{dissolve: 0.5}", 2, 0), ("theme", 4, 0), ("cut", 4, 0)],
)
def test_words_of_a_title_card_come_when_a_transition_is_over_and_leave_time_to_read_them(
    tmp_path: Path, theme: str, asked: str, length: float, waited: int
) -> None:
    """A theme's own transition brings them with it; a card that is too short does not wait."""
    settings = f"theme: {theme}\ntransition: {asked}\ninterstitial: {{length: {length}}}\n"
    timeline = cut(tmp_path, show=BY_DEFAULT + settings)
    first, second = cards_of(timeline, "interstitial")
    assert (first.waits, second.waits) == (0, waited), "nothing comes before the first"
    assert [segment.stack.frames for segment in timeline.segments if segment.name == "letter-title"] == [int(24 * length)]


@pytest.mark.parametrize(
    ("theme", "asked", "waited"),
    [
        ("create-together", "{dissolve: 0.5}", 12), ("create-together", "cut", 0), ("create-together", "theme", 0),
        ("signal", "theme", 14), ("signal", "fade-black", 12),
    ],
)  # fmt: skip
def test_names_come_when_the_transition_to_the_credits_is_over(tmp_path: Path, theme: str, asked: str, waited: int) -> None:
    """Of one in which both are seen: what the theme lays over a cut hides them by itself."""
    timeline = cut(tmp_path, show=BY_DEFAULT + f"theme: {theme}\ntransition: {asked}\n")
    first, *rest = timeline.segments[-1].stack.picture[0].items
    assert (first.frames if isinstance(first, Gap) else 0) == waited
    assert all(isinstance(one, Clip) for one in rest)
    alone = cut(tmp_path, "  - credits:\n    thanks: [Everyone]\n", show=BY_DEFAULT + "transition: dissolve\n")
    assert isinstance(alone.segments[0].stack.picture[0].items[0], Clip), "nothing comes before"


def test_a_segments_own_transition_wins(tmp_path: Path) -> None:
    show = SHOW + "transition: dissolve\n"
    timeline = cut(
        tmp_path, PIECES["clip"] + "  - card: A\n    transition: cut\n  - card: B\n    transition: {fade-black: 12f}\n", show=show
    )
    assert [one.transition for one in timeline.segments] == [None, None, Transition("fade-black", 12)]


def test_starts_count_the_frames_that_transitions_share(tmp_path: Path) -> None:
    timeline = cut(
        tmp_path,
        "  - card: A\n    length: 4\n  - card: B\n    length: 3\n  - card: C\n    length: 1\n",
        show=SHOW + "transition: dissolve\n",
    )
    assert [placed.start for placed in Programme(timeline).segments] == [0, 96 - 12, 96 - 12 + 72 - 12]


def test_a_shows_transition_that_a_card_is_too_short_for_is_told_at_the_show(tmp_path: Path) -> None:
    with pytest.raises(InputFault) as caught:
        cut(tmp_path, "  - card: A\n    length: 0.5\n  - card: B\n", show=SHOW + "transition: dissolve\n")
    (line,) = [str(one) for one in caught.value.diagnostics if one.severity is Severity.ERROR]
    assert line == (
        "episodes/show.yaml:5:13: a transition of 0:00.5 into 'B' is longer than half of 'A' (0:00.5); "
        "at most 0:00.25 is possible there; or write transition: cut in that segment"
    )


HOURS = "  - card: A\n    length: 7:00:00\n  - card: B\n    length: {length}\n  - card: C\n    length: 1\n"


def test_an_episode_of_more_than_twelve_hours_is_told_at_the_length_with_which_it_is(tmp_path: Path) -> None:
    with pytest.raises(InputFault) as caught:
        cut(tmp_path, HOURS.format(length="5:00:00"), show=SHOW)  # the last second is one too many
    (line,) = map(str, caught.value.diagnostics)
    assert line == (
        "episodes/s01e01.yaml:8:13: with 'C', which lasts 0:01, the episode is longer than 12:00:00: it lasts 12:00:01; "
        "video platforms take no longer one; shorten it, or make several episodes of it"
    )
    with pytest.raises(InputFault) as caught:
        cut(tmp_path, HOURS.format(length="24:00:00"), show=SHOW)
    assert [str(one).partition(", which")[0] for one in caught.value.diagnostics] == ["episodes/s01e01.yaml:6:13: with 'B'"]


def test_twelve_hours_are_an_episode_and_frames_that_two_segments_share_count_once(tmp_path: Path) -> None:
    assert Programme(cut(tmp_path, HOURS.format(length="4:59:59"), show=SHOW)).seconds == 12 * 3600
    timeline = cut(tmp_path, HOURS.format(length="5:00:00"), show=SHOW + "transition: {dissolve: 0.5}\n")
    assert Programme(timeline).seconds == 12 * 3600


def test_everyone_seen_or_heard_is_in_the_roll_once_a_segment(tmp_path: Path) -> None:
    show = BY_DEFAULT + "opening: {bed: {file: music/pad.flac, by: ana}}\ncredits: {bed: {file: music/pad.flac, by: joe}}\n"
    assert credited(cut(tmp_path, show=show)) == {
        "Metal Dad": [("guitar", ["Rubén Díaz"])],
        "Letter": [("reader", ["Ben"])],
        "Street": [("camera", ["Mika", "دانا"])],
        "Music": [("", ["安娜", "Joe Baker"])],
    }


def test_credits_close_over_what_is_built_on(tmp_path: Path) -> None:
    works = "works:\n  song: {by: joe, title: Song, role: melody, builds_on: tune}\n  tune: {by: kid-a, title: Tune}\n"
    timeline = cut(tmp_path, "  - clip: S\n    file: home/street.mp4\n    by: dana\n    builds_on: song\n", head=works)
    assert credited(timeline)["Built on the work of"] == [("melody (Song)", ["Joe Baker"]), ("Tune", ["Ana"])]


def test_a_disabled_segment_takes_its_people_with_it(tmp_path: Path) -> None:
    off = PIECES["clip"] + "    enabled: off\n"
    timeline = cut(tmp_path, PIECES["music"] + off)
    assert set(credited(timeline)) == {"Metal Dad"}
    assert "street" not in [one.name for one in timeline.segments]


def test_an_episode_speaks_its_language(tmp_path: Path) -> None:
    show = BY_DEFAULT.replace("show: ", "language: es\nrole_order: [music, reader]\nshow: ") + "interstitial: {length: 2}\n"
    bed = "    bed: {file: music/pad.flac, by: joe}\n"
    poem = "  - poem: Carta\n    voice: {file: poems/letter.wav, by: ben}\n    background: '#102030'\n"
    timeline = cut(tmp_path, poem + bed, show=show)
    assert credited(timeline) == {"Carta": [("música", ["Joe Baker"]), ("lectura", ["Ben"])]}
    assert cards(timeline.segments[0])[0].fields["label"] == "Poema"


@pytest.mark.parametrize(("head", "line"), [("language: sv\n", "1:11"), ("episode: {title: E, language: sv}\n", "1:31")])
def test_words_that_are_not_known_are_told_where_the_language_is_written(head: str, line: str, tmp_path: Path) -> None:
    show = ShowFolder(tmp_path)
    text = head + ("" if "episode" in head else "episode: {title: E}\n") + "segments:\n  - card: A\n"
    words = tmp_path / "templates" / "words"
    words.mkdir(parents=True)
    (words / "sv.yaml").write_text("kind_poem: Dikt\n", encoding="utf-8")
    episode = show.load(text)
    theme = themes.load("create-together", episode.template_folders)
    (told,) = assembled(episode, FakeLibrary(episode.media), theme)[2]
    assert str(told).startswith(f"episodes/s01e01.yaml:{line}: warning: words of cards and descriptions are not known in sv")
    assert "kind_music" in str(told)
    assert "kind_poem" not in str(told)


def test_an_episode_of_nobody_has_no_roll(tmp_path: Path) -> None:
    assert [one.name for one in cut(tmp_path, "  - card: A\n").segments] == ["a"]


def test_nobody_to_credit_is_told_where_a_roll_was_asked_for(tmp_path: Path) -> None:
    with pytest.raises(InputFault, match="there is no one to credit"):
        cut(tmp_path, "  - card: A\n  - credits:\n")


def test_a_lower_third_over_the_roll_is_as_long_as_over_anything_else(tmp_path: Path) -> None:
    over = "  - credits: Made by\n    thanks: [Everyone]\n    length: 8\n    lower_third: Thank you\n"
    segments = cut(tmp_path, f"{PIECES['clip']}{over}", show=BY_DEFAULT).segments
    lengths = [
        item.frames
        for segment in segments
        for track in segment.stack.picture
        for item in track.items
        if isinstance(item, Clip) and isinstance(item.media, CardMedia) and item.media.card == "lower_third"
    ]
    assert len(lengths) == 2
    assert lengths[0] == lengths[1]


def test_the_roll_is_as_long_as_its_names_need_and_its_music_with_it(tmp_path: Path) -> None:
    show = BY_DEFAULT + "credits: {bed: music/pad.flac}\n"
    one = cut(tmp_path, PIECES["clip"], show=show).segments[-1]
    many = cut(
        tmp_path, PIECES["clip"].replace("[dana, mika]", "[dana, mika, ana, ben, joe, kid-a, kid-b, ruben]"), show=show
    ).segments[-1]
    assert 0 < one.stack.frames < many.stack.frames
    for segment in (one, many):
        assert segment.stack.sound[0].seconds == Fraction(segment.stack.frames, 24)


@pytest.mark.parametrize(
    ("shape", "pages"), [("16:9", [["Metal Dad", "Letter", "Street"]]), ("9:16", [["Metal Dad"], ["Letter"], ["Street"]])]
)
def test_a_wide_page_has_a_column_a_piece_and_a_tall_one_shows_one_piece(
    tmp_path: Path, shape: str, pages: list[list[str]]
) -> None:
    timeline = cut(tmp_path, show=BY_DEFAULT + f"shape: {shape}\n")
    shown = cards_of(timeline, "credits_page")
    assert [[section["heading"] for section in page.fields["sections"]] for page in shown] == pages  # type: ignore[union-attr, call-overload, index]
    assert credited(timeline) == {
        "Metal Dad": [("guitar", ["Rubén Díaz"])], "Letter": [("reader", ["Ben"])], "Street": [("camera", ["Mika", "دانا"])],
    }


def people_of(count: int) -> tuple[str, str]:
    """Return a film of so many people, and who they are."""
    people = "".join(f"p{number}: Person {number}\n" for number in range(count))
    keys = ", ".join(f"p{number}" for number in range(count))
    return f"  - clip: Many\n    file: home/street.mp4\n    by: [{keys}]\n    role: voice\n", people


@pytest.mark.parametrize(
    ("count", "asked", "shown"),
    [(24, "", ["credits_page"]), (25, "", ["credits_page"] * 2), (60, "", ["credits_page"] * 3), (61, "", ["credits"]),
     (61, "layout: pages", ["credits_page"] * 3), (3, "layout: roll", ["credits"])],
)  # fmt: skip
def test_credits_stand_on_pages_up_to_sixty_names_and_roll_above(
    tmp_path: Path, count: int, asked: str, shown: list[str]
) -> None:
    segments, people = people_of(count)
    timeline = cut(tmp_path, f"{segments}  - credits:\n    {asked or 'note: x'}\n", people=people)
    assert [card.card for card in cards_of(timeline, "credits", "credits_page")] == shown
    assert sum(len(names) for _, names in credited(timeline)["Many"]) == count


def test_a_length_divides_among_the_pages_and_what_cannot_be_read_is_told_with_what_can(tmp_path: Path) -> None:
    segments, people = people_of(30)
    head = f"{segments}  - credits:\n    length: "
    pages = cut(tmp_path, f"{head}20\n", people=people).segments[-1]
    assert pages.stack.frames == 480
    assert [item.frames for item in pages.stack.picture[0].items] == [240, 240]
    message = r"s01e01.yaml:\d+:13: the credits cannot be read in \S+ \(48 frames\); write length: \d+f,"
    with pytest.raises(InputFault, match=message) as told:
        cut(tmp_path, f"{head}2\n", people=people)
    shortest = int(re.search(r"length: (\d+)f", str(told.value))[1])  # type: ignore[index]
    assert cut(tmp_path, f"{head}{shortest}f\n", people=people).segments[-1].stack.frames == shortest
    assert Fraction(shortest, 24) / 30 >= Fraction(1, 5)


def test_the_show_s_background_is_that_of_its_credits(tmp_path: Path) -> None:
    timeline = cut(tmp_path, show=BY_DEFAULT + 'background: "#101418"\n')
    assert {card.fields["background"] for card in cards_of(timeline, "credits_page")} == {"#101418"}


def test_mistakes_of_several_segments_are_told_at_once_in_order(tmp_path: Path) -> None:
    segments = (
        "  - clip: A\n    file: home/nowhere.mp4\n"
        "  - poem: B\n    lines: [b]\n    background: home/nothing.jpg\n"
        "  - clip: C\n    file: home/street.mp4\n    in: 0:30\n"
        "  - clip: D\n    file: home/street.mp4\n    builds_on: unheard\n"
    )
    with pytest.raises(InputFault) as caught:
        cut(tmp_path, segments)
    assert [str(one.where) for one in caught.value.diagnostics] == [
        f"episodes/s01e01.yaml:{place}" for place in ("4:11", "7:17", "10:9", "13:16")
    ]


# ------------------------------------------------------------------------------- an edit costs what it changes


def identities(timeline: Timeline) -> dict[str, str]:
    """What keys see of each segment: all but its transition and what lies over its cut, which belong to the place."""
    return {one.name: canonical(replace(one, transition=None, cover=None, contributions=())) for one in timeline.segments}


@pytest.mark.parametrize("order", list(permutations(PIECES)))
def test_moving_a_segment_changes_nothing_in_any(order: tuple[str, ...], tmp_path: Path) -> None:
    """But for the credits, for title cards of a theme that counts the pieces, and a name that has to leave before its passage."""
    for theme in ("paper", "create-together"):
        show, segments = f"{BY_DEFAULT}theme: {theme}\n", "".join(PIECES[kind] for kind in order)
        usual, moved = identities(cut(tmp_path, show=show)), identities(cut(tmp_path, segments, show=show))
        changed = {name for name in usual if usual[name] != moved[name]} - {"credits"}
        assert changed <= (set() if theme == "paper" else {"metal-dad-title", "letter-title", "street"})
        assert usual.keys() == moved.keys()


EDITS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "nothing": ({}, set()),
    "a comment": ({"segments": "  # a comment\n" + ALL}, set()),
    "a name in a lower third": ({"people": PEOPLE.replace("mika: Mika", "mika: Mika K.")}, {"street", "credits"}),
    "a name on a title card": ({"people": PEOPLE.replace("ben: Ben", "ben: Benjamin")}, {"letter-title", "credits"}),
    "someone who is not in it": ({"people": PEOPLE + "zoe: Zoë\n"}, set()),
    "a title": (
        {"segments": ALL.replace("poem: Letter", "poem: Letter\n    id: letter").replace(": Letter\n", ": Brief\n")},
        {"letter-title", "letter", "credits"},
    ),
    "the music": ({"segments": ALL.replace("metal/dad-guitar.wav", "metal/screams.wav")}, {"metal-dad"}),
    "a segment between": ({"segments": PIECES["music"] + "  - card: New\n" + PIECES["poem"] + PIECES["clip"]}, {"new"}),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_changes_these_segments_and_no_others(edit: str, tmp_path: Path) -> None:
    changed, expected = EDITS[edit]
    before, after = identities(cut(tmp_path)), identities(cut(tmp_path, **changed))
    assert {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)} == expected


def test_the_same_episode_in_another_folder_is_the_same_cut(tmp_path: Path) -> None:
    assert canonical(cut(tmp_path / "a")) == canonical(cut(tmp_path / "b" / "c"))
