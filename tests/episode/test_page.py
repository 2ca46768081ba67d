"""The page and its figures in the package: refused or not, the same bytes everywhere, and made from what is measured already."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from pipeline.app import publishing, quality
from pipeline.plan.quality import taking
from tests.cli.command import together
from tests.episode.show import PLAIN, TINY, counting, make_show, opened_warm, write

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

MANIFEST = """\
episode: {title: Count, season: 1, number: 1}
segments:
  - clip: First
    file: count.mov
    by: ana
    captions: {en: fast.srt}
  - clip: Second
    file: count.mov
    by: ana
"""
CAPTIONS = "1\n00:00:01,480 --> 00:00:02,000\nThis is said so fast that nobody is able to read it\n"


def make(folder: Path) -> Path:
    show = make_show(folder, f"rate: 25\n{PLAIN}")
    counting(show / "episodes/media/count.mov", 75)
    (show / "profiles/rough.yaml").write_text(f"{TINY}needs_clearance: false\n")
    (show / "profiles/quiet.yaml").write_text(TINY.replace("target: -16", "target: -3").replace("ceiling: -1", "ceiling: -30"))
    write(show / "episodes", {"e.yaml": MANIFEST, "media/fast.srt": CAPTIONS})
    return show


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = make(tmp_path_factory.mktemp("page") / "show")
    done = together("build", "episodes/e.yaml", folder=made)
    assert done.returncode == 0, done.stderr
    (made / "said").write_text(done.stdout)
    return made


def test_a_build_that_found_something_says_where_the_page_is(show: Path) -> None:
    page = show / "renders/e/qc.html"
    assert f"  look at it: {page}\n" in (show / "said").read_text()
    assert page.is_file()
    again = together("build", "episodes/e.yaml", "--json", folder=show)
    assert json.loads(again.stdout.splitlines()[-1])["page"] == str(page)


def test_page_and_figures_are_among_the_checksums(show: Path) -> None:
    sums = dict(reversed(line.split("  ")) for line in (show / "renders/e/SHA256SUMS").read_text().splitlines())
    for name in ("qc.html", "qc.json"):
        assert sums[name] == hashlib.sha256((show / "renders/e" / name).read_bytes()).hexdigest()


@pytest.mark.long
def test_a_refused_package_has_its_page_too(show: Path) -> None:
    done = together("build", "episodes/e.yaml", "-p", "quiet", folder=show)
    assert done.returncode == 1
    page = show / "renders/e.quiet.refused/qc.html"
    assert f"look at it: {page}\n" in done.stdout
    content = page.read_text()
    assert "<strong>Refused</strong>" in content
    assert 'src="./e.quiet.mp4"' in content
    told = json.loads(page.with_suffix(".json").read_bytes())
    assert told["verdict"] == "fail"
    assert all(f'<code class="code">{finding["code"]}</code>' in content for finding in told["findings"])


def test_a_page_tells_neither_the_day_nor_the_folder(show: Path, tmp_path: Path) -> None:
    other = make(tmp_path / "another place")
    assert together("build", "episodes/e.yaml", "--workers", "1", folder=other).returncode == 0
    for name in ("qc.html", "qc.json"):
        assert (other / "renders/e" / name).read_bytes() == (show / "renders/e" / name).read_bytes()
    assert str(show).encode() not in (show / "renders/e/qc.html").read_bytes()


def test_a_draft_shows_its_sound_too(show: Path) -> None:
    assert together("build", "episodes/e.yaml", "-p", "rough", folder=show).returncode == 0
    rough, full = ((show / f"renders/{name}/qc.html").read_text() for name in ("e.rough", "e"))
    for content in (rough, full):
        assert 'class="lane wave"><svg' in content
        assert 'class="lane loudness"><svg' in content
    curve = re.compile(r'class="level" d="M([^"]*)"')
    levels = [[float(point.split()[1]) for point in curve.findall(content)[0].split("L")] for content in (rough, full)]
    assert len(levels[0]) == len(levels[1])
    assert max(abs(one - other) for one, other in zip(*levels, strict=True)) < 2.6  # two meters, a LU apart at most


def test_the_figures_agree_with_one_another(show: Path) -> None:
    told = json.loads((show / "renders/e/qc.json").read_bytes())
    assert (told["measured"]["frames"], told["measured"]["frames_decoded"]) == (150, 150)
    assert told["measured"]["samples_decoded"] == told["planned"]["samples"] == 288_000
    assert told["measured"]["loudness"] == pytest.approx(told["mastering"]["programme"]["loudness"], abs=0.1)
    assert [(one["name"], one["frame"], one["timecode"]) for one in told["segments"]] == [
        ("first", 0, "0:00:00.000"), ("second", 75, "0:00:03.000"),
    ]  # fmt: skip
    assert "curves" not in told["mastering"]
    (fast,) = {(one["frame"], one["timecode"]) for one in told["findings"] if one["code"] == "caption_fast"}
    assert fast == (37, "0:00:01.480")


def test_only_spans_that_hold_a_finding_are_read_for_its_picture_and_once(show: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest = show / "episodes/e.yaml"
    with opened_warm([manifest]) as opened:
        work = opened.work(manifest, "tiny")
        plan = taking(work.plan, [37, 80, 81], opened.show.here.tools)
        spans = [(one.first, one.frames) for one in opened.spans(work)]
        assert sorted(int(first) for first in plan.results) == sorted(
            {first for first, count in spans for frame in (37, 80, 81) if first <= frame < first + count}
        )
        results = opened.build([work], workers=1)
        ran: list[tuple[str, ...]] = []
        monkeypatch.setattr(opened, "make", lambda plan, make=opened.make: (found := make(plan), ran.append(found.ran))[0])
        assert not publishing.publish(opened, work, results, publishing.prepared(opened.show, work)).is_new
        assert ran == [()]  # all was stored by the build before


def test_where_nothing_was_found_nothing_is_read(show: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest = show / "episodes/e.yaml"
    with opened_warm([manifest]) as opened:
        work = opened.work(manifest, "tiny")
        assert taking(work.plan, [], opened.show.here.tools).results == {}
        monkeypatch.setattr(opened, "make", lambda plan: pytest.fail("something was read"))
        results = opened.build([work], workers=1)
        planned = quality.planned(opened.show, work)
        movie = results.path(work.plan.results["movie"])
        measured = quality.measured(opened.show, work, results, planned, movie)
        assert quality.pictured(opened, work, quality.Report("e.mp4", work.profile, planned, measured)) == {}
