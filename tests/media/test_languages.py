"""Language tags: what RFC 5646 calls well-formed is one, in its own examples; what is none is refused with the reason."""

from __future__ import annotations

import pytest

from pipeline.media import languages

_GOOD = """
de fr ja zh-Hant zh-Hans sr-Cyrl sr-Latn zh-cmn-Hans-CN cmn-Hans-CN zh-yue-HK yue-HK zh-Hans-CN sr-Latn-RS sl-rozaj
sl-rozaj-biske sl-nedis de-CH-1901 sl-IT-nedis hy-Latn-IT-arevela de-DE en-US es-419 de-CH-x-phonebk az-Arab-x-aze-derbend
x-whatever qaa-Qaaa-QM-x-southern de-Qaaa sr-Latn-QM sr-Qaaa-RS en-US-u-islamcal zh-CN-a-myext-x-private
en-a-myext-b-another es-x-a en-x-simple mas-x-1-2
"""
GOOD = _GOOD.split()
"""Examples of RFC 5646, appendix A, and private use as people write it."""

WRONG = {
    "de-419-DE": "its part 'de' is no script, region or variant",
    "a-DE": "it begins with 'a', and codes of languages are two or three letters",
    "ar-a-aaa-b-bbb-a-ccc": "its part 'a' stands there twice",
    "de-1901-1901": "its part '1901' stands there twice",
    "en-x": "nothing stands after x",
    "x": "nothing stands after x",
    "en-u": "nothing stands after u",
    "en-a-x-b": "nothing stands after a",
    "en-simplifies": "its part 'simplifies' has more than 8 characters",
    "en--GB": "a tag is letters and digits of ASCII, in parts joined by hyphens",
    "en_GB": "a tag is letters and digits of ASCII, in parts joined by hyphens",
    "español": "a tag is letters and digits of ASCII, in parts joined by hyphens",
    "xq": "no language has the code 'xq'",
    "zh-TW-Hant": "its part 'hant' is no script, region or variant",
    "en-x-" + "-".join(["abcdefgh"] * 8): "it has 76 characters, and 64 at most",
}


@pytest.mark.parametrize("tag", GOOD)
def test_a_good_tag_is_one_as_it_is_written(tag: str) -> None:
    assert languages.mistake(tag) == ""
    assert languages.is_tag(tag)


@pytest.mark.parametrize(("tag", "reason"), WRONG.items())
def test_what_is_no_tag_says_why(tag: str, reason: str) -> None:
    assert languages.mistake(tag).startswith(reason)
    assert not languages.is_tag(tag)


@pytest.mark.parametrize("tag", GOOD)
def test_a_tag_is_written_in_one_way_alone(tag: str) -> None:
    for other in (tag.upper(), tag.lower(), tag.title()):
        assert languages.canonical(other) == tag
        assert languages.is_tag(other) is (other == tag)


def test_a_language_has_its_code_of_two_letters() -> None:
    assert languages.canonical("eng-GB") == "en-GB"
    assert not languages.is_tag("eng")


def test_tracks_are_named_by_the_language_of_a_tag_and_by_none_in_private_use() -> None:
    assert [languages.long(tag) for tag in ("en-x-simple", "sr-Latn-RS", "de-1996", "x-whatever")] == ["eng", "srp", "deu", "und"]
