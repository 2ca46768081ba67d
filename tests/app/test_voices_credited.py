"""Who speaks in dubs and audio description: credited, counted and cleared like everyone else."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from pipeline import delivery
from pipeline.app import crediting, session
from pipeline.app.credited import credited
from pipeline.app.media_folder import used
from pipeline.credits.attribution import attributions
from pipeline.credits.sheets import ledger_csv
from tests.app.voiced import FRAMES, MANIFEST, voiced_show
from tests.shows import credited as shown_in_credits

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return voiced_show(tmp_path_factory.mktemp("voices") / "show")


def test_who_speaks_is_credited(show: Path) -> None:
    show.write_text(MANIFEST + "dubs: {es: {file: es.wav, by: ana}}\naudio_description: {file: seen.wav, by: ana}\n")
    with session.opened([show]) as opened:
        work = opened.work(show)
    text = delivery.episode_of(work.episode, work.timeline, work.theme).description
    assert "Español\nAna Núñez\n" in text
    assert "English (AD)\nAna Núñez\n" in text


BUILT = (
    "works: {tale: {by: ben, title: A Tale, role: words}}\n"
    "dubs: {es: {file: es.wav, by: ana, builds_on: tale, license: CC BY-NC 4.0}}\n"
    "audio_description: {file: seen.wav, by: ana}\nmonetized: on\n"
)


def test_the_recordings_of_voices_are_used_files_whatever_else_is_wrong(show: Path) -> None:
    broken = "  - {clip: Broken, file: nothing.mov}\n"
    for more in ("", broken):
        show.write_text(MANIFEST + more + BUILT)
        with session.opened([show], writes=False) as opened:
            seen = opened.snapshot(show)
            found = used(seen)
            names = {section.heading for section in credited(seen)}
        assert seen.cut is not None
        for name, title, frames in (("es.wav", "Español", FRAMES), ("seen.wav", "English (AD)", 125)):
            (use,) = found[name].uses
            assert (use.title, use.shown.start, use.shown.frames) == (title, 0, frames)
            assert use.where is not None
            assert use.where.line == (5 if title == "Español" else 6) + bool(more)
        (terms,) = found["es.wav"].terms
        assert ([one.name for one in terms.people], terms.license) == (["Ana Núñez"], "CC BY-NC 4.0")
        assert any("money" in line or "non-commercial" in line.casefold() or "NC" in line for line in terms.objections)
        assert {"Español", "English (AD)", "Built on the work of"} <= names


def test_whoever_speaks_or_is_built_on_in_a_dub_alone_is_credited_with_times_where_it_is_heard(show: Path) -> None:
    show.write_text(MANIFEST.replace("by: ana", "by: ben") + BUILT.replace("license: CC BY-NC 4.0", "release: signed.pdf"))
    with session.opened([show], writes=False) as opened:
        film, podcast = (crediting.told(opened, show, profile) for profile in ("youtube", "podcast"))
    why = {
        one.person.key: [(why.segment, why.title, [(x.start, x.end) for x in why.ranges]) for why in one.reasons]
        for one in film.people
    }
    assert why["ana"] == [("Español", "", [(0, FRAMES)]), ("English (AD)", "", [(0, 125)])]
    assert why["ben"][-1] == ("", "A Tale", [(0, FRAMES)])
    # A podcast has one sound: nobody is heard there who speaks over the film.
    assert {one.person.key for one in podcast.people} == {"ben"}
    assert {use.segment for use in podcast.credits.uses} == {"Count"}


def test_a_master_has_no_dubs_and_credits_nobody_who_speaks_in_them_alone(show: Path) -> None:
    dubs = "dubs: {es: {file: es.wav, by: ben, release: pending}}\naudio_description: {file: seen.wav, by: ben}\n"
    show.write_text(f"credits: {{length: 4}}\n{MANIFEST}{dubs}")
    with session.opened([show], writes=False) as opened:
        film, master, other = (opened.snapshot(show, name) for name in ("draft", "archive", "broadcast"))
        told = crediting.told(opened, show, "archive")
    assert film.cut is not None
    assert {"Español", "English (AD)"} <= shown_in_credits(film.cut.timeline).keys()
    for one in (master, other):
        assert one.is_whole, one.diagnostics
        assert not one.whole().timeline.voices
        roles = [role for found in shown_in_credits(one.whole().timeline).values() for role in found]
        assert {name for _, names in roles for name in names} == {"Ana Núñez"}
    assert {one.person.key for one in told.people} == {"ana"}


PODCAST = """\
episode: {title: A, number: 1}
segments:
  - {clip: Count, file: count.mov, by: ana}
  - {clip: Silent, file: count.mov, sound: off, length: 2, by: ben, license: CC BY-NC 4.0}
  - poem: Read
    lines: [one, two]
    voice: {file: es.wav, by: ana, builds_on: [Silent, tale]}
    written: {by: cem, title: Heard}
    background: {file: count.mov, by: ben}
  - poem: Unread
    lines: [three]
    length: 2
    written: {by: ben}
payout: time
works:
  tale: {title: A Tale, by: dan, license: CC0}
