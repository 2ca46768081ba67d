"""Thirteen episodes that may not be published as they are, and what is said of each: where, what, and what would mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.app.checking import objections_to
from pipeline.assembly import assemble
from pipeline.documents.files import from_disk
from pipeline.faults import InputFault, Severity
from pipeline.manifest import load, loading
from tests.shows import PEOPLE, SHOW, FakeLibrary, ShowFolder

EPISODE = "episode: {title: A, air_date: 2020-05-18}\n"
FRIDAY = "segments:\n  - clip: Friday\n    file: home/friday.mp4\n    by: dana\n"
FROM = "(in the episode from 0:00:00.000 to 0:00:12.000)"

STORIES = {
    "non-commercial on a show that earns money": (
        "monetized: on\n", EPISODE + FRIDAY + "    url: https://f.example\n    license: CC BY-NC 4.0\n", "",
        (f"episodes/s01e01.yaml:7:14: Friday: CC BY-NC 4.0 forbids earning money with it, and the show does {FROM}; "
         "leave it out, ask its author for another licence, or write monetized: off"),
    ),
    "non-commercial in an episode that everybody may use": (
        "publish: {license: creativeCommon}\n", EPISODE + FRIDAY + "    url: https://f.example\n    license: CC BY-NC 4.0\n", "",
        ("episodes/s01e01.yaml:7:14: Friday: CC BY-NC 4.0 does not let others use it under CC BY, as the show does "
         f"(publish: license: creativeCommon) {FROM}; "
         "leave it out, ask its author for another licence, or write license: youtube in publish"),
    ),
    "a release that has ended": (
        "", EPISODE + FRIDAY + "    release: {name: signed.pdf, expires: 2020-05-17}\n", "",
        (f"episodes/s01e01.yaml:6:42: Friday: its release ends on 2020-05-17, and the episode airs on 2020-05-18 {FROM}; "
         "have it renewed, air earlier, or leave it out"),
    ),
    "a release that ends some day, of an episode that airs some day": (
        "", "episode: {title: A}\n" + FRIDAY + "    release: {name: signed.pdf, expires: 2020-05-17}\n", "",
        ("episodes/s01e01.yaml:6:42: warning: Friday: its release ends on 2020-05-17, and nothing says when the episode airs "
         f"{FROM}; "
         "write air_date: under episode"),
    ),
    "a release for some of the countries": (
        "territories: [DE, FR, AT]\n", EPISODE + FRIDAY + "    release: {name: signed.pdf, territories: [DE, CH]}\n", "",
        (f"episodes/s01e01.yaml:6:46: Friday: its release holds in DE, CH, and the show is published in FR, AT, too {FROM}; "
         "have it extended, write territories: [DE, CH] for the show, or leave it out"),
    ),
    "a minor without a guardian's release": (
        "", EPISODE + FRIDAY.replace("dana", "kid"), "kid: {name: Kim, minor: on}\n",
        (f"episodes/people.yaml:9:25: Kim: a minor needs a guardian's release, and none is named {FROM}; "
         "write guardian: and the signed release in people.yaml, or leave out what Kim is in"),
    ),
    "a guardian's release that is for one country": (
        "", EPISODE + FRIDAY.replace("dana", "kid"),
        "kid: {name: Kim, minor: on, guardian: {name: mother.pdf, territories: [GB]}}\n",
        (f"episodes/people.yaml:9:71: Kim: the guardian's release holds in GB, and the show is published worldwide {FROM}; "
         "have it extended, write territories: [GB] for the show, or leave it out"),
    ),
    "music that may not be adapted": (
        "", EPISODE + "segments:\n  - music: Metal Dad\n    picture: {file: home/silent.mp4}\n    stems:\n"
        "      - {file: music/pad.flac, by: ana, title: Pad, url: https://p.example, license: CC BY-ND 4.0}\n", "",
        ("episodes/s01e01.yaml:6:86: Pad: CC BY-ND 4.0 forbids adaptations, and sound under pictures is one "
         "(in the episode from 0:00:00.000 to 0:00:04.000); leave it out or ask for a release under another licence"),
    ),
    "a picture that may not be adapted, and is": (
        "", EPISODE + FRIDAY.replace("friday", "silent") + "    in: 1\n    url: https://f.example\n    license: CC BY-ND 4.0\n",
        "",
        ("episodes/s01e01.yaml:8:14: Friday: CC BY-ND 4.0 forbids adaptations, and it is cut, cropped or moved here "
         "(in the episode from 0:00:00.000 to 0:00:02.000); "
         "show it whole (no in, out, length or move; fit: contain), or leave it out"),
    ),
    "sharing alike beside non-commercial": (
        "", EPISODE + "segments:\n  - clip: Friday\n    file: home/friday.mp4\n    by: dana\n    url: https://f.example\n"
        "    license: CC BY-SA 4.0\n  - clip: Silent\n    file: home/silent.mp4\n    by: joe\n    url: https://s.example\n"
        "    license: CC BY-NC 4.0\n", "",
        ("episodes/s01e01.yaml:7:14: Friday: CC BY-SA 4.0 cannot be combined with CC BY-NC 4.0 of Silent "
         "(in the episode from 0:00:00.000 to 0:00:15.000); leave one of them out"),
    ),
    "a song whose rights are reserved, which something is built on": (
        "works:\n  song: {title: Song, by: joe, license: all rights reserved}\n", EPISODE + FRIDAY + "    builds_on: song\n", "",
        (f"episodes/show.yaml:6:41: Song: all rights are reserved and there is no release {FROM}; "
         "name the signed release in release:"),
    ),
    "a platform's grant that nobody wrote down": (
        "", EPISODE + FRIDAY + "    license: platform\n", "",
        ("episodes/s01e01.yaml:6:14: Friday: 'platform' is a platform's grant, and nothing says whose and on which terms "
         f"{FROM}; "
         "write grants: {platform: {by: ..., terms: ..., date: ...}} in show.yaml"),
    ),
    "a platform's grant that is not for money": (
        "monetized: on\ngrants:\n  jam: {by: Jam, terms: v2, date: 2019-01-01, monetized: off}\n",
        EPISODE + FRIDAY + "    license: jam\n", "",
        (f"episodes/s01e01.yaml:6:14: Friday: the grant of Jam (v2) forbids earning money with it, and the show does {FROM}; "
         "have it extended, write monetized: off for the show, or leave it out"),
    ),
    "a platform's grant that is younger than the episode": (
        "grants:\n  jam: {by: Jam, terms: v2, date: 2021-01-01}\n", EPISODE + FRIDAY + "    license: jam\n", "",
        (f"episodes/s01e01.yaml:6:14: Friday: the grant of Jam (v2) is agreed to since 2021-01-01, and the episode airs on "
         f"2020-05-18 {FROM}; look at its date, air later, or leave it out"),
    ),
    "a licence that asks for a title and a source": (
        "",
        EPISODE + "segments:\n  - card: Hello\n    length: 12\n    bed: {file: music/pad.flac, by: ana, license: CC BY 4.0}\n",
        "",
        ("episodes/s01e01.yaml:5:51: warning: episodes/media/music/pad.flac: CC BY 4.0 asks for its title and where it can be "
         f"found, and neither is written {FROM}; write title: and url:"),
    ),
}  # fmt: skip


def told(root: Path, show: str, manifest: str, people: str) -> list[str]:
    path = ShowFolder(root, SHOW + show, PEOPLE + people).write(manifest)
    episode = load(path, FakeLibrary)
    return [str(one.diagnostic) for one in objections_to(episode, assemble(episode, FakeLibrary(episode.media)))]


@pytest.mark.parametrize("story", STORIES, ids=str)
def test_a_cut_that_is_not_cleared_is_told_at_its_line_with_its_times_and_what_would_mend_it(story: str, tmp_path: Path) -> None:
    show, manifest, people, expected = STORIES[story]
    assert told(tmp_path, show, manifest, people) == [expected]


@pytest.mark.parametrize(("show", "manifest", "people"), [
    ("monetized: on\n", FRIDAY + "    license: CC BY 4.0\n    url: https://f.example\n", ""),
    ("", FRIDAY + "    license: CC BY-NC 4.0\n    url: https://f.example\n", ""),
    ("territories: [DE]\n", FRIDAY + "    release: {name: a.pdf, territories: [DE, AT], expires: 2020-05-18}\n", ""),
    ("", FRIDAY.replace("dana", "kid"), "kid: {name: Kim, minor: on, guardian: mother.pdf}\n"),
    ("grants:\n  jam: {by: Jam, terms: v2, date: 2019-01-01}\n", FRIDAY + "    license: jam\n", ""),
])  # fmt: skip
def test_a_cut_that_is_cleared_is_told_nothing(show: str, manifest: str, people: str, tmp_path: Path) -> None:
    assert told(tmp_path, show, EPISODE + manifest, people) == []


@pytest.mark.parametrize(("fields", "words", "named"), [
    ("exposure: 0.5", "`exposure` changes it here", "`exposure`"),
    ("speed: 2", "`speed` changes it here", "`speed`"),
    ("freeze: {at: 1, length: 1}", "`freeze` changes it here", "`freeze`"),
    ("reverse: on", "`reverse` changes it here", "`reverse`"),
    ("mask: circle", "`mask` changes it here", "`mask`"),
    ("chroma_key: on", "`chroma_key` changes it here", "`chroma_key`"),
    ("crop: 10%\n    blur: 10% 10% 20% 20%\n    mirror: on", "`crop`, `mirror` and `blur` change it here",
     "`crop`, `mirror` and `blur`"),
])  # fmt: skip
def test_a_tool_on_a_film_that_may_not_be_adapted_is_named(fields: str, words: str, named: str, tmp_path: Path) -> None:
    film = FRIDAY.replace("friday", "silent") + f"    url: https://f.example\n    license: CC BY-ND 4.0\n    {fields}\n"
    (line,) = told(tmp_path, "", EPISODE + film, "")
    assert f"Friday: CC BY-ND 4.0 forbids adaptations, and {words} (in the episode" in line
    assert line.endswith(f"; remove {named}, or leave it out")
    if "freeze" in fields:
        return
    (line,) = told(tmp_path, "", EPISODE + film + "    in: 1\n    out: 2\n", "")
    assert "it is cut, cropped or moved here" in line


def test_a_minor_in_several_clips_is_told_once_with_all_of_them(tmp_path: Path) -> None:
    friday = FRIDAY.replace("dana", "kid")
    again = "  - clip: Silent\n    file: home/silent.mp4\n    by: [kid, joe]\n"
    (line,) = told(tmp_path, "", EPISODE + friday + again, "kid: {name: Kim, minor: on}\n")
    assert "0:00:00.000 to 0:00:15.000)" in line


def test_a_file_that_comes_back_without_its_licence_is_no_freer_and_told_once(tmp_path: Path) -> None:
    card = "  - card: {}\n    length: 2\n    bed: {{file: music/pad.flac{}}}\n"
    terms = ", by: ana, title: Pad, license: CC BY-NC 4.0, url: https://p.example, builds_on: song"
    works = "works: {song: {by: joe, license: all rights reserved}}\n"
    manifest = f"{EPISODE}segments:\n{card.format('A', '')}{card.format('B', terms)}{card.format('C', '')}{works}"
    first, second = told(tmp_path, "monetized: on\n", manifest, "")
    assert first.startswith("episodes/s01e01.yaml:8:63: Pad: CC BY-NC 4.0 forbids earning money with it")
    assert second.startswith("episodes/s01e01.yaml:12:34: song: all rights are reserved")
    assert all("(in the episode from 0:00:00.000 to 0:00:06.000)" in line for line in (first, second))


def test_what_stands_against_a_file_that_is_used_twice_is_told_once_as_the_use_where_it_is_written(tmp_path: Path) -> None:
    clip = "  - clip: {}\n    file: home/silent.mp4\n    by: {}\n"
    terms = "    license: CC BY-NC 4.0\n    url: https://s.example\n    release: pending\n"
    card = "  - card: Between\n    length: 2\n"
    manifest = f"{EPISODE}segments:\n{clip.format('A', 'joe')}{card}{clip.format('B', 'ana')}{terms}"
    licence, release = told(tmp_path, "monetized: on\n", manifest, "")
    times = "(in the episode from 0:00:00.000 to 0:00:03.000, 0:00:05.000 to 0:00:08.000)"
    earns = "CC BY-NC 4.0 forbids earning money with it, and the show does"
    assert licence.startswith(f"episodes/s01e01.yaml:11:14: B: {earns} {times}")
    assert release.startswith(f"episodes/s01e01.yaml:13:14: B: its release is pending {times}")


def test_a_grant_that_lacks_something_is_told_there_and_not_also_as_a_licence_that_is_not_known(tmp_path: Path) -> None:
    show = f"{SHOW}grants:\n  jam: {{by: Jam}}\n  jazz: {{by: Jazz, terms: v2, date: 2019-01-01}}\n"
    path = ShowFolder(tmp_path, show, PEOPLE).write(EPISODE + FRIDAY + "    license: jam\n")
    found = loading.attempt(path, from_disk, FakeLibrary)
    assert [one.message for one in found.diagnostics] == ["'date' is missing in 'jam'", "'terms' is missing in 'jam'"]
    assert found.episode is not None
    assert objections_to(found.episode, assemble(found.episode, FakeLibrary(found.episode.media))) == ()


@pytest.mark.parametrize(("show", "manifest", "expected"), [
    ("territories: UK\n", "", "show.yaml:5:14: 'UK' is no country's code; write GB"),
    ("territories: [DE, Germany]\n", "",
     "show.yaml:5:19: 'Germany' is no country's code; write codes of two letters (ISO 3166-1), DE, FR, or worldwide"),
    ("territories: [worldwide, DE]\n", "",
     "show.yaml:5:14: worldwide is all countries, and some are named besides; keep one of both"),
    ("", "    release: {expires: 2020-05-18}\n",
     "s01e01.yaml:6:14: a release says where it reaches, and not what paper it is; write name: and the paper's name"),
    ("", "    release: {name: a.pdf, expires: soon}\n",
     "s01e01.yaml:6:37: 'soon' is not a date; write year-month-day: 2020-05-18"),
    ("grants:\n  jam: {by: Jam, date: 2019-01-01}\n", "",
     "show.yaml:6:8: 'terms' is missing in 'jam'; write terms: and its value"),
])  # fmt: skip
def test_what_is_written_wrongly_of_rights_is_told_at_its_line(show: str, manifest: str, expected: str, tmp_path: Path) -> None:
    with pytest.raises(InputFault) as fault:
        told(tmp_path, show, EPISODE + FRIDAY + manifest, "")
    wrong = [str(one) for one in fault.value.diagnostics if one.severity is Severity.ERROR]
    assert wrong == [f"episodes/{expected}"]


@pytest.mark.parametrize(("show", "manifest"), [("territories: [UK]\n", ""), ("territories: [DE]\n", "territories: [UK]\n")])
def test_countries_that_cannot_be_read_are_told_and_no_release_is_held_against_them(
    show: str, manifest: str, tmp_path: Path
) -> None:
    friday = FRIDAY + "    release: {name: a.pdf, territories: [GB]}\n"
    path = ShowFolder(tmp_path, SHOW + show).write(EPISODE + manifest + friday)
    found = loading.attempt(path, from_disk)
    assert [one.message for one in found.diagnostics] == ["'UK' is no country's code"]
    assert found.episode is not None
    assert objections_to(found.episode, assemble(found.episode, FakeLibrary(found.episode.media))) == ()
