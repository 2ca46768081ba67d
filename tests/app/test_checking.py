"""Cards are looked at before anything is made: good ones once, bad ones whenever they are asked about."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline.app import drawable, episodes
from pipeline.cards.fault import CardFault
from pipeline.plan.cards import ShownCard
from pipeline.timebase import Time
from tests.cli.command import small_show
from tests.episode.show import opened_warm


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_show(tmp_path_factory.mktemp("checking") / "show") / "episodes/e.yaml"


def test_a_good_card_is_looked_at_once_and_a_bad_one_always(manifest: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def drawing(card: ShownCard, *rest: object) -> SimpleNamespace:
        asked.append(card.media.card)
        if is_bad:
            raise CardFault("no font has it")
        return SimpleNamespace(artwork=None, parts=())

    with opened_warm([manifest]) as opened:
        cut = opened.snapshot(manifest).whole()
        memory = replace(opened.show.here.checked, code="a code of its own")
        monkeypatch.setattr(drawable, "drawing", drawing)
        is_bad = True
        assert [bool(drawable.undrawable(cut, memory, {})) for _ in range(2)] == [True, True]
        is_bad = False
        assert drawable.undrawable(cut, memory, {}) == ()
        assert asked
        asked.clear()
        assert drawable.undrawable(cut, memory, {}) == ()
        assert asked == []


def test_a_still_does_not_plan_the_episode(manifest: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(episodes, "plan")
    with opened_warm([manifest]) as opened:
        assert opened.still(manifest, None, Time(frames=42)).startswith(b"\x89PNG")


@pytest.mark.parametrize("path", ["/etc/passwd", "../../people.yaml"])
def test_people_outside_of_the_show_are_one_mistake(tmp_path: Path, path: str) -> None:
    manifest = small_show(tmp_path / "show") / "episodes/e.yaml"
    settings = manifest.with_name("show.yaml")
    settings.write_text(f"{settings.read_text()}people: {path}\n")
    with opened_warm([manifest]) as opened:
        (told,) = opened.diagnostics(manifest)
    assert told.message == f"{path!r} leads out of the show"
    assert told.where.path == "episodes/show.yaml"


def test_a_deliverable_that_draws_captions_which_the_episode_lacks_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    manifest = small_show(tmp_path / "show") / "episodes/e.yaml"
    profiles, media = tmp_path / "show/profiles", manifest.parent / "media"
    reel = (profiles / "tiny.yaml").read_text().replace("burn_captions: true", "burn_captions: es")
    assert "burn_captions: es" in reel
    (profiles / "reel.yaml").write_text(reel)
    (media / "spoken.vtt").write_text("WEBVTT\n\n00:00.200 --> 00:01.000\nuno\n")

    def told(profile: str) -> list[str]:
        with opened_warm([manifest]) as opened:
            return [str(one) for one in opened.diagnostics(manifest, profile)]

    assert told("tiny") == []
    (fault,) = told("reel")
    assert fault.startswith("episodes/e.yaml:1:")
    assert "draws captions in es, and the episode has none in it; it has no captions" in fault
    text = manifest.read_text()
    manifest.write_text(text + "    captions: {en: spoken.vtt}\n")
    assert "it has them in en" in told("reel")[0]
    manifest.write_text(text + "    captions: {es: spoken.vtt}\n")
    assert told("reel") == []


def test_captions_get_labels_where_the_manifest_asks_for_them(tmp_path: Path) -> None:
    manifest = small_show(tmp_path / "show") / "episodes/e.yaml"
    (manifest.parent / "media/spoken.vtt").write_text("WEBVTT\n\n00:00.200 --> 00:01.000\none\n")
    text = manifest.read_text() + "    captions: {en: spoken.vtt}\n"

    def said(written: str) -> list[str]:
        manifest.write_text(written)
        with opened_warm([manifest]) as opened:
            assert opened.diagnostics(manifest) == ()
            return [cue.text for one in opened.work(manifest, None).timeline.segments for cue in one.stack.cues.get("en", ())]

    assert said(text) == ["one"]
    assert said(text + "sdh: on\n") == ["[Ana Núñez] one"]
