"""Write the reference show: its settings, its people, and manifests of any length out of the same twelve segments."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Segment = dict[str, Any]

PEOPLE = {
    "ana": {"name": "Ana Petrović", "place": "Niš"},
    "ben": {"name": "Ben Adékúnbi", "place": "Lagos"},
    "chie": {"name": "森野 ちえ", "place": "松江"},
    "dana": {"name": "Dana Whitfield", "place": "Leeds"},
    "emre": {"name": "Emre Yıldırım", "place": "İzmir"},
    "fatma": {"name": "فاطمة الزهراء", "place": "طنجة"},
}

SHOW: dict[str, Any] = {
    "show": "Reference",
    "media": "media",
    "rate": 30,
    "theme": "create-together",
    "theme_sounds": False,  # the command by hand has none
    "language": "en",
    "deliver": ["draft"],
    "transition": {"dissolve": 0.5},
    "interstitial": {"length": 2.5},
    "opening": {
        "tagline": "made to be measured",
        "length": 4,
        "bed": {"file": "song.wav", "length": 4, "by": "emre", "role": "guitar"},
    },
    "credits": {"thanks": ["Everyone who waited"], "bed": {"file": "pad.wav", "by": "emre", "role": "pad"}},
    "end": {"title": "Your turn", "text": "Make something.", "url": "https://example.org", "length": 5},
}


def cast(*, by: str, role: str) -> dict[str, str]:
    """Return the fields that credit one person."""
    return {"by": by, "role": role}


def _docu(title: str, number: int, parts: Sequence[tuple[str, str, float, float]], seconds_captioned: int) -> Segment:
    clips = []
    for place, (file, by, begin, length) in enumerate(parts):
        clip: Segment = {
            "file": file,
            "in": begin,
            "length": length,
            **cast(by=by, role="interviewee" if place % 2 == 0 else "camera"),
        }
        clip |= {"sound": "voice"} if place % 2 == 0 else {"sound": "off"}
        if place == 0 or place == 2:
            clip["lower_third"] = "auto"
        clips.append(clip)
    made: Segment = {"docu-short": title, "clips": clips, "dissolve": 0.5, "captions": {"en": f"captions-{number}.srt"}}
    return made | {"bed": {"file": "pad.wav", **cast(by="emre", role="pad"), "gain": "-18 dB"}} if seconds_captioned else made


def segments() -> list[Segment]:
    """Return the twelve segments of the ten-minute episode."""
    guitar, bass, drums = (
        {"file": f"{name}.wav", **cast(by=by, role=name)} for name, by in (("guitar", "ben"), ("bass", "chie"), ("drums", "dana"))
    )
    mosaic = [
        {"file": "guitar.mp4", **cast(by="ben", role="guitar")},
        {"file": "drums.mp4", **cast(by="dana", role="drums")},
        {"file": "kitchen.mp4", "in": 2, **cast(by="chie", role="bass")},
    ]
    return [
        {
            "music": "Kitchen Table",
            "length": 48,
            "stems": [guitar, bass, drums],
            "picture": {"mosaic": mosaic},
            "lower_third": "off",
        },
        {
            "poem": "Letter from the Window",
            "length": 36,
            "lines": ["I wrote it on the bus", "and you read it on a train.", "Now it is ours."],
            "voice": {"file": "voice.wav", "length": 36, **cast(by="ana", role="reader")},
            "written": {"by": "dana"},
            "bed": {"file": "pad.wav", **cast(by="emre", role="pad")},
            "background": {"file": "window.jpg", "move": "ken-burns"},
        },
        _docu(
            "Who Stays Home?",
            1,
            [
                ("ana.mp4", "ana", 0, 22),
                ("harbour.mp4", "emre", 3, 12),
                ("ana.mp4", "ana", 30, 20),
                ("market.mp4", "fatma", 5, 11),
            ],
            63,
        ),
        {
            "animation": "Breathe",
            "file": "harbour.mp4",
            "in": 20,
            "length": 30,
            "by": "chie",
            "audio": {"file": "pad.wav", "length": 30, **cast(by="emre", role="pad")},
        },
        {
            "clip": "The Market, Whole",
            "file": "market.mp4",
            "in": 4,
            "length": 45,
            **cast(by="fatma", role="camera"),
            "lower_third": "auto",
        },
        {
            "music": "One Take",
            "length": 45,
            "stems": [guitar],
            "picture": {"file": "guitar.mp4", "fit": "blur", "in": 5, "length": 45},
            "lower_third": "auto",
        },
        _docu(
            "Two Kitchens",
            2,
            [
                ("ben.mp4", "ben", 0, 24),
                ("kitchen.mp4", "chie", 4, 13),
                ("ben.mp4", "ben", 40, 22),
                ("harbour.mp4", "emre", 48, 12),
            ],
            69,
        ),
        {
            "card": "What remains",
            "template": "quote",
            "lines": ["We never met.", "We made it anyway."],
            "by": "A listener",
            "length": 6,
        },
        {
            "poem": "Garden",
            "length": 36,
            "lines": ["Somebody planted it.", "Somebody waters it."],
            "voice": {"file": "voice.wav", "in": 20, "length": 36, **cast(by="fatma", role="reader")},
            "written": {"by": "ana"},
            "background": {"file": "kitchen.mp4", "in": 1, "length": 36, "by": "chie"},
        },
        {
            "clip": "From My Phone",
            "file": "drums.mp4",
            "in": 10,
            "length": 40,
            **cast(by="dana", role="drums"),
            "lower_third": "auto",
        },
        {
            "music": "Low",
            "length": 40,
            "stems": [bass, drums],
            "picture": {"mosaic": [mosaic[2], mosaic[1]], "names": False},
            "lower_third": "off",
        },
        _docu(
            "Afterwards",
            3,
            [
                ("ana.mp4", "ana", 55, 21),
                ("market.mp4", "fatma", 30, 12),
                ("ben.mp4", "ben", 60, 18),
                ("harbour.mp4", "emre", 10, 10),
            ],
            59,
        ),
    ]


def minute() -> list[Segment]:
    """Return the segments of the one-minute episode: a mosaic, a short documentary and a finished piece."""
    first, third, last = segments()[0], segments()[2], segments()[4]
    first |= {"length": 14}
    third["clips"] = third["clips"][:2]
    third["clips"][0] |= {"length": 11}
    third["clips"][1] |= {"length": 6}
    third["captions"] = {"en": "captions-0.srt"}
    return [first, third, last | {"length": 9}]


def manifest(number: int, parts: Sequence[Segment], **fields: Any) -> dict[str, Any]:
    """Return an episode's manifest."""
    return {"episode": {"season": 1, "number": number, "title": f"Episode {number}"}, **fields, "segments": list(parts)}


