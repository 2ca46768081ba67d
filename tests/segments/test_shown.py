"""Whoever is named on the screen is credited; and no two names lie over one another."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from pipeline.assembly import assembled
from pipeline.cards import theme as themes
from pipeline.timeline.model import CardMedia, Segment
from pipeline.timeline.regions import place
from tests import shows
from tests.shows import FakeLibrary, ShowFolder, cards_of

HEAD = "episode: {title: E}\nsegments:\n"
ROLL = "show: S\nrate: 24\ninterstitial: off\ncredits: {thanks: [mika, Everyone who sang]}\n"


def credited(folder: Path, segment: str) -> dict[str, str]:
    """Return who stands in the credits, by name, with their role."""
    cut = ShowFolder(folder, show=ROLL).cut(HEAD + segment)
    (page,) = cards_of(cut, "credits_page")
    assert page.fields["thanks"] == ("Mika", "Everyone who sang")
    return {name: role for roles in shows.credited(cut).values() for role, names in roles for name in names}


@pytest.mark.parametrize(
    ("segment", "names"),
    [
        ("  - card: Together\n    people: [ana, dana]\n", {"安娜": "", "دانا": ""}),
        ("  - card: Hello\n    template: quote\n    lines: [We sing]\n    by: ben\n", {"Ben": "words"}),
        ("  - card: Hello\n    template: quote\n    lines: [We sing]\n    by: [kid-a, The neighbours]\n", {"Ana": "words"}),
        ("  - card: Hello\n    template: quote\n    lines: [We sing]\n    by: Somebody\n", {}),
        ("  - card: Hello\n    length: 4\n    lower_third: {by: [joe]}\n", {"Joe Baker": ""}),
        (
            "  - clip: C\n    file: home/street.mp4\n    by: ana\n    role: camera\n    lower_third: {by: [ana, ben]}\n",
            {"安娜": "camera", "Ben": ""},
        ),
        ("  - docu-short: D\n    clips: [{file: home/street.mp4, lower_third: {by: dana}}]\n", {"دانا": ""}),
        ("  - poem: P\n    lines: [a]\n    length: 5\n    lower_third: {by: ruben}\n", {"Rubén Díaz": ""}),
        ("  - animation: A\n    file: breathe/done.gif\n    lower_third: {by: kid-b}\n", {"Ben O'Neil": ""}),
        ("  - music: M\n    stems: [metal/screams.wav]\n    lower_third: {by: joe}\n", {"Joe Baker": ""}),
    ],
)  # fmt: skip
def test_whoever_is_named_on_the_screen_is_credited(segment: str, names: dict[str, str], tmp_path: Path) -> None:
    assert credited(tmp_path, segment) == names


def test_a_quote_shows_names_and_not_keys(tmp_path: Path) -> None:
    text = HEAD + "  - card: Hello\n    template: quote\n    lines: [We sing]\n    by: [ruben, The neighbours]\n"
    (track,) = ShowFolder(tmp_path).cut(text).segments[0].stack.picture
    (clip,) = track.items
    assert isinstance(clip.media, CardMedia)
    assert clip.media.fields["by"] == "Rubén Díaz and The neighbours"


MOSAIC = """\
  - music: Metal Dad
    stems:
      - {file: metal/dad-guitar.wav, by: ruben, role: guitar}
      - {file: metal/drums.wav, by: joe, role: drums}
    picture: {mosaic: [{file: metal/dad.mp4, by: ruben}, {file: metal/kids.mp4, by: [kid-a, kid-b]}]}
"""


def names_shown(segment: Segment, card: str) -> list[tuple[int, int, str]]:
    """Return first frame, frame after the last, and names of all cards of a kind."""
    return [
        (one.range.start, one.range.end, ", ".join(one.clip.media.people))
        for track in segment.stack.picture
        for one in place(track)
        if isinstance(one.clip.media, CardMedia) and one.clip.media.card == card
    ]


def test_name_tags_and_lower_thirds_never_lie_over_one_another(tmp_path: Path) -> None:
    for lower_third in ("", "auto", "{show: Live, at: 3}", "{by: [joe], length: 2}"):
        written = f"    lower_third: {lower_third}\n" if lower_third else ""
        segment = ShowFolder(tmp_path / str(len(lower_third))).cut(HEAD + MOSAIC + written).segments[0]
        tags, thirds = names_shown(segment, "name_tag"), names_shown(segment, "lower_third")
        assert {name for *_, name in tags} == {"Rubén Díaz", "Ana, Ben O'Neil"}
        assert thirds
        for tag, third in product(tags, thirds):
            assert tag[1] <= third[0] or third[1] <= tag[0], (lower_third, tag, third)


def test_a_lower_third_of_itself_names_only_who_has_no_tag(tmp_path: Path) -> None:
    segment = ShowFolder(tmp_path / "a").cut(HEAD + MOSAIC).segments[0]
    assert [name for *_, name in names_shown(segment, "lower_third")] == ["Joe Baker"]
    all_tagged = MOSAIC.replace("by: joe", "by: kid-a")
    assert names_shown(ShowFolder(tmp_path / "b").cut(HEAD + all_tagged).segments[0], "lower_third") == []


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("joe", "write lower_third: {by: joe}"),
        ("aut", "did you mean 'auto'?"),
        ("{show: autp}", "did you mean 'auto'?"),
        ("Joe", None),
        ("rain from leeds", None),
        ("auto", None),
    ],
)
def test_a_lower_third_that_is_a_slip_is_told(written: str, hint: str | None, tmp_path: Path) -> None:
    clip = f"  - clip: Street\n    file: home/street.mp4\n    by: dana\n    lower_third: {written}\n"
    episode = ShowFolder(tmp_path).load(HEAD + clip)
    theme = themes.load(episode.theme, episode.template_folders)
    told = [one for one in assembled(episode, FakeLibrary(episode.media), theme)[2] if "lower third" in one.message]
    assert [(one.where.line, one.hint) for one in told] == ([] if hint is None else [(6, hint)])
