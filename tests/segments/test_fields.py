"""What a producer may write in a field, and the exact value that comes of it."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from pipeline.segments import fields
from pipeline.timebase import Time


def read(kind: Any, value: Any, people: tuple[str, ...] | None = None) -> Any:
    return TypeAdapter(kind).validate_python(value, strict=True, context={"people": people})


def told(kind: Any, value: Any, people: tuple[str, ...] | None = None) -> str:
    with pytest.raises(ValidationError) as caught:
        read(kind, value, people)
    context = caught.value.errors()[0]["ctx"]
    return f"{context['message']}; {context['hint']}"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("6", 6),
        ("1:05.5", Fraction(131, 2)),
        ("0:01:30.250", Fraction(361, 4)),
        ("0.1", Fraction(1, 10)),
        (" 12 ", 12),
        ("0123", 123),
    ],
)
def test_times_are_exact(text: str, seconds: Fraction) -> None:
    assert read(fields.TimeField, text) == Time(seconds=Fraction(seconds))


def test_frames_stay_frames() -> None:
    assert read(fields.TimeField, "90f") == Time(frames=90)


@settings(deadline=None)
@given(st.integers(0, 23), st.integers(0, 59), st.integers(0, 59), st.integers(0, 999))
def test_a_clock_time_means_what_it_says(hours: int, minutes: int, seconds: int, milliseconds: int) -> None:
    text = f"{hours}:{minutes:02d}:{seconds:02d}.{milliseconds:03d}"
    assert read(fields.TimeField, text) == Time(
        seconds=Fraction(((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds, 1000)
    )


@pytest.mark.parametrize(("text", "decibels"), [("-4 dB", -4), ("-4dB", -4), ("+3 db", 3), ("0", 0), ("-0.25", Fraction(-1, 4))])
def test_gains_are_exact(text: str, decibels: Fraction) -> None:
    assert read(fields.Gain, text) == decibels


@settings(deadline=None)
@given(st.decimals(-60, 24, places=2, allow_nan=False, allow_infinity=False))
def test_a_gain_of_two_places_is_read_exactly(value: Any) -> None:
    assert read(fields.Gain, f"{value} dB") == Fraction(str(value))


@pytest.mark.parametrize("text", ["-61", "25 dB", "1e1", "nan", "--4", "4 dBFS", "½", "", "-4 dB dB"])
def test_no_gain(text: str) -> None:
    assert "gain" in told(fields.Gain, text)


@pytest.mark.parametrize(
    ("text", "value"), [("on", True), ("TRUE", True), ("Yes", True), ("off", False), ("NO", False), ("false", False)]
)
def test_switches(text: str, value: bool) -> None:
    assert read(fields.Switch, text) is value


@pytest.mark.parametrize(
    ("written", "point"),
    [
        ("50% 30%", (Fraction(1, 2), Fraction(3, 10))),
        (("0.25", "1"), (Fraction(1, 4), Fraction(1))),
        ("12.5% 0.5", (Fraction(1, 8), Fraction(1, 2))),
    ],
)
def test_focus_points(written: Any, point: Any) -> None:
    assert read(fields.Focus, written) == point


@pytest.mark.parametrize("written", ["50%", "101% 0%", "1.5 0", ("0.5",), ("0.5", "0.5", "0.5"), "left top", ("0.5", ("1",))])
def test_no_focus_point(written: Any) -> None:
    assert told(fields.Focus, written)


def test_colours_are_written_one_way() -> None:
    assert read(fields.Colour, "#FFF") == read(fields.Colour, " #ffffff ") == "#ffffff"
    assert read(fields.Colour, "#1d2B4f") == "#1d2b4f"


@pytest.mark.parametrize("text", ["red", "#12345", "#gggggg", "123456", "#1234567"])
def test_no_colour(text: str) -> None:
    assert "#rrggbb" in told(fields.Colour, text)


@pytest.mark.parametrize("text", ["en", "es", "pt-BR", "zh-Hant", "zh-Hant-TW", "fil", "es-419"])
def test_languages(text: str) -> None:
    assert read(fields.Language, text) == text


@pytest.mark.parametrize("text", ["EN", "english", "e", "en_US", "pt-br", ""])
def test_no_language(text: str) -> None:
    assert "language" in told(fields.Language, text)


@pytest.mark.parametrize(
    ("text", "value"), [("auto", "auto"), ("AUTO", "auto"), ("off", None), ("1.250", Fraction(5, 4)), ("-0.3", Fraction(-3, 10))]
)
def test_sync(text: str, value: Any) -> None:
    assert read(fields.Sync, text) == value


def test_sync_is_finer_than_frames() -> None:
    assert "seconds" in told(fields.Sync, "3f")


@pytest.mark.parametrize("text", ["javascript:alert(1)", "http:/x", "ftp://a.b", "https://", "https:// a", "a.b"])
def test_no_web_address(text: str) -> None:
    assert "https://" in told(fields.Url, text)


def test_a_text_holds_no_control_characters() -> None:
    assert "U+0007" in told(fields.Text, "a\x07b")
    assert read(fields.Text, "two\nlines") == "two\nlines"
    assert read(fields.Line, " two\n  lines ") == "two lines"


def test_one_person_or_several() -> None:
    assert read(fields.People, "joe", ("joe", "ana")) == ("joe",)
    assert read(fields.People, ("joe", "ana"), ("joe", "ana")) == ("joe", "ana")
    assert read(fields.People, "joe") == ("joe",)
    assert told(fields.People, "jo", ("joe", "ana")) == "'jo' is not in people.yaml; did you mean 'joe'? allowed: joe, ana"


def test_what_is_meant_is_found_whatever_its_case() -> None:
    assert fields.did_you_mean("Docu-Shrt", ("music", "docu-short")) == "did you mean 'docu-short'? allowed: music, docu-short"
    assert fields.did_you_mean("xyz", ("music",)) == "allowed: music"


def test_a_brace_in_a_text_is_only_a_brace() -> None:
    kind = Annotated[str, fields.one_of("a")]
    assert told(kind, "{message}") == "'{message}' is not allowed here; allowed: a"
