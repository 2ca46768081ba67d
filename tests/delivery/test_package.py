import csv
import io
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import profiles
from pipeline.captions import Caption, read
from pipeline.credits import Person, Work, compute
from pipeline.credits.compute import Credits
from pipeline.delivery import Episode, Stored, captions, contents, place, texts
from pipeline.delivery.description import Said, description
from pipeline.faults import InputFault, Where
from pipeline.timeline.chapters import chapters
from pipeline.timeline.model import Cue, Stack, Transition
from pipeline.words import spoken as words_of
from tests.credits.cut import CUT, PEOPLE, POEM, SONG, made, programme, segment

BLOB = Stored(Path("blob"), "0" * 64)
WHERE = Where("e.yaml", 1, 10)


def cues(*ranges: tuple[int, int, str]) -> tuple[Cue, ...]:
    return tuple(Cue(Caption(Fraction(start, 25), Fraction(start + frames, 25), text)) for start, frames, text in ranges)


def spoken(name: str, **languages: tuple[Cue, ...]):  # type: ignore[no-untyped-def]
    bare = segment(name, "poem")
    return replace(bare, stack=replace(bare.stack, cues=languages))


SPOKEN = programme(
    spoken("one", en=cues((10, 20, "a"), (90, 50, "b"))),
    spoken("two", en=cues((0, 25, "c\nd")), es=cues((5, 5, "e"))),
)


def test_captions_move_with_their_segment_and_end_with_it() -> None:
    one, two = SPOKEN.timeline.segments
    found = captions.merged(programme(one, replace(two, transition=Transition("dissolve", 10))))
    assert found["en"] == (
        Caption(Fraction(10, 25), Fraction(30, 25), "a"),
        Caption(Fraction(90, 25), Fraction(115, 25), "b\nc\nd"),  # in the dissolve both are seen
    )
    assert found["es"] == (Caption(Fraction(95, 25), Fraction(100, 25), "e"),)


def test_each_language_has_two_files_that_say_the_same() -> None:
    whole = captions.merged(SPOKEN)
    found = captions.files("s01e01", whole)
    assert set(found) == {"s01e01.en.srt", "s01e01.en.vtt", "s01e01.es.srt", "s01e01.es.vtt"}
    assert read(found["s01e01.en.srt"], "a.srt") == read(found["s01e01.en.vtt"], "a.vtt") == whole["en"]


def test_a_language_without_captions_has_no_file() -> None:
    assert captions.files("x", {"en": ()}) == {}


def test_chapters_are_the_segments_that_want_to_be() -> None:
    long = [replace(segment(name, "poem"), stack=Stack(500, ())) for name in ("one", "two", "three", "four")]
    cut = programme(long[0], replace(long[1], chapter=False), *long[2:])
    found = chapters(cut)
    assert [(c.start, c.title) for c in found] == [(0, "One"), (1000, "Three"), (1500, "Four")]


def credits_of(*names: str, **person: str) -> Credits:
    people = {str(n): Person(str(n), name, **person) for n, name in enumerate(names)}
    return compute(programme(segment("a", "clip", *(made(str(n), "x") for n in range(len(names))))), people)


def test_the_description_holds_text_chapters_credits_and_licences() -> None:
    works = {"riff": Work("riff", ("cho",), title="A Riff", license="CC BY-SA 3.0", url="https://riff.example")}
    cut = programme(SONG, replace(POEM, contributions=(*POEM.contributions, made("dee", "cover", builds_on=("riff",)))))
    found = compute(cut, PEOPLE, works)
    text = description(found, Said("Sing <with> us.", ("0:00 Metal Dad", "0:30 Letter"), ("you",)), WHERE)
    assert text == """\
Sing ‹with› us.

Chapters
0:00 Metal Dad
0:30 Letter

Metal Dad
guitar: ben
screaming: Ana Å (@ana), 조
drums: ben

Letter
reader: Dee
music: Ana Å (@ana)
writer: Dee
cover: Dee

Built on the work of
A Riff: 조

Thanks to: you

Links
조: https://cho.example

Licences
“pad” by Ana Å, CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/), edited for this episode
“A Riff” by 조, https://riff.example, CC BY-SA 3.0 (https://creativecommons.org/licenses/by-sa/3.0/), edited for this episode
"""


