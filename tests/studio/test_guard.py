"""Who is let in: requests as other sites, other programs and scanners send them, and what becomes of each."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.studio.door import Door, is_loopback
from tests.studio.asking import Client, Running

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

STATE = "/api/episodes/s01e01"


def test_with_the_cookie_the_page_and_the_state_are_there(client: Client) -> None:
    page = client.get("/")
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert client.get(STATE).json["title"] == "Small"


def test_the_opening_address_sets_a_cookie_that_scripts_and_other_sites_do_not_get(running: Running) -> None:
    stranger = replace(running.client, cookie="")
    answer = stranger.get(running.address.partition(str(running.client.port))[2])
    assert (answer.status, answer.headers["location"]) == (303, "/")
    told = {part.strip().lower() for part in answer.headers["set-cookie"].split(";")[1:]}
    assert {"httponly", "samesite=strict", "path=/"} <= told


@pytest.mark.parametrize("cookie", ["", "together-1=x", "{name}=", "{name}=x", "{name}=\xff", "{name}", "; ; =;"])
def test_without_the_key_nothing_is_answered(client: Client, cookie: str) -> None:
    name = client.cookie.partition("=")[0]
    stranger = replace(client, cookie=cookie.format(name=name))
    for path in ("/", "/static/page.js", "/api/show", STATE, "/api/events?episode=s01e01", "/blob/" + "0" * 64 + ".png"):
        answer = stranger.get(path)
        assert answer.status == 401, path
        assert b"Small" not in answer.body
    assert stranger.post("/api/file/save", {}).status == 401


ODD = ['prefs={"theme":"dark mode"}', "a[b]=c", "=bad", "bare", "x=y z", "caf\xe9=1", "a=b=c", '"']


@pytest.mark.parametrize("odd", ODD)
def test_cookies_of_other_programs_of_this_machine_keep_nobody_out(client: Client, odd: str) -> None:
    for cookie in (f"{odd}; {client.cookie}", f"{client.cookie}; {odd}"):
        assert replace(client, cookie=cookie).get("/api/show").status == 200


@pytest.mark.parametrize("query", ["", "?token=", "?token=x", "?token=x&token=y", "?key=1"])
def test_an_opening_address_without_the_key_opens_nothing(client: Client, query: str) -> None:
    answer = replace(client, cookie="").get(f"/open{query}")
    assert answer.status == 401
    assert "set-cookie" not in answer.headers


FOREIGN = ("evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:{port}", "0.0.0.0:{port}")


@pytest.mark.parametrize("host", FOREIGN)
def test_by_another_name_nothing_is_answered(client: Client, host: str) -> None:
    """A name that its owner lets point to this machine is how another site would read the answers (DNS rebinding)."""
    assert client.get(STATE, host=host.format(port=client.port)).status == 421


@pytest.mark.parametrize("host", ["localhost:{port}", "LOCALHOST:{port}", "[::1]:{port}"])
def test_by_another_name_of_this_machine_it_is(client: Client, host: str) -> None:
    assert client.get(STATE, host=host.format(port=client.port)).status == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1:{port}"])
def test_from_another_site_nothing_is_answered(client: Client, origin: str) -> None:
    assert client.get(STATE, origin=origin.format(port=client.port)).status == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site", "anything"])
def test_what_a_browser_says_another_site_asks_is_not_answered(client: Client, site: str) -> None:
    assert client.get(STATE, sec_fetch_site=site).status == 403
    assert client.get("/open?token=x", sec_fetch_site=site).status == 403


def test_the_page_itself_may_ask(client: Client) -> None:
    here = f"http://127.0.0.1:{client.port}"
    assert client.get(STATE, origin=here, sec_fetch_site="same-origin").status == 200


@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "text/json"])
def test_only_json_is_taken(client: Client, kind: str | None) -> None:
    """A form of another site cannot send JSON without asking first."""
    assert client.post("/api/file/revert", {"path": "episodes/s01e01.yaml"}, content_type=kind).status == 415


NO_OBJECT = (b"", b"{", b"[]", b"null", b'"x"', b"[" * 100_000, b"\xff\xfe", b'{"path": 1}', b'{"path": "\\ud800"}')


@pytest.mark.parametrize("body", NO_OBJECT)
def test_what_is_no_object_of_the_right_kind_is_refused_in_words(client: Client, body: bytes) -> None:
    answer = client.ask("POST", "/api/file/revert", raw=body)
    assert answer.status in (400, 404)
    assert "error" in answer.json


def test_a_body_is_not_read_beyond_what_a_file_may_have(client: Client) -> None:
    large = 5 * 1024 * 1024
    assert client.ask("POST", "/api/file/edit", raw=b" " * 10, content_length=str(large)).status == 413
    assert client.ask("POST", "/api/file/edit", raw=b"x", content_length="-1").status == 400


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"])
def test_other_methods_are_not_known(client: Client, method: str) -> None:
    assert client.ask(method, "/api/show").status in (400, 405)


def test_each_answer_says_what_the_page_may_do(client: Client) -> None:
    for path in ("/", STATE, "/nothing", "/api/nothing"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "script-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert not [name for name in headers if name.startswith("access-control")]
        assert "server" not in headers


SCANNED = [
    "/.env", "/.git/config", "/.git/HEAD", "/.aws/credentials", "/.ssh/id_rsa", "/.htaccess", "/.DS_Store", "/wp-login.php",
    "/wp-admin/", "/xmlrpc.php", "/phpmyadmin/", "/admin", "/login", "/cgi-bin/test", "/server-status", "/actuator/env",
    "/debug/pprof/", "/robots.txt", "/sitemap.xml", "/favicon.ico", "/backup.zip", "/config.json", "/package.json",
    "/docker-compose.yml", "/etc/passwd", "/../../etc/passwd", "/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd",
    "/static/../index.html", "/static/..%2f__init__.py", "/static/%2e%2e%2fguard.py", "/static/....//guard.py",
    "/static//etc/passwd", "/static/guard.py", "/static/", "/blob/../api/show", "/blob/" + "g" * 64 + ".png",
    "/blob/" + "0" * 63 + ".png", "/blob/" + "0" * 64 + ".exe", "/blob/" + "0" * 64, "/blob/%2e%2e%2fepisodes%2fshow.yaml",
    "/api", "/api/", "/api/file", "/api/file?path=", "/api/../open", "/openapi.json", "/docs", "/swagger", "/metrics", "/health",
    "/graphql", "/shell?cmd=id", "/api/show;x=1", "/API/SHOW", "//evil.example/", "/\\evil.example", "/%00", "/%ff",
    "/api/episodes/..%2f..%2fetc", "/api/episodes/show", "/api/episodes/people", "/api/episodes/s01e01%00", "/api/episodes/.",
    "/api/episodes/s01e01?profile=../../x", "/api/episodes/s01e01?language=../x", "/api/episodes/s01e01?profile=a&profile=b",
    "/api/events?episode=../x", "/" + "a" * 5000, "/" + "a/" * 1500,
]  # fmt: skip


@pytest.mark.parametrize("path", SCANNED)
def test_what_scanners_ask_for_is_not_there(client: Client, path: str) -> None:
    for who in (replace(client, cookie=""), client):
        answer = who.get(path)
        assert 400 <= answer.status < 500, (path, answer.status)
        assert b"root:" not in answer.body
        assert b"Traceback" not in answer.body
        assert b"/tmp/" not in answer.body
    assert client.get("/api/show").status == 200


FORGED = [
    "", ".", "..", "/etc/passwd", "../../../etc/passwd", "episodes/../../x.yaml", "episodes/./s01e01.yaml",
    "episodes//s01e01.yaml", "episodes/" + "x" * 300 + ".yaml",
    "episodes/..", "episodes/s01e01.yaml/", "episodes\\s01e01.yaml",
    "episodes/s01e01.yaml\x00.txt", "C:\\x.yaml", "file:///etc/hosts.txt",
    "~/x.yaml", "renders/x.txt", ".git/config.yaml", "episodes/.hidden.yaml", "episodes/media/count.mov",
    "pyproject.toml", "x.yaml", "episodes/media/out/secret.txt", "episodes/leads-out.yaml", "episodes/folder.yaml",
    "episodes/" + "x" * 2000,
    "profiles/%2e%2e/%2e%2e/x.yaml", "episodes/scene.py",
]  # fmt: skip


@pytest.fixture
def traps(client: Client, show: Path, tmp_path: Path) -> Iterator[None]:
    """Put links that lead out of the show into it."""
    episodes, outside = show / "episodes", tmp_path
    (outside / "secret.txt").write_text("secret")
    (outside / "secret.yaml").write_text("secret: 1")
    (episodes / "media/out").symlink_to(outside)
    (episodes / "leads-out.yaml").symlink_to(outside / "secret.yaml")
    (episodes / "folder.yaml").mkdir()
    (episodes / "scene.py").write_text("secret = 1")
    yield
    for name in ("media/out", "leads-out.yaml", "scene.py"):
        (episodes / name).unlink()
    (episodes / "folder.yaml").rmdir()


@pytest.mark.usefixtures("traps")
@pytest.mark.parametrize("path", FORGED)
def test_no_path_leads_out_of_the_texts_of_the_show(client: Client, path: str) -> None:
    from urllib.parse import quote

    answers = [client.get(f"/api/file?path={quote(path)}")]
    for act, more in (("edit", {"text": "x"}), ("save", {"text": "x", "base": ""}), ("revert", {})):
        answers.append(client.post(f"/api/file/{act}", {"path": path, **more}))
    assert [answer.status for answer in answers] == [404] * 4
    assert all(b"secret" not in answer.body for answer in answers)


def test_a_thousand_connections_that_ask_nothing_keep_nobody_out(client: Client) -> None:
    held = []
    try:
        for _ in range(1000):
            one = socket.socket()
            one.settimeout(5)
            one.connect((client.host, client.port))
            held.append(one)
        began = time.monotonic()
        assert client.get("/api/show").status == 200
        assert time.monotonic() - began < 5
    finally:
        for one in held:
            one.close()
    assert client.get("/api/show").status == 200


def test_a_flood_of_streams_is_refused_and_ends_with_its_connections(client: Client) -> None:
    request = f"GET /api/events HTTP/1.1\r\nhost: 127.0.0.1:{client.port}\r\ncookie: {client.cookie}\r\n\r\n".encode()
    held, statuses = [], []
    for _ in range(40):
        one = socket.create_connection((client.host, client.port), 5)
        one.sendall(request)
        statuses.append(int(one.recv(64).split()[1]))
        held.append(one)
    assert statuses.count(200) == 24
    assert statuses.count(429) == 16
    for one in held:
        one.close()
    end = time.monotonic() + 5
    while (answer := _first_line(client, request)) != 200:
        assert answer == 429
        assert time.monotonic() < end, "places become free again"
        time.sleep(0.05)


def _first_line(client: Client, request: bytes) -> int:
    with socket.create_connection((client.host, client.port), 5) as one:
        one.sendall(request)
        return int(one.recv(64).split()[1])


def test_ranges_are_no_matter(client: Client) -> None:
    blob = client.get(STATE).json["spans"][0]["blob"]
    whole = client.get(f"/blob/{blob}.m4s")
    for asked in ("bytes=0-1", "bytes=5-1", "bytes=-1", "bytes=0-", "bytes=" + "0-1," * 1000 + "2-3", "bytes=999999999-", "x"):
        answer = client.get(f"/blob/{blob}.m4s", range=asked)
        assert (answer.status, answer.body) == (200, whole.body)


@pytest.mark.parametrize(("host", "is_here"), [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True),
                                               ("10.0.0.1", False), ("0.0.0.0", False), ("example.org", False)])  # fmt: skip
def test_what_reaches_only_this_machine_is_known(host: str, is_here: bool) -> None:
    assert is_loopback(host) == is_here


def test_a_door_for_others_knows_only_the_name_it_was_given() -> None:
    assert Door("studio.example", 443, is_encrypted=True, key="k").hosts == {"studio.example:443", "studio.example"}
    assert Door("fe80::1", 8000, key="k").hosts == {"[fe80::1]:8000"}
    assert Door("studio.example", 443, is_encrypted=True, key="k").opening == "https://studio.example:443/open?token=k"
