"""A show folder made for a test: manifest, show, people, and a library that knows files without there being any media."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from pipeline import digest
from pipeline.assembly import assemble
from pipeline.manifest import load
from pipeline.manifest.model import Episode
from pipeline.media.faults import MediaFault
from pipeline.media.info import MediaInfo, SoundInfo, VideoInfo
from pipeline.media.paths import resolve
from pipeline.media.spoken import LineTime, Reading, Spoken
from pipeline.people import Credit
from pipeline.timeline.model import CardMedia, Clip, Timeline


def cards_of(cut: Timeline, *names: str) -> list[CardMedia]:
    """Return the cards of these names in a cut, in order."""
    items = [item for segment in cut.segments for track in segment.stack.picture for item in track.items]
    media = [item.media for item in items if isinstance(item, Clip) and isinstance(item.media, CardMedia)]
    return [one for one in media if one.card in names]


def credited(cut: Timeline) -> dict[str, list[tuple[str, list[str]]]]:
    """Return what the credits of a cut show, on pages or in a roll: under each heading its roles, with the names of each."""
    found: dict[str, list[tuple[str, list[str]]]] = {}
    for card in cards_of(cut, "credits", "credits_page"):
        for section in card.fields["sections"]:  # type: ignore[union-attr]
            for role in section["roles"]:  # type: ignore[index, call-overload, union-attr]
                names = [one.name if isinstance(one, Credit) else one["name"] for one in role["people"]]
                found.setdefault(section["heading"], []).append((role["role"], names))  # type: ignore[index, call-overload, arg-type]
    return found


SHOW = """\
show: Create Together
rate: 24
interstitial: off
credits: off
"""
PEOPLE = """\
ruben: {name: Rubén Díaz, place: Oaxaca}
joe: {name: Joe Baker, handle: "@joe"}
kid-a: Ana
kid-b: Ben O'Neil
ana: {name: 安娜, sort: Anna, place: 台北}
ben: Ben
dana: {name: دانا, place: Amman}
mika: Mika
"""


def sound(seconds: str, rate: int = 48_000, channels: int = 2) -> SoundInfo:
    layout = {1: "mono", 2: "stereo", 6: "5.1"}[channels]
    return SoundInfo(0, "pcm_s16le", rate, channels, layout, Fraction(0), Fraction(seconds))


def video(seconds: str, width: int = 1920, height: int = 1080, rotation: int = 0, rate: int = 30) -> VideoInfo:
    assert rotation in (0, 90, 180, 270)
    return VideoInfo(
        index=0,
        codec="h264",
        width=width,
        height=height,
        sample_aspect=Fraction(1),
        rotation=rotation,
        pixel_format="yuv420p",
        rate=Fraction(rate),
        is_variable=False,
        first=Fraction(0),
        duration=Fraction(seconds),
        frames=int(Fraction(seconds) * rate),
        keyframes=(Fraction(0),),
        is_seekable=True,
    )


def info(path: str, picture: VideoInfo | None = None, heard: SoundInfo | None = None, *, still: bool = False) -> MediaInfo:
    duration = max(part.duration for part in (picture, heard) if part) if not still else Fraction(0)
    kind = "still" if still else "video" if picture else "sound"
    return MediaInfo(digest.of_bytes(path.encode()), "fake", kind, duration, picture, heard)


FILES = {
    one.digest: (path, one)
    for path, one in {
        "metal/dad-guitar.wav": info("metal/dad-guitar.wav", None, sound("30")),
        "metal/drums.wav": info("metal/drums.wav", None, sound("33.5", channels=1)),
        "metal/screams.wav": info("metal/screams.wav", None, sound("12")),
        "metal/dad.mp4": info("metal/dad.mp4", video("31"), sound("31")),
        "metal/joe.mp4": info("metal/joe.mp4", video("28", 1920, 1080, 90), sound("28")),
        "metal/kids.mp4": info("metal/kids.mp4", video("30.5")),
        "poems/letter.wav": info("poems/letter.wav", None, sound("10")),
        "poems/window.jpg": info("poems/window.jpg", video("1", 4000, 3000), still=True),
        "music/pad.flac": info("music/pad.flac", None, sound("4")),
        "home/interview.mov": info("home/interview.mov", video("42.4"), sound("42.4")),
        "home/friday.mp4": info("home/friday.mp4", video("12"), sound("12")),
        "home/street.mp4": info("home/street.mp4", video("20", 1280, 720), sound("19.9")),
        "home/silent.mp4": info("home/silent.mp4", video("3")),
        "home/green.mp4": info("home/green.mp4", video("6"), sound("6")),
        "home/first-take.mp4": info("home/first-take.mp4", video("20"), sound("20")),
        "home/ana-laughs.mp4": info("home/ana-laughs.mp4", video("20"), sound("20")),
        "home/ben-laughs.mp4": info("home/ben-laughs.mp4", video("20"), sound("20")),
        "breathe/done.gif": info("breathe/done.gif", video("7.5", 320, 320, 0, 10)),
        "open/clouds.mp4": info("open/clouds.mp4", video("2")),
    }.items()
}
NUMBERED = [f"breathe/frame_{number:04d}.png" for number in range(1, 37)]
INFOS = dict(FILES.values()) | {
    path: replace(info(path, video("1", 640, 360), still=True), container="png_pipe") for path in NUMBERED
}
TEXTS = {
    "breathe/scene.py": "def scene(width, height, rate, frames): ...\n",
    "poems/letter.txt": "Dear you,\nthe window is open\n\nand someone is singing.\n",
    "home/interview.en.srt": "1\n00:00:01,000 --> 00:00:03,500\nWho stays home?\n\n"
    "2\n00:00:04,000 --> 00:00:06,000\nWe all do.\n",
    "home/friday.en.vtt": "WEBVTT\n\n00:03.000 --> 00:05.000\nOn Friday.\n",
    "home/piece.es.srt": "1\n00:00:01,000 --> 00:00:03,000\nEl viernes.\n\n",
    "home/interview.es.vtt": "WEBVTT\n\n00:01.000 --> 00:03.500\n¿Quién se queda en casa?\n",
    **dict.fromkeys(NUMBERED, ""),
}


class FakeLibrary:
    """Know files by name; refuse paths and miss files as the real one does."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.asked: list[str] = []
        self.readings: list[Reading] = []
        self.answer: Spoken | None = None

    def prepare(self, paths: Iterable[str]) -> None:
        pass

    def beside(self, path: str, endings: Sequence[str]) -> str | None:
        stem = path.rpartition(".")[0]
        return next((stem + ending for ending in endings if stem + ending in TEXTS), None)

    def info(self, path: str) -> MediaInfo:
        resolve(self.root, path)
        self.asked.append(path)
        if path not in INFOS:
            raise MediaFault(f"{path!r} does not exist", "")
        return INFOS[path]

    def info_at(self, real: Path, path: str) -> MediaInfo:
        self.asked.append(path)
        heard = None if real.read_bytes().startswith(b"picture") else sound("2")
        return MediaInfo(digest.of_file(real), "flac", "sound", Fraction(2), None, heard)

    def digest(self, path: str) -> str:
        resolve(self.root, path)
        if path in INFOS:
            return INFOS[path].digest
        if path in TEXTS:
            return digest.of_bytes(path.encode())
        raise MediaFault(f"{path!r} does not exist", "")

    def spoken(self, reading: Reading) -> Spoken:
        self.readings.append(reading)
        if self.answer is not None:
            return self.answer
        step = (reading.end - reading.start) // len(reading.lines)
        begins = [reading.start + step * number if line.at is None else line.at for number, line in enumerate(reading.lines)]
        return Spoken(tuple(LineTime(begin, begin + step, 1000, is_sure=True) for begin in begins), "words")

    def read(self, path: str, largest: int = 1 << 22) -> bytes:
        self.digest(path)
        return resolve(self.root, path).read_bytes()


@dataclass
class ShowFolder:
    root: Path
    show: str = SHOW
    people: str = PEOPLE
    texts: dict[str, str] = field(default_factory=lambda: dict(TEXTS))
    """What stands in the files of media; a byte that is no UTF-8 as Python escapes it (`surrogateescape`)."""

    def write(self, manifest: str | bytes, name: str = "s01e01") -> Path:
        episodes = self.root / "episodes"
        media = {f"media/{path}": text for path, text in self.texts.items()}
        for path, text in {"show.yaml": self.show, "people.yaml": self.people, **media}.items():
            (episodes / path).parent.mkdir(parents=True, exist_ok=True)
            (episodes / path).write_text(text, encoding="utf-8", errors="surrogateescape")
        path = episodes / f"{name}.yaml"
        path.write_bytes(manifest if isinstance(manifest, bytes) else manifest.encode())
        return path

    def load(self, manifest: str | bytes) -> Episode:
        return load(self.write(manifest), FakeLibrary)

    def cut(self, manifest: str | bytes) -> Timeline:
        episode = self.load(manifest)
        return assemble(episode, FakeLibrary(episode.media))
