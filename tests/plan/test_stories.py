"""An edit costs what it changes: edit a manifest or a file, and exactly these actions run."""

from __future__ import annotations

import os
from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from tests.plan.stories import Story, another_ffmpeg

pytestmark = pytest.mark.ffmpeg

Edit = Callable[[Story], None]

JOIN = "programme/join"
THUMBNAIL = "programme/thumbnail"
"""Taken from the first video that is seen without a card over it: of the second piece of the street."""
MASTER = ("programme/gain", "*/encoded/*", "programme/master", "programme/report", JOIN)
"""What always follows a change of sound. All stretches may have to be encoded, for all have one gain; which of them are, the
gain's bytes decide (`tests/sound/test_stretches.py`)."""


def sound(*stretches: str) -> tuple[str, ...]:
    """What follows a change of what is heard in these stretches, and in no others."""
    return (*(f"{segment}/joined/{number}" for segment, _, number in (one.partition("/") for one in stretches)), *MASTER)


LATER = ("drawn/0", "end/0")
"""What comes after the song, of which the first hears the song's end and that the credits are silent."""
SONG = sound("street/1", "song/0", "drawn/0")
HEARD = sound("opening/0", "street/0", "street/1", "song/0", "drawn/0")
"""The stretches in which anything sounds."""
ALL = sound("opening/0", "street/0", "street/1", "song/0", *LATER)
ORDER = ("credits/credits_page/*", "credits/picture/*", *sound("street/1", "drawn/0", "credits/0"))
"""Moving a segment moves its sound in the programme and its people in the roll, and encodes nothing of its picture."""


def text(old: str, new: str, file: str = "episodes/e.yaml") -> Edit:
    return lambda story: story.edit(old, new, file)


def setting(old: str, new: str) -> Edit:
    return text(old, new, "episodes/show.yaml")


def person(old: str, new: str) -> Edit:
    return text(old, new, "episodes/people.yaml")


def replaced(name: str, by: str) -> Edit:
    def edit(story: Story) -> None:
        media = story.folder / "episodes/media"
        (media / name).write_bytes((media / by).read_bytes())

    return edit


def touched(name: str) -> Edit:
    return lambda story: os.utime(story.folder / "episodes/media" / name, (1, 1))


def swapped(first: str, second: str) -> Edit:
    """Swap two segments by their first lines."""

    def edit(story: Story) -> None:
        path = story.folder / "episodes/e.yaml"
        head, *parts = path.read_text().split("\n  - ")
        a, b = (next(n for n, part in enumerate(parts) if part.startswith(name)) for name in (first, second))
        parts[a], parts[b] = parts[b], parts[a]
        path.write_text("\n  - ".join([head, *(part.rstrip("\n") for part in parts)]) + "\n")

    return edit


