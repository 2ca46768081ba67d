"""The letters that the page has for names of every script: who gets which of them, and nothing else by their address."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.studio.asking import Client
from tests.studio.test_views import shared

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]


def fonts(client: Client) -> dict[str, str]:
    """Return the addresses of all fonts by the range of characters that each is for."""
    answer = client.get("/static/fonts.css")
    assert (answer.status, answer.headers["content-type"]) == (200, "text/css; charset=utf-8")
    rules = re.findall(r'url\("([^"]+)"\);unicode-range:([^}]+)', answer.body.decode())
    return {ranges: address for address, ranges in rules}


def of(client: Client, character: str) -> str:
    """Return the address of the font that a browser takes for a character: of several rules the last."""
    point, taken = ord(character), ""
    for ranges, address in fonts(client).items():
        for start, end in (one[2:].split("-") for one in ranges.split(",")):
            if int(start, 16) <= point <= int(end, 16):
                taken = address
    return taken


@pytest.mark.parametrize(
    ("character", "name"),
    [("a", "NotoSans["), ("त", "Devanagari"), ("س", "Arabic"), ("윤", "CJK"), ("誰", "CJK"), ("Я", "NotoSans[")],
)
def test_a_name_of_any_script_has_its_letters(client: Client, character: str, name: str) -> None:
    address = of(client, character)
    assert name in address
    font = client.get(address)
    assert (font.status, font.body[:4]) == (200, b"ttcf" if name == "CJK" else b"\x00\x01\x00\x00")
    assert client.get(address, if_none_match=font.headers["etag"]).status == 304


def test_guests_who_may_be_far_away_are_sent_no_thirty_megabytes(client: Client) -> None:
    guest, number, _ = shared(client)
    assert of(guest, "त") == of(client, "त")
    assert guest.get(of(client, "त")).status == 200
    assert not of(guest, "윤")
    assert guest.get(of(client, "윤")).status == 404
    client.post("/api/views/revoke", {"number": number})


@pytest.mark.parametrize(
    "name", ["", "..%2fpage.js", "%2e%2e%2f%2e%2e%2fguard.py", "%2fetc%2fpasswd", "NotoEmoji.ttf", "__init__.py"]
)
def test_nothing_else_is_served_as_a_font(client: Client, name: str) -> None:
    assert client.get(f"/static/fonts/{name}").status == 404
    assert replace(client, cookie="").get(f"/static/fonts/{name}").status == 401
