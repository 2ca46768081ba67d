"""An episode is its manifest over its show: what is left out has a default, what is written wins."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from pipeline.faults import Where
from pipeline.manifest.model import Episode, Part
from pipeline.timebase import Time
from pipeline.timeline.model import Transition
from tests.shows import SHOW, FakeLibrary, ShowFolder

SHORTEST = "episode: {title: Hello}\nsegments:\n  - clip: Street\n    file: home/street.mp4\n"


def load(folder: Path, manifest: str = SHORTEST, show: str = "show: Create Together\n") -> Episode:
    return ShowFolder(folder, show=show).load(manifest)


def written(part: Part, *names: str) -> tuple[Any, ...]:
    return tuple(getattr(part.shape, name) for name in names)


def test_the_shortest_manifest_and_show_have_a_default_for_everything(tmp_path: Path) -> None:
    episode = load(tmp_path)
    assert (episode.name, episode.path, episode.root) == ("s01e01", "episodes/s01e01.yaml", tmp_path)
    assert (episode.show, episode.title, episode.season, episode.number, episode.air_date) == (
        "Create Together",
        "Hello",
        0,
        0,
        "",
    )
    assert (episode.rate, episode.shape, episode.theme, episode.language) == (30, Fraction(16, 9), "create-together", "en")
    assert (episode.main, episode.background, episode.media) == ("youtube", None, tmp_path / "episodes/media")
    assert [part.name for part in episode.parts] == ["street", "credits"]


def test_the_manifest_wins_over_the_show(tmp_path: Path) -> None:
    show = "show: S\nrate: 24\nlanguage: es\ndeliver: [draft]\nbackground: '#111111'\nshape: 9:16\ntransition: dissolve\n"
    show += "media: takes\n"
    episode = load(tmp_path, SHORTEST, show)
    assert (episode.rate, episode.language, episode.main, episode.background) == (24, "es", "draft", "#111111")
    assert episode.shape == Fraction(9, 16)
    assert episode.media == tmp_path / "takes"
    written = episode.parts[0].transition
    assert written is not None
    assert written.transition(Fraction(24)) == Transition("dissolve", 12)
    own = "rate: 30000/1001\ndeliver: [youtube, draft]\nbackground: '#222'\ntransition: cut\n" + SHORTEST.replace(
        "title: Hello", "title: Hello, language: fr"
    )
    episode = load(tmp_path, own, show)
    assert (episode.rate, episode.language) == (Fraction(30000, 1001), "fr")
    assert [one.profile for one in episode.deliver] == ["youtube", "draft"]
    cut = episode.parts[0].transition
    assert cut is not None
    assert (episode.background, cut.transition(Fraction(30))) == ("#222222", None)
    assert load(tmp_path / "bare", SHORTEST, "show: S\n").parts[0].transition is None, "nobody says anything"


def test_opening_credits_and_end_card_of_the_show_stand_where_they_belong(tmp_path: Path) -> None:
    show = "show: S\nopening: {tagline: hello, length: 3}\nend: {title: Join in, url: 'https://example.org'}\n"
    episode = load(tmp_path, SHORTEST, show)
    assert [part.name for part in episode.parts] == ["opening", "street", "credits", "end"]
    assert written(episode.parts[0], "tagline", "length") == ("hello", Time(seconds=Fraction(3)))


def test_a_manifest_changes_single_fields_of_the_shows_cards_or_switches_them_off(tmp_path: Path) -> None:
    show = "show: S\nopening: {tagline: hello, length: 3}\nend: Join in\ncredits: {thanks: [you]}\ninterstitial: {length: 2}\n"
    episode = load(tmp_path, "opening: {tagline: bye}\nend: off\ncredits: {length: 9}\ninterstitial: off\n" + SHORTEST, show)
    assert [part.name for part in episode.parts] == ["opening", "street", "credits"]
    assert written(episode.parts[0], "tagline", "length") == ("bye", Time(seconds=Fraction(3)))
    assert written(episode.parts[2], "thanks", "length") == (("you",), Time(seconds=Fraction(9)))


def test_an_opening_or_end_in_the_segments_replaces_the_shows(tmp_path: Path) -> None:
    manifest = (
        "episode: {title: Hello}\nsegments:\n  - card: First\n  - opening: Mine\n  - credits:\n  - end: Mine\n  - card: Last\n"
    )
    episode = load(tmp_path, manifest, "show: S\nopening: on\nend: on\n")
    assert [(part.name, part.kind.name) for part in episode.parts] == [
        ("first", "card"), ("mine", "opening"), ("credits", "credits"), ("mine-2", "end"), ("last", "card"),
    ]  # fmt: skip


def test_the_roll_can_be_switched_off(tmp_path: Path) -> None:
    for off in ("credits: off\n", "credits: {roll: off}\n"):
        assert [part.name for part in load(tmp_path, off + SHORTEST).parts] == ["street"]


def test_names_are_unique_stable_and_may_be_chosen(tmp_path: Path) -> None:
    manifest = (
        "episode: {title: Names}\nsegments:\n"
        "  - card: Same\n  - card: Same\n    enabled: off\n  - card: Same\n  - card: 🎸\n  - card: Chosen\n    id: same-2\n"
        "  - poem: A\n    lines: [a]\n  - card: A title\n"
    )
    names = [part.name for part in load(tmp_path, manifest).parts]
    # `same-2` is taken by its id, the second `same` is switched off but keeps its name, `a-title` is the poem's own card.
    assert names == ["same", "same-4", "card", "same-2", "a", "a-title-2", "credits"]


def test_title_cards_stand_before_pieces_only(tmp_path: Path) -> None:
    poems = "  - poem: A\n    lines: [a]\n  - poem: B\n    lines: [b]\n    interstitial: off\n"
    manifest = "episode: {title: A}\nsegments:\n" + poems + "  - card: C\n"
    assert [(part.name, part.has_interstitial) for part in load(tmp_path, manifest).parts] == [
        ("a", True), ("b", False), ("c", False), ("credits", False),
    ]  # fmt: skip


def test_a_place_is_found_in_the_manifest_or_else_in_the_show(tmp_path: Path) -> None:
    episode = load(tmp_path, "end: {text: Mine}\n" + SHORTEST, "show: S\nend:\n  title: Join\n")
    assert episode.where("segments", 0, "file") == Where("episodes/s01e01.yaml", 5, 11, 5, 26)
    assert episode.where("segments", 0, "length") == Where("episodes/s01e01.yaml", 4, 5, 4, 17)
    assert episode.where("end", "text") == Where("episodes/s01e01.yaml", 1, 13, 1, 17)
    assert episode.where("end", "title") == Where("episodes/show.yaml", 3, 10, 3, 14)
    assert episode.where("rate") == Where("episodes/s01e01.yaml", 1, 1, 1, 18)


def test_works_of_show_and_episode_are_one_list(tmp_path: Path) -> None:
    show = SHOW + "works:\n  song: {by: joe, title: Song}\n  poem: {by: ben}\n"
    episode = load(tmp_path, "works: {song: {by: ana, url: 'https://example.org'}}\n" + SHORTEST, show)
    assert {key: work.people for key, work in episode.works.items()} == {"song": ("ana",), "poem": ("ben",)}
    assert episode.works["song"].where == Where("episodes/s01e01.yaml", 1, 15, 1, 52)
    assert episode.works["poem"].where == Where("episodes/show.yaml", 7, 9, 7, 18)


def test_people_are_read_as_they_write_themselves(tmp_path: Path) -> None:
    people = load(tmp_path).people
    assert (people["ana"].name, people["ana"].sort, people["ana"].place) == ("安娜", "Anna", "台北")
    assert people["kid-a"].name == "Ana"


def test_comments_key_order_and_style_change_nothing(tmp_path: Path) -> None:
    other = "# a note\nsegments: [{file: 'home/street.mp4', clip: \"Street\"}]  # another\nepisode:\n    title: Hello\n"
    one, two = load(tmp_path), load(tmp_path, other)
    assert [part.shape for part in one.parts] == [part.shape for part in two.parts]
    assert (one.title, one.name) == (two.title, two.name)


def test_a_good_manifest_asks_nothing_of_the_media(tmp_path: Path) -> None:
    from pipeline.manifest import load as load_manifest

    def refuse(_: Path) -> FakeLibrary:
        pytest.fail("the media folder was opened")

    episode = load_manifest(ShowFolder(tmp_path).write(SHORTEST), refuse)
    assert [part.kind.name for part in episode.parts] == ["clip"]


def test_the_show_is_found_from_folders_below(tmp_path: Path) -> None:
    from pipeline.manifest import load as load_manifest

    folder = ShowFolder(tmp_path)
    path = folder.write(SHORTEST)
    below = path.parent / "season-1" / "s01e02.yaml"
    below.parent.mkdir()
    path.rename(below)
    episode = load_manifest(below, FakeLibrary)
    assert (episode.root, episode.path, episode.name) == (tmp_path, "episodes/season-1/s01e02.yaml", "s01e02")


def test_an_edited_show_or_people_is_read_again(tmp_path: Path) -> None:
    assert load(tmp_path, show="show: One\n").show == "One"
    assert load(tmp_path, show="show: Two\n").show == "Two"
    folder = ShowFolder(tmp_path, people="ana: Ana\n")
    assert folder.load(SHORTEST).people["ana"].name == "Ana"
    folder.people = "ana: Anna\n"
    assert folder.load(SHORTEST).people["ana"].name == "Anna"
