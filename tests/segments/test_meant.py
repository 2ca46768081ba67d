"""A value that is nearly right is told with what was probably meant."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from pipeline.manifest.settings import Show
from pipeline.segments import fields, meant
from pipeline.segments.medium import Bed, Fades
from pipeline.segments.music import Picture
from pipeline.segments.poem import Poem
from pipeline.segments.transition import TransitionSpec


def told(kind: object, value: object, **context: object) -> str:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(value, context=context)
    (one,) = caught.value.errors()
    return f"{one['ctx']['message']}; {one['ctx']['hint']}"


NEARLY = {
    "a switch": (fields.Switch, "onn", "'onn' is neither on nor off; did you mean 'on'? allowed: on, off"),
    "a switch in another word": (fields.Switch, "disabled", "did you mean 'off'?"),
    "a switch without a letter": (fields.Switch, "fals", "did you mean 'off'?"),
    "a switch that is none": (fields.Switch, "maybe", "'maybe' is neither on nor off; allowed: on, off"),
    "a country's code": (fields.Language, "cz-CZ", "'cz-CZ' is not a language; did you mean 'cs-CZ'?"),
    "a former code of a language": (fields.Language, "iw", "'iw' is not a language; did you mean 'he'?"),
    "a code of two letters of none": (fields.Language, "xq", "'xq' is not a language; write its code, such as en, es, pt-BR"),
    "a region that is none": (fields.Language, "en-UK", "'en-UK' is not a language; did you mean 'en-GB'?"),
    "three letters where there are two": (fields.Language, "spa", "'spa' is not a language; did you mean 'es'?"),
    "a private use in capitals": (fields.Language, "en-X-Simple", "'en-X-Simple' is not a language; did you mean 'en-x-simple'?"),
    "a language in capitals": (fields.Language, "EN", "'EN' is not a language; did you mean 'en'?"),
    "a language as computers say it": (fields.Language, "en_US", "did you mean 'en-US'?"),
    "a script in small letters": (fields.Language, "zh-hant-tw", "did you mean 'zh-Hant-TW'?"),
    "a language by its name": (fields.Language, "Español", "did you mean 'es'?"),
    "no language": (fields.Language, "xx-yyyyyyy", "'xx-yyyyyyy' is not a language: no language has the code 'xx'; write its"),
    "a track's language": (fields.Track, "ES", "'ES' is no track; did you mean 'es'?"),
    "seconds with a unit": (fields.TimeField, "1.5 s", "'1.5 s' is not a time; write 1.5"),
    "a comma": (fields.TimeField, "0:01,5", "'0:01,5' is not a time; write 0:01.5"),
    "minutes": (fields.TimeField, "2 min", "'2 min' is not a time; write 2:00"),
    "frames": (fields.TimeField, "12 frames", "'12 frames' is not a time; write 12f"),
    "an exponent": (fields.TimeField, "12e3", "'12e3' is not a time; write seconds (6, 6.25), minutes"),
    "a rate with a unit": (fields.Rate, "25 fps", "'25 fps' is not a rate; write 25"),
    "a gain with a comma": (fields.Gain, "-3,5 dB", "'-3,5 dB' is not a gain; write -3.5 dB"),
    "a shift": (fields.Sync, "atuo", "'atuo' is not a time; did you mean 'auto'? allowed: auto, off"),
    "fades": (Fades, "of", "'of' is no length of fades; did you mean 'off'?"),
    "fades that are on": (Fades, "on", "'on' is no length of fades; write seconds: 0.5"),
    "a transition": (TransitionSpec, "of", "'of' is not a transition; did you mean 'off'?"),
    "a picture": (Picture, "wavform", "'wavform' is no picture; did you mean 'waveform'?"),
    "a mosaic of nothing": (Picture, "Mosaic", "a mosaic is made of pictures, and none is named; write {mosaic: [a.mp4, b.jpg]}"),
    "a bed": (Poem, {"poem": "P", "lines": ("a",), "bed": "of"}, "'of' names no file; did you mean 'off'? else write the file's"),
    "a bed that is on": (Poem, {"poem": "P", "lines": ("a",), "bed": "on"}, "'on' names no file; write the file's path"),
    "a voice": (Poem, {"poem": "P", "voice": "none", "lines": ("a",)}, "'none' names no file; did you mean 'off'?"),
    "title cards": (Show, {"show": "S", "interstitial": "offf"}, "'offf' is neither on nor off; did you mean 'off'?"),
    "an opening": (Show, {"show": "S", "opening": "of"}, "'of' is neither on nor off; did you mean 'off'? a title is written"),
    "the credits": (Show, {"show": "S", "credits": "none"}, "'none' is neither on nor off; did you mean 'off'?"),
}  # fmt: skip


@pytest.mark.parametrize("case", NEARLY)
def test_what_was_meant_is_told(case: str) -> None:
    kind, value, expected = NEARLY[case]
    assert expected in told(kind, value)


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("ana, ben", "write [ana, ben]"),
        ("ana and ben", "write [ana, ben]"),
        ("ana & ben; cleo", "write [ana, ben, cleo]"),
        ("ana#later", "did you mean 'ana'? '#later' is read as part of it; allowed: ana, ben, cleo"),
        ("Ana", "did you mean 'ana'? allowed"),
        ("ana, nobody", "write [ana, nobody]"),
        ("ana, or so", "did you mean 'ana'? ', or so' is read as part of it"),
    ],
)
def test_people_in_one_text_are_told_as_a_list(written: str, hint: str) -> None:
    assert hint in told(fields.People, written, people=("ana", "ben", "cleo"))


def test_words_are_read_whatever_their_case() -> None:
    assert Picture.model_validate("Waveform").waveform == "auto"
    assert Picture.model_validate(" SPECTRUM ").spectrum == "auto"
    assert Show.model_validate({"show": "S", "opening": "None of us"}).opening.title == "None of us"
    assert Show.model_validate({"show": "S", "opening": "One"}).opening.title == "One"
    assert Bed.model_validate("of.wav").file == "of.wav"
    assert Fades.model_validate("off") == Fades()
    assert TypeAdapter(fields.Language).validate_python("zh-Hant") == "zh-Hant"


def test_only_what_would_be_read_is_proposed() -> None:
    assert [meant.time(text) for text in ("1,2,3", "1:75,5", "5 apples", "6")] == ["", "", "", ""]
    assert meant.rate("0 fps") == ""
    assert meant.language("q") == meant.language("") == meant.language("zz_ZZ") == ""
    assert meant.switch("") == meant.off("") == ""
