"""An episode in another language: what is said there, what stays as it is, and what is told of both."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.assembly import assemble, assembled
from pipeline.cards import theme as themes
from pipeline.manifest import loading
from pipeline.manifest.folders import is_translation
from pipeline.manifest.loading import Reading
from pipeline.people import Credit
from pipeline.timeline.model import CardMedia, Clip, Timeline
from tests.shows import FakeLibrary, ShowFolder, credited

SHOW = """\
show: Create Together
rate: 24
interstitial: {length: 2}
opening: {tagline: made by people, length: 4}
credits: {thanks: [mika, Everyone who sang]}
end: {title: Your turn, text: Send something., url: "https://example.org/join", length: 4}
works: {tune: {by: joe, title: Old Tune, role: melody}}
role_order: [reader, guitar]
"""
MANIFEST = """\
episode: {title: A Small Thing, description: A tune and a poem.}
segments:
  - music: Metal Dad
    stems: [{file: metal/dad-guitar.wav, by: ruben, role: guitar, builds_on: tune}]
    lower_third: {show: A stranger, role: guitar}
  - poem: A Small Thing
    lines:
      - {at: 0.5, text: Dear you}
      - {at: 3, text: "   sing."}
    voice: {file: poems/letter.wav, by: ben, role: reader}
    length: 12
  - poem: Letter
    text: poems/letter.txt
    length: 8
  - clip: Street
    file: home/street.mp4
    by: dana
    role: camera
    builds_on: Metal Dad
  - card: Q
    template: quote
    lines: [We sing]
    by: [ana, The neighbours]
    length: 4
"""
SPANISH = """\
description: Una melodía y un poema.
texts:
  A Small Thing: Una cosa pequeña
  Metal Dad: Papá metal
  Dear you: Querida gente
  sing.: canta.
  Letter: Carta
  Dear you,: "Querida gente:"
  the window is open: la ventana está abierta
  and someone is singing.: y alguien canta.
  Street: Calle
  Q: Q
  We sing: Cantamos
  The neighbours: El vecindario
  A stranger: Alguien de fuera
  camera: cámara
segments:
  letter: {Letter: La carta}
"""
SHARED = """\
texts:
  Create Together: Crear en común
  made by people: hecho por gente
  Everyone who sang: Quienes cantaron
  Your turn: Te toca
  Send something.: Manda algo.
  Old Tune: Melodía vieja
  melody: melodía
  guitar: guitarra