def test_the_description_speaks_the_language() -> None:
    words = words_of("es")
    works = {"riff": Work("riff", ("cho", "ben"), "riff", "A Riff", license="CC BY 4.0", url="https://a.example")}
    cut = programme(replace(POEM, contributions=(made("dee", "voz", builds_on=("riff",)),)))
    made_by = compute(cut, PEOPLE, works, (), words)
    text = description(made_by, Said("", ("0:00 Carta",), ("Ana", "Iván", "todo el mundo"), words=words), WHERE)
    assert text == """\
Capítulos
0:00 Carta

Letter
voz: Dee

A partir de la obra de
riff (A Riff): ben, 조

Gracias a: Ana, Iván y todo el mundo

Enlaces
조: https://cho.example

Licencias
«A Riff», de 조 y ben, https://a.example, CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/), con cambios para este episodio
"""


def test_who_is_left_out_is_counted_in_the_language() -> None:
    words = words_of("de")
    text = description(credits_of(*(f"Person Nummer {n} " + "x" * 80 for n in range(60))), Said(words=words), WHERE)
    left_out = 60 - text.count("Person Nummer")
    assert left_out > 1
    assert text.endswith(f"… und {left_out} weitere Personen im Abspann des Films.\n")


def test_a_bare_episode_has_a_bare_description() -> None:
    assert description(credits_of("Ana"), Said(), WHERE) == "A\nx: Ana\n"


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 700), st.sampled_from(["Ana", "ソフィア・マルティネス", "👩‍👩‍👧 <3"]))
def test_a_description_fits_and_cuts_no_name(count: int, name: str) -> None:
    names = [f"{name}{n:04d}" for n in range(count)]
    text = description(credits_of(*names), Said(), WHERE)
    assert len(text.encode()) <= 5000
    assert not {"<", ">"} & set(text)
    lines = text.splitlines()
    shown = next((line[3:].split(", ") for line in lines if line.startswith("x: ")), [])
    allowed = [n.replace("<", "‹") for n in names]
    assert shown == allowed[: len(shown)]
    if len(shown) < count:
        assert lines[-1] == f"… and {count - len(shown)} more, in the credits of the film."
        assert len(text.encode()) + len(allowed[len(shown)].encode()) + 2 > 5000
    else:
        assert lines[-1].endswith(shown[-1])


def test_what_cannot_fit_is_told() -> None:
    with pytest.raises(InputFault, match=r"e\.yaml:1:10: the description has \d+ bytes without any credits; at most 5000"):
        description(credits_of("Ana"), Said("字" * 1700), WHERE)


def test_a_package_holds_everything() -> None:
    cut = programme(*SPOKEN.timeline.segments, *CUT.timeline.segments)
    episode = Episode(cut, compute(cut, PEOPLE), WHERE)
    profile = profiles.load("youtube")
    found = contents("s01e01", profile, BLOB, b"{}", b"<p>", b"jpg", texts(episode, "s01e01", profile))
    assert set(found) == {
        "s01e01.mp4", "s01e01.en.srt", "s01e01.en.vtt", "s01e01.es.srt", "s01e01.es.vtt",
        "transcript.en.txt", "transcript.en.html", "transcript.es.txt", "transcript.es.html", "title.txt", "description.txt",
        "tags.txt", "upload.json", "credits.csv", "ledger.csv", "ledger.json", "cue-sheet.csv", "cue-sheet.json", "qc.json",
        "qc.html", "thumbnail.jpg",
    }  # nineteen seconds hold no three chapters
    assert found["s01e01.mp4"] == BLOB
    broadcast = replace(profiles.load("youtube"), ttml=True)
    assert set(texts(episode, "s01e01", broadcast)) - set(found) == {"s01e01.en.ttml", "s01e01.es.ttml"}
    credited = texts(episode, "s01e01", broadcast)["credits.csv"]
    sheet = list(csv.DictReader(io.StringIO(credited.decode("utf-8-sig"))))
    assert {row["name"] for row in sheet} == {"Ana Å", "ben", "조", "Dee"}
    assert credited.startswith(b"\xef\xbb\xbf")


def test_a_file_tells_which_profile_it_is_from() -> None:
    episode = Episode(SPOKEN, compute(SPOKEN, PEOPLE), WHERE)
    folder = place(Path("renders"), "s01e01", "draft", "youtube")
    profile = profiles.load("draft")
    found = contents(folder.name, profile, BLOB, b"{}", b"<p>", b"jpg", texts(episode, folder.name, profile))
    assert {"s01e01.draft.mp4", "s01e01.draft.en.srt", "s01e01.draft.es.vtt"} < set(found)
