"""An episode of a card and two clips as it was delivered, what was measured of it, and how its parts are judged anew."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.analysis.facts import PictureFacts, SoundFacts
from pipeline.app import episodes, quality, seasons
from pipeline.operations.codec import read
from pipeline.operations.join import JoinMovie
from pipeline.operations.programme import ProgrammeSound
from pipeline.plan.action import FromAction
from pipeline.plan.mastering import listened
from pipeline.profiles.model import Profile
from pipeline.qc.judge import judge
from pipeline.qc.measure import measure
from pipeline.qc.model import Finding, Measurements, Planned
from tests.episode.show import BARE, ffmpeg, make_show, opened_warm, write

MANIFEST = """\
episode: {title: Sabotage, season: 1, number: 1}
segments:
  - card: Hello
    length: 1
  - clip: Alpha
    file: alpha.mov
    by: ana
    captions: {en: alpha.srt}
  - clip: Beta
    file: beta.mov
    by: ben
"""
CAPTIONS = "1\n00:00:00,200 --> 00:00:01,200\nzero and one\n\n2\n00:00:01,600 --> 00:00:02,800\ntwo < three\n"
RATE, FRAMES, ALPHA, BETA = 25, 225, 25, 125
"""The card has frames 0 to 24, the two clips a hundred frames each."""


@dataclass(frozen=True)
class Delivered:
    """A package, what it was made of and what was measured on it."""

    package: Path
    planned: Planned
    profile: Profile
    measurements: Measurements
    spans: tuple[Path, ...]
    sound: Path
    mixes: Mapping[str, Path]
    programme: ProgrammeSound
    report: bytes

    @property
    def movie(self) -> Path:
        return self.package / "e.mp4"

    def judged(self, measurements: Measurements) -> tuple[Finding, ...]:
        found = judge(measurements, self.planned, self.profile)
        return tuple(one for one in found if one.code != "chapters" and not one.code.startswith("caption_"))


def two_clips(media: Path, seconds: int) -> None:
    """Write alpha.mov and beta.mov: pictures that move, sound that is never still, other on the left than on the right."""
    for name, hue, seed in (("alpha", 0, 7), ("beta", 120, 8)):
        ffmpeg(
            "-f", "lavfi", "-i", f"testsrc2=s=160x90:r=25:d={seconds},hue=h={hue}:s=0.4",
            "-f", "lavfi", "-i", f"anoisesrc=c=pink:a=0.3:seed={seed}:d={seconds}:r=48000",
            "-f", "lavfi", "-i", f"anoisesrc=a=0.1:seed={seed}1:d={seconds}:r=48000",
            "-filter_complex", "[1][2]join=inputs=2:channel_layout=stereo[a]", "-map", "0:v", "-map", "[a]",
            "-c:v", "libx264", "-preset", "ultrafast", "-crf", "10", "-pix_fmt", "yuv420p", "-c:a", "pcm_s16le",
            str(media / f"{name}.mov"),
        )  # fmt: skip


def deliver(show: Path) -> Delivered:
    """Build the episode in a new show."""
    make_show(show, f"rate: 25\ntheme_sounds: off\n{BARE}", "ana: {name: Ana}\nben: {name: Ben}\n")
    two_clips(show / "episodes/media", 4)
    write(show, {"episodes/e.yaml": MANIFEST, "episodes/media/alpha.srt": CAPTIONS})
    manifest = show / "episodes/e.yaml"
    with opened_warm([manifest]) as opened:
        work = opened.work(manifest, "tiny")
        season = seasons.build(opened, seasons.prepare(opened, [manifest], "tiny"), workers=2)
        assert season.is_good
        store, planned = opened.show.store, quality.planned(opened.show, work)
        (plan,) = episodes.checks(opened.show, work)
        facts = {name: store.path(origin).read_bytes() for name, origin in plan.results.items()}
        pictures = tuple(read(facts[f"picture{number}"], PictureFacts) for number in range(len(planned.spans)))
        joined = next(action for action in work.plan.actions if isinstance(action.operation, JoinMovie))
        spans = tuple(store.path(one.origin) for one in joined.inputs[:-1] if isinstance(one.origin, FromAction))
        master, programme, planned_mixes = listened(work.plan)
        mixes = {one.name: store.path(one.origin) for one in planned_mixes if isinstance(one.origin, FromAction)}
        report = store.path(work.plan.results["sound_report"]).read_bytes()
        package = show / "renders/e"
        whole = measure(
            package / "e.mp4", report, [span.range for span in planned.spans], samples=planned.samples, rate=planned.rate,
            pictures=pictures, listened=read(facts["sound"], SoundFacts),
        )  # fmt: skip
        sound = store.path(master.output("encoded"))
        return Delivered(package, planned, work.profile, whole, spans, sound, mixes, programme, report)


def rejudged(delivered: Delivered, path: Path) -> tuple[Finding, ...]:
    spans = [span.range for span in delivered.planned.spans]
    planned, before = delivered.planned, delivered.measurements
    again = measure(
        path, delivered.report, spans, samples=planned.samples, rate=planned.rate,
        pictures=before.pictures, listened=before.listened,
    )  # fmt: skip
    return delivered.judged(again)


def caught(found: tuple[Finding, ...], code: str, segment: str) -> None:
    codes = {(finding.code, finding.segment) for finding in found}
    assert any(one == code and (not segment or place == segment) for one, place in codes), codes
    for finding in found:
        assert finding.hint, finding


def texts(package: Path) -> dict[str, bytes]:
    endings = (".srt", ".vtt", ".txt", ".csv", ".html")
    return {path.name: path.read_bytes() for path in package.iterdir() if path.suffix in endings}


def listed(package: Path) -> tuple[bytes, dict[str, str]]:
    sums = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in package.iterdir() if path.name != "SHA256SUMS"}
    return (package / "SHA256SUMS").read_bytes(), sums