"""


def shown(folder: Path, spanish: str | None = SPANISH, shared: str | None = SHARED, manifest: str = MANIFEST) -> Reading:
    """Read the episode in Spanish."""
    path = ShowFolder(folder, show=SHOW).write(manifest)
    for name, text in (("s01e01.es.yaml", spanish), ("show.es.yaml", shared)):
        if text is not None:
            path.with_name(name).write_text(text, encoding="utf-8")
    return loading.attempt(path, language="es")


def timeline(found: Reading) -> Timeline:
    assert found.episode is not None
    assert found.diagnostics == ()
    return assemble(found.episode, FakeLibrary(found.episode.media))


def cards(cut: Timeline, name: str) -> list[CardMedia]:
    items = [item for segment in cut.segments for track in segment.stack.picture for item in track.items]
    media = [item.media for item in items if isinstance(item, Clip) and isinstance(item.media, CardMedia)]
    return [one for one in media if one.card == name]


def told(found: Reading) -> list[str]:
    return [str(one) for one in (*found.diagnostics, *found.warnings)]


@pytest.fixture
def spanish(tmp_path: Path) -> Timeline:
    return timeline(shown(tmp_path))


def test_nothing_is_told_where_all_is_translated(tmp_path: Path) -> None:
    assert told(shown(tmp_path)) == []


def test_cards_say_it_in_the_language(spanish: Timeline) -> None:
    (opening,) = (one.fields for one in cards(spanish, "opening"))
    assert (opening["show"], opening["tagline"], opening["title"]) == ("Crear en común", "hecho por gente", "Una cosa pequeña")
    assert [one["label"] for one in opening["pieces"]] == ["Música", "Poema", "Poema", "Clip"]
    assert [(one.fields["label"], one.fields["title"]) for one in cards(spanish, "interstitial")] == [
        ("Música", "Papá metal"), ("Poema", "Una cosa pequeña"), ("Poema", "La carta"),
    ]  # fmt: skip
    (third,) = cards(spanish, "lower_third")[:1]
    (person,) = third.fields["people"]
    assert isinstance(person, Credit)
    assert (person.name, person.role) == ("Alguien de fuera", "guitarra")
    (end,) = (one.fields for one in cards(spanish, "end"))
    assert (end["title"], end["text"], end["url"]) == ("Te toca", "Manda algo.", "https://example.org/join")
    assert [one.fields for one in cards(spanish, "quote")] == [{"lines": ("Cantamos",), "by": "安娜 y El vecindario"}]
    assert {one.language for one in cards(spanish, "end")} == {"es"}
    assert (spanish.name, spanish.title, spanish.language) == ("s01e01.es", "Una cosa pequeña", "es")


def test_lines_of_a_poem_come_when_the_original_is_read(spanish: Timeline, tmp_path: Path) -> None:
    lines = [one.fields["lines"] for one in cards(spanish, "poem_line")]
    fixed = "\N{NO-BREAK SPACE}"
    assert lines == [
        ("Querida gente",), (f"{fixed * 3}canta.",), ("Querida gente:",), ("la ventana está abierta",),
    ]  # fmt: skip
    assert [one.fields for one in cards(spanish, "held")] == [{"before": "y", "large": "alguien", "after": "canta."}]
    (tmp_path / "en").mkdir()
    original = ShowFolder(tmp_path / "en", show=SHOW).cut(MANIFEST)
    assert [(one.name, one.stack.frames) for one in original.segments] == [
        (one.name, one.stack.frames) for one in spanish.segments
    ]
    assert placed(original) == placed(spanish)


def test_lines_of_a_poem_are_captions_in_both_languages(spanish: Timeline) -> None:
    small = next(one for one in spanish.segments if one.name == "a-small-thing")
    en, es = (small.stack.cues[language] for language in ("en", "es"))
    assert ([cue.text for cue in en], [cue.text for cue in es]) == (["Dear you", "sing."], ["Querida gente", "canta."])
    assert [(cue.caption.start, cue.is_shown) for cue in es] == [(cue.caption.start, True) for cue in en]
    (silent,) = [one for one in spanish.segments if one.name == "letter"]
    assert silent.stack.cues == {}, "nobody reads it"


def test_what_the_originals_captions_have_and_the_translation_lacks_is_told_in_it(tmp_path: Path) -> None:
    """The poem has Spanish captions by itself: so the film without any is told."""
    manifest = MANIFEST.replace("home/street.mp4", "home/street.mp4\n    captions: {en: home/interview.en.srt}")
    found = shown(tmp_path, manifest=manifest)
    assert found.episode is not None
    _, _, said = assembled(found.episode, FakeLibrary(found.episode.media), themes.load(found.episode.theme, ()))
    message = "there are captions in es, and none in 'Calle', which has some in en"
    assert [one.message for one in said if "captions in" in one.message] == [message]


def test_a_poem_that_is_in_the_language_needs_no_translation(tmp_path: Path) -> None:
    in_spanish = MANIFEST.replace("  - poem: Letter\n", "  - poem: Letter\n    language: es\n")
    assert [line for line in told(shown(tmp_path, "description: D\n", manifest=in_spanish)) if "window" in line] == []
    assert [line for line in told(shown(tmp_path, "description: D\n")) if "window" in line] != []


def placed(cut: Timeline) -> list[tuple[str, int, int]]:
    """Return where each card of a poem's line begins in its segment, and how long it stands."""
    found = []
    for segment in cut.segments:
        for track in segment.stack.picture:
            at = 0
            for item in track.items:
                if isinstance(item, Clip) and isinstance(item.media, CardMedia) and item.media.card == "poem_line":
                    found.append((segment.name, at, item.frames))
                at += item.frames
    return found


def test_the_credits_name_people_as_they_are_and_roles_in_the_language(spanish: Timeline) -> None:
    assert credited(spanish) == {
        "": [("palabras", ["安娜"])],
        "Papá metal": [("guitarra", ["Rubén Díaz"])],
        "Una cosa pequeña": [("lectura", ["Ben"])],
        "Calle": [("cámara", ["دانا"])],
        "A partir de la obra de": [("melodía (Melodía vieja)", ["Joe Baker"])],
    }
    assert cards(spanish, "credits_page")[-1].fields["thanks"] == ("Mika", "Quienes cantaron")


def test_the_description_and_the_names_of_files_are_of_the_language(tmp_path: Path) -> None:
    found = shown(tmp_path).episode
    assert found is not None
    assert found.description == "Una melodía y un poema."
    assert (found.name, found.language, found.original) == ("s01e01.es", "es", "en")
    assert {"s01e01.es.yaml", "show.es.yaml"} <= {file.name for file in found.files}
    assert "reader" in found.role_order or "lectura" in found.role_order
    assert "guitarra" in found.role_order


def test_its_own_language_is_no_translation(tmp_path: Path) -> None:
    path = ShowFolder(tmp_path, show=SHOW).write(MANIFEST)
    own, found = loading.attempt(path).episode, loading.attempt(path, language="en")
    assert found.episode == own
    assert told(found) == []