STORIES: list[tuple[str, Edit, tuple[str, ...]]] = [
    ("a comment", text("  - card: Welcome", "  # a note to myself\n  - card: Welcome"), ()),
    (
        "the order of keys",
        text("{title: Story, season: 1, number: 1, language: en}", "{language: en, number: 1, season: 1, title: Story}"),
        (),
    ),
    ("quotes around a word", text("card: Welcome", 'card: "Welcome"'), ()),
    ("the same time written otherwise", text("in: 1, out: 31", 'in: "0:01", out: 0:31.000'), ()),
    ("a note", text("    length: 2\n  - poem", "    length: 2\n    note: too long?\n  - poem"), ()),
    ("a touched file", touched("talk.mp4"), ()),
    ("an unused file", replaced("unused.wav", "pad.wav"), ()),
    (
        "a card's title",
        text("card: Welcome", "card: Hello"),
        ("hello/interstitial/0", "hello/picture/0", "programme/report", JOIN),
    ),
    (
        "a line of a poem",
        text("[One, Two]", "[One, Six]"),
        ("window/poem_line/1", "window/picture/*", "street/transition/0", JOIN),
    ),
    (
        "a caption's words",
        text("Here it was.", "Here it is.", "episodes/media/street.srt"),
        ("street/caption/0", "street/picture/2", JOIN, THUMBNAIL),
    ),
    ("a caption's time", text("00:00:20,000", "00:00:20,400", "episodes/media/street.srt"), ("street/picture/3", JOIN)),
    ("a caption's time within a frame", text("00:00:20,000", "00:00:20,010", "episodes/media/street.srt"), (JOIN,)),
    ("the words of a film's caption that is not drawn", text("Et là.", "Et ici.", "episodes/media/talk.fr.srt"), (JOIN,)),
    ("a film's captions left out", text(",\n         captions: {fr: talk.fr.srt}", ""), (JOIN,)),
    (
        "a person's name on screen",
        person("Дана", "Дана Б."),
        (
            "street/lower_third/0",
            "street/picture/1",
            "song/name_tag/1",
            "song/picture/*",
            "credits/credits_page/*",
            "credits/picture/*",
            JOIN,
        ),
    ),
    ("a person's sort key", person("{name: ミカ, place: Osaka}", "{name: ミカ, place: Osaka, pronunciation: mi-ka}"), ()),
    (
        "when a lower third is shown",
        text("at: 2, length: 4", "at: 3, length: 4"),
        ("street/picture/1", "street/picture/2", JOIN, THUMBNAIL),
    ),
    (
        "a lower third switched off",
        text(", lower_third: {show: auto, at: 2, length: 4}", ""),
        ("street/picture/1", JOIN, THUMBNAIL),
    ),
    ("a take replaced", replaced("drums.wav", "congas.wav"), ("song/stem/1", "song/mix", *SONG)),
    ("a take's gain", text("by: ben, role: drums", "by: ben, role: drums, gain: -3 dB"), ("song/mix", *SONG)),
    ("the bed's gain", text("gain: -18 dB", "gain: -20 dB"), ("window/mix", *sound("opening/0", "street/0"))),
    ("a picture replaced", replaced("window.png", "drawn/0001.png"), ("window/picture/*", "street/transition/0", JOIN)),
    ("one drawn picture of many", replaced("drawn/0003.png", "drawn/0009.png"), ("drawn/picture/0", JOIN)),
    (
        "the exposure of a clip",
        text("out: 31, by", "out: 31, exposure: 0.5, by"),
        ("street/curves/0", "street/transition/0", *(f"street/picture/{number}" for number in (1, 2, 3, 4)), JOIN, THUMBNAIL),
    ),
    (
        "a clip that is matched with another",
        text("out: 31, by", "out: 31, match: window.png, by"),
        (
            "street/light/*", "street/curves/0", "street/transition/0", *(f"street/picture/{number}" for number in (1, 2, 3, 4)),
            JOIN, THUMBNAIL,
        ),
    ),
    (
        "a clip that is made steady",
        text("out: 31, by", "out: 31, stabilise: on, by"),
        (
            "street/motion/0", "street/steady/0", "street/transition/0", *(f"street/picture/{number}" for number in (1, 2, 3, 4)),
            JOIN, THUMBNAIL,
        ),
    ),
    (
        "a clip's end",
        text("out: 31", "out: 30"),
        ("street/picture/*", "street/mix", *sound("opening/0", "street/0", "song/0", *LATER)),
    ),
    (
        "a clip's speed",
        text("in: 1, out: 31,", "in: 1, length: 30, speed: 0.5,"),
        ("street/*", *sound("opening/0", "street/0", "street/1", "song/0"), THUMBNAIL),
    ),
    ("two segments swapped", swapped("music", "animation"), ORDER),
    ("a segment switched off", text("  - card: Welcome\n", "  - card: Welcome\n    enabled: off\n"), ALL),
    (
        "a cut instead of a dissolve",
        text("    transition: {dissolve: 0.4}\n", ""),
        ("window/picture/1", "street/picture/0", *ALL),
    ),
    ("thanks in the credits", setting("[Everyone]", "[Everyone, You]"), ("credits/*", *sound(*LATER))),
    ("the end card's address", setting("example.org/join", "example.org/come"), ("end/end/0", "end/picture/0", JOIN)),
    ("the episode's title", text("title: Story", "title: Tale"), (JOIN,)),
    (
        "another ffmpeg",
        lambda story: None,
        ("*/picture/*", "*/transition/*", "*/stem/*", "*/mix", *HEARD, THUMBNAIL),
    ),
]


@pytest.mark.parametrize(("name", "edit", "expected"), STORIES, ids=[name for name, _, _ in STORIES])
def test_an_edit_runs_exactly(name: str, edit: Edit, expected: tuple[str, ...], show: Path) -> None:
    story = Story(show)
    story.build()
    edit(story)
    ran = story.build(change=another_ffmpeg) if name == "another ffmpeg" else story.build()
    assert [address for address in ran if not any(fnmatchcase(address, pattern) for pattern in expected)] == []
    assert [pattern for pattern in expected if not any(fnmatchcase(address, pattern) for address in ran)] == []


@pytest.mark.parametrize(
    ("tool", "changed", "expected"),
    [
        ("denoise_picture: light", "denoise_picture: strong",
         ("street/transition/0", *(f"street/picture/{number}" for number in (1, 2, 3, 4)), JOIN, THUMBNAIL)),
        ("match: window.png", "match: drawn/0003.png",
         ("street/light/*", "street/curves/0", "street/transition/0", *(f"street/picture/{number}" for number in (1, 2, 3, 4)),
          JOIN, THUMBNAIL)),
        ("text: {text: Oaxaca, at: 24, length: 4}", "text: {text: Oslo, at: 24, length: 4}",
         ("street/caption/2", "street/picture/4", JOIN)),
        ("layout: row, picture_in_picture: {file: window.png, by: ana}",
         "layout: side-by-side, picture_in_picture: {file: window.png, by: ana}",
         ("street/transition/0", *(f"street/picture/{number}" for number in (1, 2, 3, 4)), JOIN, THUMBNAIL)),
    ],
    ids=["denoise_picture", "match", "text", "layout"],
)  # fmt: skip
def test_a_changed_parameter_of_a_clips_tool_runs_exactly(tool: str, changed: str, expected: tuple[str, ...], show: Path) -> None:
    story = Story(show)
    story.edit("out: 31, by", f"out: 31, {tool}, by")
    story.build()
    story.edit(tool, changed)
    ran = story.build()
    assert [address for address in ran if not any(fnmatchcase(address, pattern) for pattern in expected)] == []
    assert [pattern for pattern in expected if not any(fnmatchcase(address, pattern) for address in ran)] == []


