"""An edit of a film draws a card that shows a frame of it exactly where that frame is another. Planned, never run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.plan.stories import Story
from tests.plan.test_stories import Edit, replaced, text
from tests.seen import seen

pytestmark = pytest.mark.ffmpeg

MANIFEST = """
episode: {title: Story, season: 1, number: 1, language: en}
segments:
  - docu-short: Street
    clips:
      - {file: talk.mp4, in: 1, out: 31, by: dana, role: interviewee}
      - {file: street.mp4, length: 2, by: mika, role: camera, sound: off}
  - music: Song
    stems: [{file: guitar.wav, by: ana, role: guitar}]
    picture: {mosaic: [{file: street.mp4, by: mika}, {file: talk.mp4, by: dana}]}
  - music: Unseen
    stems: [{file: drums.wav, by: ben, role: drums}]
    picture: waveform
  - card: What she said
    template: quote
    lines: [I was there]
    by: [mika]
"""
SETTINGS = """
show: Test
theme: seen
deliver: [tiny]
rate: 25
opening: {length: 2}
credits: off
end: {title: Join us, length: 2}
"""


@pytest.fixture
def story(show: Path) -> Story:
    seen(show)
    (show / "episodes/show.yaml").write_text(SETTINGS)
    (show / "episodes/e.yaml").write_text(MANIFEST)
    found = Story(show)
    found.build()
    return found


def drawn(ran: list[str]) -> list[str]:
    """Return what was painted for cards, and which cards were drawn."""
    return sorted(address for address in ran if address.split("/")[1] in ("frame", "interstitial", "opening", "end", "quote"))


def test_each_card_has_the_frames_it_shows_painted_and_no_others(show: Path) -> None:
    seen(show)
    (show / "episodes/show.yaml").write_text(SETTINGS)
    (show / "episodes/e.yaml").write_text(MANIFEST)
    cards = ["end/end/0", "opening/opening/0", "song-title/interstitial/0", "street-title/interstitial/0"]
    cards += ["unseen-title/interstitial/0", "what-she-said/quote/0"]
    # Of what is only heard there is none. Two seconds into the street and the song: shown by the opening, and again by the end,
    # which has three more of the street and one more of the song; and by the quote, since she is seen in the song.
    frames = [f"opening/frame/{number}" for number in range(2)] + [f"end/frame/{number}" for number in range(4)]
    frames += ["song-title/frame/0", "street-title/frame/0"]
    assert drawn(Story(show).build()) == sorted([*cards, *frames])


STORIES: list[tuple[str, Edit, list[str]]] = [
    ("the end of a film", text("out: 31", "out: 29"), []),
    ("a film that is silent now", text("by: dana, role: interviewee}", "by: dana, role: interviewee, sound: off}"), []),
    (
        "the beginning of a film",
        text("in: 1, out: 31", "in: 2, out: 31"),
        # At 3 and 22 seconds of the piece the film begins anew within reach, at the same frame of it.
        ["end/end/0", "end/frame/1", "end/frame/2", "street-title/frame/0", "street-title/interstitial/0"],
    ),
    (
        "what a card says",
        text("lines: [I was there]", "lines: [You were there]"),
        [],  # the test's quote does not show its words
    ),
    ("a title of a piece", text("docu-short: Street", "docu-short: Lane\n    id: street"), []),
    (
        "one player of a mosaic",
        text("picture: {mosaic: [{file: street.mp4, by: mika}", "picture: {mosaic: [{file: street.mp4, by: mika, in: 1}"),
        # At the end's second moment the player's film has ended, and holds the same last frame.
        ["end/end/0", "opening/frame/1", "opening/opening/0", "song-title/frame/0", "song-title/interstitial/0",
         "what-she-said/quote/0"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "edit", "expected"), STORIES, ids=[name for name, _, _ in STORIES])
def test_an_edit_draws_exactly_what_shows_it(name: str, edit: Edit, expected: list[str], story: Story) -> None:
    edit(story)
    assert drawn(story.build()) == expected


def test_a_film_replaced_draws_all_that_shows_it(story: Story) -> None:
    replaced("talk.mp4", "street.mp4")(story)
    story.edit("in: 1, out: 31", "in: 1, out: 5")
    ran = drawn(story.build())
    assert "street-title/interstitial/0" in ran
    assert "opening/opening/0" in ran


def test_a_segment_moved_is_shown_by_the_same_pictures(story: Story) -> None:
    path = story.folder / "episodes/e.yaml"
    head, street, song = path.read_text().partition("  - music: Unseen")[0].partition("  - docu-short: Street")
    body, split, rest = song.partition("  - music: Song")
    path.write_text(head + split + rest + street + body)
    assert [one for one in drawn(story.build()) if not one.startswith("opening/")] == []


@pytest.mark.parametrize("theme", ["create-together", "signal"])
def test_a_segment_moved_draws_no_title_card_and_encodes_no_end_card_again(theme: str, show: Path) -> None:
    """A card that counted the pieces would be another one wherever one of them is moved, and so would all after it."""
    (show / "episodes/show.yaml").write_text(SETTINGS.replace("theme: seen", f"theme: {theme}"))
    manifest = MANIFEST.partition("  - card:")[0]
    (show / "episodes/e.yaml").write_text(manifest)
    story = Story(show)
    assert "end/end/0" in story.build()
    head, street, song = manifest.partition("  - music: Unseen")[0].partition("  - docu-short: Street")
    body, split, rest = song.partition("  - music: Song")
    unseen = "  - music: Unseen" + manifest.partition("  - music: Unseen")[2]
    (show / "episodes/e.yaml").write_text(head + split + rest + unseen + street + body)
    ran = story.build()
    assert "programme/join" in ran
    titles = [one for one in ran if one.split("/")[0].endswith("-title")]
    assert [one for one in titles if one.split("/")[1] in ("frame", "interstitial")] == []
    assert [one for one in ran if one.startswith(("end/end/", "end/frame/", "end/picture/"))] == []


COVER = {"street/thumbnail/0", "programme/cover"}


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (text("out: 31", "out: 29"), set()),
        (text("in: 1, out: 31", "in: 2, out: 31"), {"programme/thumbnail", *COVER}),
        (replaced("street.mp4", "talk.mp4"), set()),
    ],
    ids=["the end of the film that the frame is from", "its beginning", "another film"],
)
def test_the_thumbnail_is_drawn_again_where_its_frame_is_another(edit: Edit, expected: set[str], story: Story) -> None:
    edit(story)
    assert {address for address in story.build() if address in {"programme/thumbnail", *COVER}} == expected


def test_the_thumbnail_is_drawn_again_where_its_words_change(story: Story) -> None:
    with (story.folder / "templates/seen/thumbnail.html").open("a") as template:
        template.write('<div class="safe"><div>{{ title }}</div></div>')
    story.build()
    story.edit("title: Story", "title: Tale")
    assert {*story.build()} == {*COVER, "programme/join"}