def test_what_has_no_translation_is_told_once_at_its_line_and_stays(tmp_path: Path) -> None:
    lacks = SPANISH.replace("  Metal Dad: Papá metal\n", "").replace("description: Una melodía y un poema.\n", "")
    found = shown(tmp_path, lacks.replace("camera: cámara", "camera:"), SHARED.replace("  made by people: hecho por gente\n", ""))
    below = "and stays as it is; write it into episodes/s01e01.es.yaml, below texts:"
    as_description = below.replace("below texts:", "as description:")
    assert told(found) == [
        f"episodes/s01e01.yaml:1:46: warning: 'A tune and a poem.' has no translation into es, {as_description}",
        f"episodes/s01e01.yaml:3:12: warning: 'Metal Dad' has no translation into es, {below}",
        f"episodes/s01e01.yaml:18:11: warning: 'camera' has no translation into es, {below}",
        f"episodes/show.yaml:4:20: warning: 'made by people' has no translation into es, {below}",
    ]
    assert cards(timeline(found), "interstitial")[0].fields["title"] == "Metal Dad"


def test_what_no_text_says_is_told_at_its_own_line(tmp_path: Path) -> None:
    texts = SPANISH.replace("  Metal Dad: Papá metal\n", "  Metal Dadd: Papá metal\n")
    found = shown(tmp_path, texts.replace("letter: {Letter", "street: {Letter"))
    hint, other = "write it into episodes/s01e01.es.yaml, below texts:", "remove it, or write it as the manifest does"
    assert told(found) == [
        "episodes/s01e01.es.yaml:4:3: warning: no text of the episode says 'Metal Dadd'; did you mean 'Metal Dad'?",
        f"episodes/s01e01.es.yaml:18:12: warning: no text of the segment says 'Letter'; {other}",
        f"episodes/s01e01.yaml:3:12: warning: 'Metal Dad' has no translation into es, and stays as it is; {hint}",
    ]


@pytest.mark.parametrize(
    ("spanish", "expected"),
    [
        (
            None,
            "episodes/s01e01.yaml:1:10: there is no translation into es: no file episodes/s01e01.es.yaml; `together translate ",
        ),
        ("text:\n  a: b\n", "episodes/s01e01.es.yaml:1:1: unknown field 'text'; did you mean 'texts'?"),
        ("texts: [a]\n", "episodes/s01e01.es.yaml:1:8: "),
        ("texts: {a: [b]}\n", "episodes/s01e01.es.yaml:1:12: a list is written where one value belongs"),
        ("", "episodes/s01e01.es.yaml: the file is empty; write texts:, and below it each text and what it is"),
        (
            SPANISH.replace("letter: {Letter", "leter: {Letter"),
            "episodes/s01e01.es.yaml:18:3: there is no segment 'leter', or it is switched off; did you mean 'letter'? allowed: ",
        ),
    ],
)
def test_a_mistake_in_a_translation_is_told(spanish: str | None, expected: str, tmp_path: Path) -> None:
    found = shown(tmp_path, spanish, SHARED if spanish else None)
    assert [one for one in map(str, found.diagnostics) if one.startswith(expected)], told(found)
    assert len(found.diagnostics) == 1


def test_an_episode_with_mistakes_is_told_of_these_and_not_of_what_they_hide(tmp_path: Path) -> None:
    found = shown(tmp_path, manifest=MANIFEST.replace("poem: Letter", "pome: Letter"))
    assert [one.partition(":")[0] for one in map(str, found.diagnostics)] == ["episodes/s01e01.yaml"]
    assert not [one for one in told(found) if "says" in one]


def test_captions_without_a_language_are_in_the_original_one(tmp_path: Path) -> None:
    clip = "  - clip: Street\n    file: home/interview.mov\n    captions: home/interview.en.srt\n"
    found = shown(tmp_path, "texts: {E: E, Street: Calle}\n", manifest=f"episode: {{title: E}}\nsegments:\n{clip}")
    *_, street = [one for one in timeline(found).segments if one.name == "street"]
    assert set(street.stack.cues) == {"en"}


def test_a_profile_of_the_same_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles/es.yaml").write_text("extends: draft\n", encoding="utf-8")
    assert any("there is a profile 'es', whose package would be called as" in one for one in told(shown(tmp_path)))


def test_translations_are_no_manifests(tmp_path: Path) -> None:
    for name in ("s01e01.yaml", "s01e01.es.yaml", "show.yaml", "show.pt-BR.yaml", "s01.e02.yaml", "s02.es.yaml", "s01.yaml"):
        (tmp_path / name).touch()
    found = {path.name for path in tmp_path.iterdir() if is_translation(path)}
    assert found == {"s01e01.es.yaml", "show.pt-BR.yaml"}