def test_switched_off_and_on_again_runs_nothing(show: Path) -> None:
    story = Story(show)
    story.build()
    story.edit("  - card: Welcome\n", "  - card: Welcome\n    enabled: off\n")
    story.build()
    story.edit("    enabled: off\n", "")
    assert story.build() == []


def test_another_profile_decodes_no_sound_again(show: Path) -> None:
    story = Story(show)
    story.build()
    ran = story.build(profile="draft")
    assert [address for address in ran if "/stem/" in address] == []
    assert any("/picture/" in address for address in ran)


SUBTITLES = "1\n00:00:08,000 --> 00:00:09,500\nEstaba aquí.\n\n2\n00:00:20,000 --> 00:00:21,500\nY allí.\n"


def test_captions_of_another_language_are_drawn_and_an_edit_encodes_the_spans_that_show_them(show: Path) -> None:
    story, media, draft = Story(show), show / "episodes/media", (show / "profiles/tiny.yaml").read_text()
    assert "burn_captions: true" in draft
    (show / "profiles/reel.yaml").write_text(draft.replace("burn_captions: true", "burn_captions: es"))
    (media / "street.es.srt").write_text(SUBTITLES)
    story.edit("captions: {en: street.srt}", "captions: {en: street.srt, es: street.es.srt}")
    story.build()
    ran = story.build(profile="reel")
    drawn = ["street/caption/0", "street/caption/1", "street/picture/2", "street/picture/3"]
    assert sorted(one for one in ran if one.startswith("street/")) == drawn  # what shows no words is shared
    story.edit("Y allí.", "Y allá.", "episodes/media/street.es.srt")
    assert set(story.build(profile="reel")) - {THUMBNAIL} == {"street/caption/1", "street/picture/3", JOIN}
    assert story.build() == [JOIN]  # the movie holds them as a stream
    story.edit("Here it was.", "Here it is.", "episodes/media/street.srt")
    assert story.build(profile="reel") == [JOIN]


def test_an_edit_that_keeps_size_and_date_is_seen_by_when_the_file_was_changed(show: Path) -> None:
    story = Story(show)
    story.build()
    path = show / "episodes/media/drums.wav"
    state, content = path.stat(), bytearray(path.read_bytes())
    content[1000:1100] = bytes(100)
    path.write_bytes(content)
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    ran = story.build()
    assert ran[:2] == ["song/stem/1", "song/mix"]
    assert {address for address in ran[2:] if "/encoded/" not in address} == set(SONG) - {"*/encoded/*"}
    assert story.build(verify_sources=True) == []


def test_a_name_of_the_credits_encodes_its_page_and_no_other(show: Path) -> None:
    story, people = Story(show), show / "episodes/people.yaml"
    crowd = "".join(f"p{number:02}: Walker {number:02}\n" for number in range(40))
    people.write_text(people.read_text(encoding="utf-8") + crowd, encoding="utf-8")
    keys = ", ".join(f"p{number:02}" for number in range(40))
    clip = f"  - clip: Crowd\n    file: street.mp4\n    by: [{keys}]\n    role: walker\n"
    story.edit("  - animation: Drawn", f"{clip}  - animation: Drawn")
    story.build()
    story.edit("Walker 39", "Walker 40", "episodes/people.yaml")
    drawn, *encoded, joined = story.build()
    assert (drawn[:-1], joined) == ("credits/credits_page/", JOIN)
    assert len(encoded) == 3, "as it comes, once while it stands, however long, and as it goes"
    assert all(one.startswith("credits/picture/") for one in encoded)


@pytest.mark.parametrize("theme", ["create-together", "signal"])
def test_no_name_and_no_title_is_in_the_transition_to_a_title_card(theme: str, show: Path) -> None:
    story = Story(show)
    story.edit("theme: paper", f"theme: {theme}\ntransition: {{dissolve: 0.4}}", "episodes/show.yaml")
    story.edit("interstitial: off", "interstitial: {length: 2.5}", "episodes/show.yaml")
    story.build()
    for edit in (person("Ana Núñez", "Ana Nuñez"), text("music: Song", "music: Songs")):
        edit(story)
        ran = {address.partition("-title/")[2] for address in story.build() if address.startswith("song")}
        assert {one for one in ran if not one.startswith("interstitial/")} - {""} == {"picture/1"}


def test_no_name_and_no_title_is_in_the_transition_to_the_credits(show: Path) -> None:
    story = Story(show)
    story.edit("credits: {thanks", "credits: {transition: {dissolve: 0.4}, thanks", "episodes/show.yaml")
    story.build()
    for edit in (person("Ana Núñez", "Ana Nuñez"), text("music: Song", "music: Songs")):
        edit(story)
        ran = {address for address in story.build() if address.startswith("credits/")}
        assert ran
        assert {address.split("/")[1] for address in ran} == {"credits_page", "picture"}
