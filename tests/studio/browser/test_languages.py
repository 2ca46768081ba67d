"""Captions by language over the picture, in the very frames of their cues; the episode in another language."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.episode.show import TINY
from tests.studio.asking import Running, started
from tests.studio.browser.conftest import CAPTIONS, Opener
from tests.studio.browser.desk import Desk

pytestmark = [pytest.mark.long, pytest.mark.slow]

SPANISH = "1\n00:00:00,480 --> 00:00:01,000\ncero y uno\n"
BEGIN = 25
"""The frame on which the film begins whose captions these are."""


@pytest.fixture(scope="module")
def running(numbered: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("languages")
    shutil.copytree(numbered, folder / "show", symlinks=True)
    episodes = folder / "show/episodes"
    (episodes / "media/spoken.es.srt").write_text(SPANISH)
    manifest = episodes / "s01e01.yaml"
    manifest.write_text(manifest.read_text().replace("{en: spoken.srt}", "{en: spoken.srt, es: spoken.es.srt}"))
    texts = "texts: {Numbers: Números, Hello: Hola, Whole: Todo, Parts: Partes, Once more: Otra vez}"
    (episodes / "s01e01.es.yaml").write_text(f"{texts}\n")
    (folder / "show/profiles/open.yaml").write_text(TINY.replace("burn_captions: true", "burn_captions: false"))
    with started(folder / "show", home=folder / "home") as found:
        yield found


def reads(page: Desk, *texts: str) -> None:
    """Wait until these captions, and no others, are seen over the picture."""
    expect(page.see(".player p.captions")).to_have_text(list(texts))


def test_captions_are_seen_in_their_very_frames_in_the_language_that_is_chosen(desk: Opener) -> None:
    assert "00:00:00,200 --> 00:00:01,000" in CAPTIONS
    page = desk("#s01e01&t=1.2&profile=open")
    page.is_at(BEGIN + 5)
    choice = page.page.get_by_role("combobox", name="Captions")
    assert choice.locator("option").all_inner_texts() == ["No captions", "Captions en", "Captions es"]
    reads(page, "zero and one")
    page.go(BEGIN + 4)
    reads(page)
    page.go(BEGIN + 24)
    reads(page, "zero and one")
    page.go(BEGIN + 25)
    reads(page)
    choice.select_option("es")
    for frame, seen in ((11, ()), (12, ("cero y uno",)), (24, ("cero y uno",)), (25, ())):
        page.go(BEGIN + frame)
        reads(page, *seen)
    assert page.see(".player .frame").get_attribute("data-frame") == str(BEGIN + 25)
    page.go(BEGIN + 12)
    page.page.wait_for_url("**profile=open")
    page.page.reload()
    page.is_at(BEGIN + 12)
    reads(page, "cero y uno")
    expect(page.see(".player p.captions")).to_have_attribute("lang", "es")
    page.press("c")
    reads(page)
    page.press("c")
    reads(page, "cero y uno")


def test_a_profile_that_draws_captions_has_none_over_its_picture(desk: Opener) -> None:
    page = desk("#s01e01&t=1.2")
    page.is_at(BEGIN + 5)
    page.is_drawn()
    reads(page)
    assert page.page.get_by_role("combobox", name="Captions").count() == 0


def test_the_episode_is_shown_in_a_language_that_is_chosen(desk: Opener) -> None:
    page = desk("#s01e01&t=1.2")
    page.is_at(BEGIN + 5)
    choice = page.page.get_by_label("Language", exact=True)
    assert choice.locator("option").all_inner_texts() == ["en", "es"]
    choice.select_option("es")
    expect(page.see(".where b")).to_have_text("Números")
    page.page.wait_for_url("**&lang=es")
    page.is_at(BEGIN + 5)
    choice.select_option("en")
    expect(page.see(".where b")).to_have_text("Numbers")
    expect(page.see(".where b")).not_to_have_text("Números")
    page.page.wait_for_url("**t=0:01.2")


HAS_LETTERS = """ranges => new Promise((done) => {
  const come = () => [...document.fonts].filter((one) => one.family.includes("Noto Sans") && one.status === "loaded");
  const look = () => {
    const said = come().map((one) => one.unicodeRange.toUpperCase());
    if (ranges.every((range) => said.some((one) => one.includes(range)))) done(true);
    else setTimeout(look, 50);
  };
  setTimeout(() => done(false), 20000);
  look();
})"""


def test_a_name_is_written_in_its_own_letters_on_a_machine_that_has_none(desk: Opener) -> None:
    page = desk("#s01e01&t=0")
    page.is_at(0)
    page.write_after("# All of it.", " 윤새봄, तारिणी")
    assert page.page.evaluate(HAS_LETTERS, ["U+AC00-D7A3", "U+900-97F"])
