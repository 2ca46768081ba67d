"""What quality control looks for, by code, and what a producer lets pass. Pure data.

The guide's table of findings (docs/producers.md) says how each is measured and what to do; a test holds both together.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.faults import Where
from pipeline.timebase import Time
from pipeline.values import dataclass

WAIVABLE: Mapping[str, str] = {
    "av_offset": "the sound is not where it was planned, and so beside the picture",
    "bit_rate": "the picture has very few bits for its platform",
    "black": "the picture is black for two seconds or longer",
    "caption_cut": "a caption begins or ends shortly before or after a cut",
    "caption_fast": "a caption has more text than can be read in its time",
    "caption_gap": "two captions stand nearly, but not quite, next to each other",
    "caption_lines": "a caption has too many lines",
    "caption_long": "a caption stands very long",
    "caption_overlap": "two captions are shown at once",
    "caption_short": "a caption is shown very shortly",
    "caption_width": "a line of a caption is very long",
    "captions_missing": "there are captions, and none in the episode's language",
    "chapters": "too few parts are long enough to be chapters",
    "click": "it clicks where two segments meet",
    "clipping": "the sound stands at full scale",
    "dead_channel": "one side is silent and should not be",
    "flashes": "the picture flashes so that it can cause seizures",
    "freeze": "the picture stands still for two seconds or longer",
    "join_black": "black frames flash up where two spans meet",
    "join_duplicate": "a frame is shown twice where two spans meet",
    "join_foreign": "a frame belongs to neither of the spans that meet there",
    "levels": "the picture has levels outside of the legal range",
    "loudness": "the programme is louder or quieter than the profile asks for",
    "loudness_jump": "a segment is much louder or quieter than the one before",
    "red_flashes": "the picture flashes in red so that it can cause seizures",
    "silence": "it is silent where sound was planned",
    "silent": "the whole programme has no measurable loudness",
    "sound_foreign": "the sound is not the planned one",
    "sound_unplanned": "sound is heard where silence was planned",
    "swapped_channels": "left and right are swapped",
    "thumbnail_blank": "the thumbnail is nearly black or of one colour",
    "true_peak": "the true peak is higher than the profile allows",
}
"""What eyes and ears judge in the end: a manifest may waive it, by code and place, with a reason. Code and meaning."""

FIXED: Mapping[str, str] = {
    "caption_late": "a caption ends after the programme",
    "captions_changed": "a file of captions is not the planned one",
    "captions_file": "a file of captions is missing, cannot be read or belongs to nothing",
    "chapters_changed": "chapters or description do not hold the planned chapters",
    "chapters_file": "the file of chapters is missing",
    "checksums": "the list of checksums is none",
    "codec": "the picture is not coded as the profile asks",
    "colour": "the container does not say BT.709, limited range",
    "container": "the file is no MP4",
    "damaged": "the file cannot be read",
    "description": "the description is missing, too long or holds what platforms refuse",
    "disabled_track": "a track is switched off",
    "duration": "a header tells another length than the samples have",
    "edit_list": "a track has an edit list",
    "extra_data": "the file holds what nobody planned",
    "unsigned": "the show signs its films, and this one is not signed",
    "extra_track": "there is a track that nobody planned",
    "voices": "a dub or the audio description is missing, or in another language",
    "file_changed": "a file of the package is damaged or was changed",
    "file_missing": "a file of the package is missing",
    "file_unknown": "a file does not belong to the package",
    "forms": "a track changes its form",
    "frame_order": "frames are shown in another order than encoded",
    "frames": "the picture has more or fewer frames than planned",
    "frames_decoded": "more or fewer frames can be decoded than planned",
    "gop": "key frames are too far apart",
    "headers": "a header says what is not so",
    "interlaced": "the picture is not progressive, or not interlaced, as its profile says",
    "moov_after": "the index stands after the media",
    "movie_captions": "the captions inside the movie are not the planned ones",
    "movie_chapters": "the chapters inside the movie are not the planned ones",
    "open_gop": "a group of pictures needs pictures before it",
    "picture_changed": "the picture is not the one that was encoded",
    "picture_damaged": "the picture cannot be decoded",
    "pixel_aspect": "pixels are not square",
    "rotation": "a track is turned or moved",
    "samples": "the sound is longer or shorter than planned",
    "samples_decoded": "more or less sound can be decoded than planned",
    "size": "the picture has another size than the profile",
    "sound_changed": "the sound is not the one that was encoded",
    "sound_damaged": "the sound cannot be decoded",
    "sound_form": "the sound is not coded as the profile asks",
    "sound_start": "the sound begins late",
    "sound_times": "sound does not stand at its time",
    "stream_broken": "the stream breaks its rules",
    "stream_changes": "the picture's parameters change in the stream",
    "stream_codec": "stream and container name different profiles",
    "stream_colour": "the stream does not say BT.709, limited range",
    "stream_size": "the stream says another size than the profile",
    "streams": "picture or sound is missing",
    "thumbnail_changed": "the thumbnail does not show the picture that it should",
    "thumbnail_file": "the thumbnail is damaged, too large or of another size",
    "timestamps": "frames do not stand at their times",
    "title": "the title is missing, another or too long",
    "transcript": "a transcript is missing, lacks words or holds others",
    "waiver": "a waiver matches no finding",
}
"""What says that a file is damaged, is not what was planned or not what the profile asks for: never waived. Code and meaning."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """What a manifest lets pass: findings of a code at a place, for a reason. `where` is its line.

    Its place is a segment, a time, or both; with neither, the whole file, for findings that have no place. `at` counts from the
    beginning of the segment where the waiver is written `in_segment`, otherwise of the episode. `profile` is the only deliverable
    that it is for; empty, all are.
    """

    code: str
    reason: str
    where: Where
    at: Time | None = None
    segment: str = ""
    in_segment: bool = False
    profile: str = ""
