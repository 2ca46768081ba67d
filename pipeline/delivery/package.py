"""What a package holds: every text that is made from the timeline and its credits. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from pipeline.credits.cue_sheets import cue_sheet_csv, cue_sheet_json
from pipeline.credits.season import ledger_of
from pipeline.credits.sheets import credits_csv, ledger_csv
from pipeline.delivery import captions, transcript
from pipeline.delivery.copying import Stored
from pipeline.delivery.episode import Episode
from pipeline.delivery.publish import Content
from pipeline.delivery.upload import UPLOAD, upload
from pipeline.profiles.model import Profile

REPORT, PAGE = "qc.json", "qc.html"
"""What quality control found, for programs and for people."""

PACKAGE = "package.json"
"""Where each of its files comes from."""

THUMBNAIL = "thumbnail.jpg"
"""The picture that stands for the episode."""


SOUND_ALONE = "m4a"
"""The container of what is heard alone."""


def texts(episode: Episode, package: str, profile: Profile, others: Sequence[Episode] = ()) -> dict[str, bytes]:
    """Return the text files of a package by name, UTF-8: captions, transcripts, chapters, title, description, tags, credits,
    ledger, cue sheet, and what an uploader needs. `others` is the same episode in other languages.

    Captions are named after the package, as the video is, so that players find them. CSV files begin with a byte order mark,
    without which spreadsheets read names in most scripts wrongly. Raises InputFault.
    """
    programme = episode.programme
    spoken = captions.merged(programme)
    found = captions.files(package, spoken, ttml=profile.ttml)
    for language, cues in spoken.items():
        if told := transcript.parts(programme, cues):
            shown = programme.timeline.title
            page = transcript.page(shown, told, language, movie_name(package, profile))
            found[f"transcript.{language}.txt"] = transcript.text(shown, told).encode()
            found[f"transcript.{language}.html"] = page.encode()
    found["title.txt"] = f"{episode.title}\n".encode()
    found["description.txt"] = episode.description.encode()
    found["tags.txt"] = "".join(f"{tag}\n" for tag in episode.tags).encode()
    if chapter_lines := episode.chapters:
        found["chapters.txt"] = "".join(f"{line}\n" for line in chapter_lines).encode()
    for name, sheet in (
        ("credits.csv", credits_csv(episode.credits)),
        ("ledger.csv", ledger_csv(episode.credits)),
        ("cue-sheet.csv", cue_sheet_csv(programme, episode.credits)),
    ):
        found[name] = sheet.encode("utf-8-sig")
    for name, values in (
        ("ledger.json", ledger_of([(programme.timeline.name, episode.credits)]).to_json()),
        ("cue-sheet.json", cue_sheet_json(programme, episode.credits)),
    ):
        found[name] = f"{json.dumps(values, ensure_ascii=False, indent=1)}\n".encode()
    if profile.container == SOUND_ALONE:  # its feed tells of it
        return found
    # Platforms show an SRT file's `<i>` as it stands (support.google.com/youtube/answer/2734698); WebVTT has it, and places.
    subtitled = {language: name for language in spoken if (name := f"{package}.{language}.vtt") in found}
    found[UPLOAD] = upload(episode, movie_name(package, profile), subtitled, THUMBNAIL, others)
    return found


def contents(
    package: str,
    profile: Profile,
    video: Stored,
    report: bytes,
    page: bytes,
    thumbnail: Content,
    written: Mapping[str, bytes],
) -> dict[str, Content]:
    """Return everything in a package by file name. `package` is the name of its folder (see `place`), so a copy of a file tells
    which episode and profile it is from; `report` is what quality control found as JSON, `page` the same for people, `thumbnail`
    a JPEG, `written` are its texts.
    """
    return {movie_name(package, profile): video, REPORT: report, PAGE: page, THUMBNAIL: thumbnail, **written}


def movie_name(package: str, profile: Profile) -> str:
    """Return the name of the movie in a package."""
    return profile.file_name.format(episode=package, profile=profile.name)
