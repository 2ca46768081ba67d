"""One value tells the verdict, the findings and what is waived; nothing else decides."""

from pipeline.faults import Severity, Where
from pipeline.qc import Finding, Measurements, Report, Verdict, Waived
from tests.qc.test_judge import GOOD, PLANNED, PROFILE, SOUND

BLACK = Finding(
    "black", Severity.ERROR, "the picture is black for 2.4 s", "0:01:05.000", "song", Where("e.yaml", 7, 5), frame=1625, frames=60
)
FREEZE = Finding("freeze", Severity.WARNING, "the picture stands still for 3.0 s", "0:00:01.000", frame=25, frames=75)
MEASURED = Measurements(1, GOOD, "", SOUND)


def test_errors_that_count_fail_a_file_and_warnings_do_not() -> None:
    assert Report("e.mp4", PROFILE, PLANNED, MEASURED).verdict is Verdict.GOOD
    assert Report("e.mp4", PROFILE, PLANNED, MEASURED, (FREEZE,)).is_good
    assert Report("e.mp4", PROFILE, PLANNED, MEASURED, (FREEZE, BLACK)).verdict is Verdict.BAD


def test_what_is_waived_is_told_with_its_reason_and_does_not_count() -> None:
    waived = Waived(BLACK, "the pause is meant", Where("e.yaml", 3, 10))
    report = Report("e.mp4", PROFILE, PLANNED, MEASURED, (FREEZE,), (waived,))
    assert report.is_good
    words = "waived black: 0:01:05.000: the picture is black for 2.4 s; the pause is meant (e.yaml:3:10)"
    assert str(waived) == words


def test_a_finding_tells_its_first_frame_and_how_long_it_lasts() -> None:
    found = PLANNED.found("black", Severity.WARNING, "dark", 30, frames=51)
    assert (found.frame, found.frames, found.timecode) == (30, 51, "0:00:01.200")
    whole = PLANNED.found("codec", Severity.WARNING, "other")
    assert (whole.frame, whole.timecode) == (None, "")