"""


def test_a_podcast_credits_and_pays_those_who_are_heard_and_what_that_builds_on(show: Path) -> None:
    people = show.with_name("people.yaml")
    before = people.read_text()
    people.write_text(f"{before}cem: {{name: Cem}}\ndan: {{name: Dan}}\n")
    show.write_text(PODCAST)
    with session.opened([show], writes=False) as opened:
        film, podcast = (crediting.told(opened, show, profile) for profile in ("youtube", "podcast"))
        refused = [one.message for one in opened.snapshot(show, "podcast").diagnostics]
    people.write_text(before)
    assert {one.person.key for one in film.people} == {"ana", "ben", "cem", "dan"}
    assert {one.person.key for one in podcast.people} == {"ana", "cem", "dan"}
    assert {person.key for person in podcast.credits.parts} == {"ana", "cem"}
    (author,) = [use for use in podcast.credits.uses if use.medium == "text"]
    assert [(one.start, one.frames) for one in author.ranges] == [(262, 201)], "while the poem is read"
    assert not [message for message in refused if "Silent" in message or "is not known" in message]


def test_a_dub_is_in_the_ledger_and_has_its_share(show: Path) -> None:
    show.write_text(
        f"{MANIFEST}dubs: {{es: {{file: es.wav, by: ana, role: reader, title: Cuenta, license: CC BY 4.0}}}}\n"
        "audio_description: {file: seen.wav, by: ben, release: signed.pdf}\npayout: time\n"
    )
    with session.opened([show], writes=False) as opened:
        found = crediting.told(opened, show).credits
    rows = list(csv.DictReader(io.StringIO(ledger_csv(found))))
    names = ("person", "role", "medium", "work", "file", "license", "release", "from_frame", "to_frame")
    told = {row["segment"]: tuple(row[name] for name in names) for row in rows if row["from_frame"]}
    media = "episodes/media"
    assert told["Español"] == ("ana", "reader", "audible", "Cuenta", f"{media}/es.wav", "CC BY 4.0", "", "0", "200")
    # A recording counts from the beginning of the film to its own end.
    assert told["English (AD)"] == ("ben", "", "audible", "English (AD)", f"{media}/seen.wav", "", "signed.pdf", "0", "125")
    assert {row["person"]: row["basis_points"] for row in rows if row["role"] == "share"} == {"ana": "6154", "ben": "3846"}
    (line,) = [one for one in attributions(found) if "Cuenta" in one]
    assert "CC BY 4.0" in line


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("license: CC BY-NC 4.0, url: https://d.example",
         ("6:45: Español: CC BY-NC 4.0 forbids earning money with it, and the show does "
         "(in the episode from 0:00:00.000 to 0:00:08.000); leave it out")),
        ("release: {name: a.pdf, expires: 2019-01-01}",
         "6:68: Español: its release ends on 2019-01-01, and the episode airs on 2020-05-18 "),
        ("release: pending", "6:45: Español: its release is pending "),
        ("license: CC0, title: Uno, builds_on: psalm", "2:35: psalm: CC BY-ND 4.0 forbids adaptations, and "),
        ("license: CC0, builds_on: salm", "6:61: builds_on names 'salm', which is not known; did you mean 'psalm'?"),
    ],
)  # fmt: skip
def test_the_rights_of_a_dub_are_judged_at_its_line(show: Path, more: str, told: str) -> None:
    show.write_text(
        "episode: {title: A, air_date: 2020-05-18}\nworks: {psalm: {by: ben, license: CC BY-ND 4.0}}\nmonetized: on\n"
        f"segments:\n  - {{clip: Count, file: count.mov, by: ana}}\ndubs: {{es: {{file: es.wav, by: ana, {more}}}}}\n"
    )
    with session.opened([show]) as opened:
        found = [str(one) for one in opened.diagnostics(show)]
    assert any(one.startswith(f"episodes/e.yaml:{told}") for one in found), found


def test_a_minor_who_speaks_needs_a_guardians_release(show: Path) -> None:
    people = show.with_name("people.yaml")
    before = people.read_text()
    people.write_text(f"{before}kid: {{name: Kim, minor: on}}\n")
    try:
        show.write_text(MANIFEST + "dubs: {es: {file: es.wav, by: kid}}\n")
        with session.opened([show]) as opened:
            (found,) = [str(one) for one in opened.diagnostics(show)]
    finally:
        people.write_text(before)
    assert "Kim: a minor needs a guardian's release, and none is named (in the episode from 0:00:00.000 to 0:00:08.000)" in found


def test_a_deliverable_of_some_segments_has_no_dubs(show: Path) -> None:
    show.write_text(
        "episode: {title: A}\ndeliver: [draft, {profile: square, only: [short]}]\nsegments:\n"
        "  - {clip: Count, file: count.mov, by: ana}\n  - {clip: Short, file: count.mov, by: ana, length: 2}\n"
        "dubs: {es: {file: es.wav, by: ben}}\n"
    )
    with session.opened([show]) as opened:
        work = opened.work(show, "square")
    assert not work.timeline.voices
    assert "Español" not in delivery.episode_of(work.episode, work.timeline, work.theme).description
