"""Judge a finished file against its plan and its profile. Pure: everything was measured before."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from pipeline.captions import Rules, lint
from pipeline.faults import Severity
from pipeline.profiles.model import Profile
from pipeline.qc.boxes import Colour, Movie, PictureForm, SoundForm, Track
from pipeline.qc.model import Finding, Measurements, Planned
from pipeline.timebase import half_up, timecode
from pipeline.timeline.chapters import FEWEST

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING
_PROFILES = {"baseline": 66, "main": 77, "high": 100}  # ISO/IEC 14496-10, annex A.2
_BT709 = Colour(1, 1, 1, is_full_range=False)


def judge(measurements: Measurements, planned: Planned, profile: Profile, rules: Rules | None = None) -> tuple[Finding, ...]:
    """Return what is wrong with a finished file; errors stop it from being published, warnings are for eyes and ears."""
    return (
        *_file(measurements, planned, profile),
        *_sound(measurements, planned, profile),
        *_captions(planned, rules or Rules()),
        *_chapters(planned),
    )


def _file(measurements: Measurements, planned: Planned, profile: Profile) -> Iterator[Finding]:
    movie = measurements.movie
    if movie is None:
        yield Finding("damaged", _ERROR, f"the file cannot be read: {measurements.damage}")
        return
    picture, sound = movie.track("vide"), movie.track("soun")
    if picture is None or sound is None:
        yield Finding("streams", _ERROR, f"the file has no {'picture' if picture is None else 'sound'}")
        return
    yield from _container(movie)
    yield from _picture_time(picture, planned)
    yield from _picture_form(picture, planned, profile)
    yield from _sound_form(sound, planned, profile)


def _container(movie: Movie) -> Iterator[Finding]:
    if movie.boxes.index("moov") > movie.boxes.index("mdat"):
        yield Finding("moov_after", _ERROR, "the index stands after the media, so it cannot be played while it loads")
    for track in movie.tracks:
        if track.has_edit_list:
            yield Finding("edit_list", _ERROR, f"the track {track.handler!r} has an edit list, which platforms process wrongly")


def _picture_time(picture: Track, planned: Planned) -> Iterator[Finding]:
    if len(picture.shown) != planned.frames:
        yield Finding("frames", _ERROR, f"the picture has {len(picture.shown)} frames; planned were {planned.frames}")
    tick = picture.timescale / planned.rate
    # half_up(number * tick) in whole numbers: an hour has 216,000 frames, and fractions took longer than all else here.
    double, whole = 2 * tick.numerator, 2 * tick.denominator
    for number, shown in enumerate(picture.shown):
        if shown != (number * double + tick.denominator) // whole:
            message = f"frame {number} is shown at {float(Fraction(shown, picture.timescale)):.6f} s, off its place"
            yield Finding("timestamps", _ERROR, message, timecode(number, planned.rate))
            return


def _picture_form(picture: Track, planned: Planned, profile: Profile) -> Iterator[Finding]:
    video, form = profile.video, picture.form
    assert isinstance(form, PictureForm)
    if (form.width, form.height) != (video.width, video.height):
        yield Finding("size", _ERROR, f"the picture is {form.width}x{form.height}, not {video.width}x{video.height}")
    # A profile names what a player has to master, so one below is good as well: x264 sets it where a quick preset uses no more.
    if picture.codec != "avc1" or form.profile not in _PROFILES.values() or form.profile > _PROFILES[video.profile]:
        message = f"the picture is {picture.codec} with profile number {form.profile}, not H.264 {video.profile} or below"
        yield Finding("codec", _ERROR, message)
    if form.colour is None:
        yield Finding("colour", _ERROR, "the file does not say its colours")
    elif form.colour != _BT709:
        tags = f"{form.colour.primaries}/{form.colour.transfer}/{form.colour.matrix}"
        limits = "full" if form.colour.is_full_range else "limited"
        yield Finding("colour", _ERROR, f"the colours are tagged {tags}, {limits} range, not BT.709 (1/1/1), limited range")
    longest = half_up(video.gop_seconds * planned.rate)
    ends = [*picture.keys[1:], len(picture.shown)]
    for start, end in zip(picture.keys, ends, strict=True) if picture.keys else ():
        if end - start > longest:
            message = f"{end - start} frames without a key frame; at most {longest}"
            yield Finding("gop", _ERROR, message, timecode(start, planned.rate))
            return


def _sound_form(sound: Track, planned: Planned, profile: Profile) -> Iterator[Finding]:
    wanted, form = profile.sound, sound.form
    assert isinstance(form, SoundForm)
    if (sound.codec, form.sample_rate, form.channels) != ("mp4a", wanted.sample_rate, wanted.channels):
        message = f"the sound is {sound.codec}, {form.channels} channels at {form.sample_rate} Hz"
        yield Finding("sound_form", _ERROR, f"{message}, not AAC, {wanted.channels} channels at {wanted.sample_rate} Hz")
    if sound.timescale and sound.length * wanted.sample_rate != planned.samples * sound.timescale:
        seconds = float(Fraction(sound.length, sound.timescale))
        message = f"the sound lasts {seconds:.6f} s, planned were {planned.samples} samples"
        yield Finding("samples", _ERROR, message)
    if sound.shown[:1] not in ((), (0,)):
        yield Finding("sound_start", _ERROR, f"the sound begins {float(Fraction(sound.shown[0], sound.timescale)):.6f} s late")


def _sound(measurements: Measurements, planned: Planned, profile: Profile) -> Iterator[Finding]:
    limits = profile.loudness
    loudness, peak = measurements.sound.loudness, measurements.sound.true_peak
    if loudness is None:
        yield Finding("silent", _WARNING, "the programme has no measurable loudness")
    elif abs(Fraction(str(loudness)) - limits.target) > limits.tolerance:
        wanted = f"{float(limits.target):g} within {float(limits.tolerance):g}"
        message = f"the programme measures {loudness:.2f} LUFS; wanted is {wanted}"
        yield Finding("loudness", _ERROR, message)
    if peak is not None and Fraction(str(peak)) > limits.ceiling:
        yield Finding("true_peak", _ERROR, f"the true peak is {peak:.2f} dBTP; at most {float(limits.ceiling):g}")
    yield from _jumps(measurements, planned, limits.jump)


def _jumps(measurements: Measurements, planned: Planned, allowed: Fraction) -> Iterator[Finding]:
    heard = [
        (planned.titles.get(name, name), Fraction(str(loudness)))
        for name, loudness in measurements.sound.segments
        if loudness is not None and name not in planned.cards
    ]
    for (before, level), (after, other) in pairwise(heard):
        if abs(other - level) > allowed:
            change = f"{float(abs(other - level)):.1f} LU {'louder' if other > level else 'quieter'}"
            yield Finding("loudness_jump", _WARNING, f"{after!r} is {change} than {before!r} before it")


def _captions(planned: Planned, rules: Rules) -> Iterator[Finding]:
    end = planned.frames / planned.rate
    for language, captions in planned.captions.items():
        for remark in lint(captions, planned.rate, rules, end):
            severity = _ERROR if remark.rule == "late" else _WARNING
            at = timecode(int(remark.at * planned.rate), planned.rate)
            yield Finding(f"caption_{remark.rule}", severity, f"the {language} caption {remark.message}", at)
    if planned.captions and not planned.captions.get(planned.language):
        there = ", ".join(sorted(planned.captions))
        yield Finding("captions_missing", _WARNING, f"there are captions in {there} and none in {planned.language}")


def _chapters(planned: Planned) -> Iterator[Finding]:
    if planned.chapters < FEWEST:
        message = f"fewer than {FEWEST} parts are long enough to be chapters, so platforms show none"
        yield Finding("chapters", _WARNING, message)
