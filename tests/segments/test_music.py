"""Who stands in which tile, how long the piece is, and what a sound does at the segment's end."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from pipeline.cards.fields import complete
from pipeline.timeline.model import CardMedia, Clip, Segment
from tests.shows import ShowFolder

STEMS = "[{file: metal/dad-guitar.wav, by: ruben, role: guitar}, {file: metal/screams.wav, by: kid-a, role: screaming}]"


def piece(folder: Path, stems: str = STEMS, picture: str = "waveform", more: str = "") -> Segment:
    manifest = f"episode: {{title: A}}\nsegments:\n  - music: M\n    stems: {stems}\n    picture: {picture}\n{more}"
    return ShowFolder(folder).cut(manifest).segments[0]


def tags(segment: Segment) -> list[str]:
    items = [item for track in segment.stack.picture for item in track.items]
    cards = [item.media for item in items if isinstance(item, Clip) and isinstance(item.media, CardMedia)]
    return [card.fields["name"] for card in cards if card.card == "name_tag"]


def test_tiles_that_name_nobody_stand_for_the_stems_in_order(tmp_path: Path) -> None:
    assert tags(piece(tmp_path, picture="{mosaic: [metal/dad.mp4, metal/kids.mp4]}")) == ["Rubén Díaz", "Ana"]


def test_one_named_tile_ends_the_guessing(tmp_path: Path) -> None:
    picture = "{mosaic: [metal/dad.mp4, {file: metal/kids.mp4, by: joe}]}"
    assert tags(piece(tmp_path, picture=picture)) == ["Joe Baker"]


def test_another_number_of_tiles_names_nobody(tmp_path: Path) -> None:
    assert tags(piece(tmp_path, picture="{mosaic: [metal/dad.mp4, metal/kids.mp4, metal/joe.mp4]}")) == []


def test_name_tags_can_be_left_out_and_the_players_stay_credited(tmp_path: Path) -> None:
    segment = piece(tmp_path, picture="{mosaic: [metal/dad.mp4, metal/kids.mp4], names: off}")
    assert tags(segment) == []
    assert ("kid-a",) in [made.people for made in segment.contributions if made.medium == "picture"]


def test_the_same_person_has_the_same_number_in_tag_lower_third_title_card_and_credits(tmp_path: Path) -> None:
    """Whom people.yaml names in which place is what a theme tells people apart by, whatever else the episode has."""
    show = ShowFolder(tmp_path)
    everyone = list(yaml.safe_load(show.people))
    stems, tiles = STEMS, "{mosaic: [metal/dad.mp4, metal/kids.mp4]}"
    music = f"  - music: M\n    stems: {stems}\n    picture: {tiles}\n    lower_third: auto\n"
    cut = show.cut(f"episode: {{title: A}}\ninterstitial: {{length: 3}}\nsegments:\n{music}  - credits: All\n")
    seen: dict[str, set[tuple[str, int]]] = {}
    for segment in cut.segments:
        for item in (item for track in segment.stack.picture for item in track.items):
            if isinstance(item, Clip) and isinstance(item.media, CardMedia):
                given = complete(item.media.card, item.media.fields)
                if item.media.card == "mosaic":  # a sheet without a text
                    continue
                seen.setdefault(item.media.card, set()).update(numbered(given))
    expected = {("Rubén Díaz", 1 + everyone.index("ruben")), ("Ana", 1 + everyone.index("kid-a"))}
    assert seen == dict.fromkeys(("interstitial", "name_tag", "lower_third", "credits_page"), expected)


def numbered(value: object) -> Iterator[tuple[str, int]]:
    """Yield all people in the fields of a card with their numbers."""
    if isinstance(value, dict):
        if {"name", "place"} <= value.keys():
            yield value["name"], value["number"]
        value = list(value.values())
    if isinstance(value, list | tuple):
        for member in value:
            yield from numbered(member)


@pytest.mark.parametrize(
    ("stems", "seconds"),
    [
        ("[metal/screams.wav]", 12),
        ("[metal/screams.wav, {file: metal/drums.wav, sync: auto}]", 12),
        ("[metal/screams.wav, metal/drums.wav]", Fraction(67, 2)),
        ("[metal/screams.wav, {file: metal/screams.wav, at: 5}]", 17),
        ("[metal/screams.wav, {file: metal/screams.wav, sync: -0.5}]", 12),
        ("[metal/screams.wav, {file: metal/screams.wav, sync: 2}]", 14),
        ("[{file: metal/drums.wav, in: 3, length: 4}]", 4),
        ("[{file: metal/drums.wav, in: 3, out: 4}]", 1),
    ],
)
def test_a_piece_is_as_long_as_its_longest_take(stems: str, seconds: Fraction, tmp_path: Path) -> None:
    assert piece(tmp_path, stems).stack.frames == seconds * 24


def test_a_take_longer_than_the_piece_is_cut_with_it_and_credited_as_long_as_it_sounds(tmp_path: Path) -> None:
    segment = piece(
        tmp_path, "[{file: metal/drums.wav, by: joe}, {file: metal/screams.wav, at: 8, by: ana}]", more="    length: 10\n"
    )
    assert [sound.seconds for sound in segment.stack.sound] == [10, 2]
    assert [(made.range.start, made.range.frames) for made in segment.contributions] == [(0, 240), (192, 48)]


def test_a_muted_take_is_laid_and_credits_nobody(tmp_path: Path) -> None:
    segment = piece(tmp_path, "[metal/drums.wav, {file: metal/screams.wav, mute: on, by: ana}]", "spectrum")
    assert [sound.mute for sound in segment.stack.sound] == [False, True]
    assert ("ana",) not in [made.people for made in segment.contributions]
