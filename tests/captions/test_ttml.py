from fractions import Fraction

import pytest

from pipeline.captions import Caption, CaptionFault, CaptionFile, Mark, Word, read_file

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" xmlns:tts="http://www.w3.org/ns/ttml#styling"
 xmlns:ttm="http://www.w3.org/ns/ttml#metadata" xml:lang="pt-BR" ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001">
<head><metadata><ttm:agent xml:id="b" type="person"><ttm:name type="full">Björk</ttm:name></ttm:agent></metadata>
<styling><style xml:id="slant" tts:fontStyle="italic"/></styling><layout>
<region xml:id="low" tts:origin="10% 80%" tts:extent="80% 10%" tts:displayAlign="after"/>
<region xml:id="top" tts:origin="10% 10%" tts:extent="80% 10%" tts:displayAlign="before"/></layout></head>
<body><div>
"""
FIRST = 9
P = '<p begin="00:00:01.000" end="00:00:02.500">x</p>'


def read(*lines: str, head: str = HEAD) -> CaptionFile:
    return read_file((head + "\n".join(lines) + "\n</div></body></tt>").encode(), "a.ttml")


def one(inner: str, said: str = "") -> Caption:
    (caption,) = read(f'<p begin="1s" end="2.5s" {said}>{inner}</p>').captions
    return caption


@pytest.mark.parametrize(("begin", "seconds"), [
    ("00:00:01.000", 1), ("01:00:00", 3600), ("00:00:02:15", 2 + Fraction(15 * 1001, 30000)),
    ("1.5s", Fraction(3, 2)), ("1500ms", Fraction(3, 2)),
    ("2m", 120), ("0.5h", 1800), ("30f", Fraction(1001, 1000)), ("123:00:00.5", 442800 + Fraction(1, 2)),
])
def test_every_way_to_write_a_time_is_read_exactly(begin: str, seconds: Fraction) -> None:
    (caption,) = read(f'<p begin="{begin}" dur="2s">x</p>').captions
    assert (caption.start, caption.end) == (seconds, seconds + 2)


@pytest.mark.parametrize(("inner", "text"), [
    ("one<br/>two", "one\ntwo"), ("a &amp; b &lt;i&gt; &#65;", "a & b <i> A"), ("  a\n   b  ", "a b"), ("a<!-- no -->b", "ab"),
    ("<span>a</span> <span>b</span>", "a b"), ("<![CDATA[a < b]]>", "a < b"), ("<metadata><x/></metadata>a", "a"),
])
def test_texts_are_read(inner: str, text: str) -> None:
    assert one(inner).text == text


def test_how_it_looks_who_speaks_and_where_is_kept() -> None:
    caption = one('so <span style="slant">very</span> <span tts:fontWeight="bold">long</span>', 'ttm:agent="b" region="top"')
    assert caption.marks == (Mark(0, 12, "voice", "Björk"), Mark(3, 7, "italic"), Mark(8, 12, "bold"))
    assert (caption.speakers, caption.place.line) == (("Björk",), 10)
    assert one("x", 'region="low"').place.line is None
    assert read(P).language == "pt-BR"


def test_times_count_from_what_a_part_is_in() -> None:
    head = HEAD.replace("<div>", '<div begin="10s">')
    assert [(c.start, c.end) for c in read(P, head=head).captions] == [(11, Fraction(25, 2))]


def test_spans_that_come_later_are_words() -> None:
    caption = one('<span begin="0s">one</span> <span begin="0.5s">two</span>')
    assert (caption.text, caption.start, caption.words) == ("one two", 1, (Word(4, Fraction(3, 2)),))


def test_spans_that_end_sooner_are_captions_of_their_own() -> None:
    found = read(
        '<p begin="1s" end="4s"><span end="1s">one</span><span begin="1s" end="2s">two</span> <span begin="2s">three</span></p>'
    )
    assert [(c.start, c.end, c.text) for c in found.captions] == [(1, 2, "one"), (2, 3, "two"), (3, 4, "three")]


def test_a_caption_without_text_is_told_and_left_out() -> None:
    found = read(P, '<p begin="3s" end="4s"> <br/> </p>')
    assert [c.text for c in found.captions] == ["x"]
    assert [(each.line, each.message) for each in found.notices] == [(FIRST + 1, "the caption has no text and is left out")]


@pytest.mark.parametrize(("wrong", "message"), [
    ('<p begin="00:00:03,000" end="4s">x</p>', "'00:00:03,000' is not a time"),
    ('<p begin="0:0:3" end="4s">x</p>', "is not a time"),
    ('<p begin="-3s" end="4s">x</p>', "is not a time"), ('<p begin="00:00:75" end="4s">x</p>', "is not a time"),
    (f'<p begin="{"9" * 5000}s" end="4s">x</p>', "is not a time"), ('<p begin="3s">x</p>', "does not say when it ends"),
    ('<p begin="3s" end="2s">x</p>', "not after its start"), ('<p begin="3s" end="4s">x', "not well-formed XML (mismatched tag)"),
    ('<p begin="3s" end="4s">00:00:01.000 -> 00:00:02.000</p>', "for an arrow"),
    ('<p begin="3s" end="4s">&e;</p>', "not well-formed"),
])
def test_each_mistake_is_told_with_its_line(wrong: str, message: str) -> None:
    with pytest.raises(CaptionFault) as caught:
        read(P, wrong)
    assert message in str(caught.value)
    assert caught.value.line in (FIRST + 1, FIRST + 2)
    assert len(str(caught.value)) < 150


def test_entities_that_grow_are_refused() -> None:
    head = HEAD.replace("?>\n", '?>\n<!DOCTYPE tt [<!ENTITY a "aaaaaaaa">]>\n')
    with pytest.raises(CaptionFault, match=r"line 2: .* remove them"):
        read("<p begin='1s' end='2s'>&a;</p>", head=head)


def test_another_document_is_told() -> None:
    for other in (b"<html><body/></html>", b"<tt/>"):
        with pytest.raises(CaptionFault, match=r"a\.xml is not TTML"):
            read_file(other, "a.xml")


def test_encodings_are_declared() -> None:
    content = (HEAD + P.replace("x", "café") + "</div></body></tt>").replace("UTF-8", "ISO-8859-1").encode("latin-1")
    assert read_file(content, "a.ttml").captions[0].text == "café"
    wide = (HEAD + P + "</div></body></tt>").replace("UTF-8", "UTF-16").encode("utf-16")
    assert read_file(wide, "a.ttml").captions[0].text == "x"


def test_a_document_without_captions_has_none(capfd: pytest.CaptureFixture[str]) -> None:
    assert read(head=HEAD).captions == ()
    assert read_file(b'<tt xmlns="http://www.w3.org/ns/ttml" xml:lang="en"/>', "a.ttml").captions == ()
    assert read('<p begin="1s" end="2s" region="lost" tts:color="x">x</p>').captions[0].text == "x"
    assert capfd.readouterr() == ("", "")