def hour() -> list[Segment]:
    """Return sixty minutes: the ten-minute episode six times, each with other titles."""
    parts = []
    for turn in range(6):
        for part in segments():
            kind = next(iter(part))
            parts.append(part | {kind: f"{part[kind]}, {turn + 1}"})
    return parts


def write_show(folder: Path, media: Path, **settings: Any) -> None:
    """Write `show.yaml`, `people.yaml` and the captions into a show folder whose media are those in `media`."""
    (folder / "episodes").mkdir(parents=True, exist_ok=True)
    write(folder / "episodes" / "show.yaml", SHOW | settings)
    write(folder / "episodes" / "people.yaml", PEOPLE)
    (folder / "media").mkdir(exist_ok=True)
    for path in media.iterdir():
        if not path.name.startswith(".") and not (folder / "media" / path.name).exists():
            (folder / "media" / path.name).hardlink_to(path)
    write_captions(folder)


def write_captions(folder: Path) -> None:
    """Write the caption files of the documentaries."""
    for number, seconds in enumerate((15, 61, 66, 56)):
        write_text(folder / "media" / f"captions-{number}.srt", captions(seconds))


def write(path: Path, content: Any) -> None:
    """Write a document as JSON, which is YAML."""
    write_text(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a text where the file holds another: an edit touches the files that it changes, and so does taking it back."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def captions(seconds: int) -> str:
    """Return an SRT file that says something every three seconds."""
    words = [
        "and",
        "then",
        "we",
        "opened",
        "the",
        "window",
        "and",
        "somebody",
        "down",
        "in",
        "the",
        "street",
        "began",
        "to",
        "sing",
        "with",
        "us",
    ]
    cues = []
    for number, start in enumerate(range(1, seconds - 3, 3)):
        text = " ".join(words[number % 9 : number % 9 + 7])
        cues.append(f"{number + 1}\n{_stamp(start)},000 --> {_stamp(start + 2)},600\n{text}\n")
    return "\n".join(cues)


def _stamp(seconds: int) -> str:
    return f"00:{seconds // 60:02d}:{seconds % 60:02d}"
