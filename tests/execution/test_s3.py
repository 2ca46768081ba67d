"""A depot in S3, as a server of moto plays it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest

from pipeline.execution import depot as depots
from pipeline.execution import depot_upkeep
from pipeline.faults import EnvironmentFault
from tests.execution.fakes import an_episode
from tests.execution.test_depot import (
    test_a_place_is_a_depot_from_its_first_use_on as begins_as_a_depot,
)
from tests.execution.test_depot import (
    test_the_first_under_a_name_wins_and_what_is_absent_is_told as behaves_as_a_depot,
)
from tests.execution.test_sharing import a_machine

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        not all(map(find_spec, ("moto", "flask_cors", "obstore"))), reason="moto, flask-cors or obstore is not installed"
    ),
]


@dataclass
class Server:
    """A server that plays S3. `log` is where it tells of each request."""

    process: subprocess.Popen[bytes]
    log: Path

    def requests(self, folder: str) -> int:
        """Return how many it has told of that name something in a folder of the bucket."""
        return sum(f"/crew/{folder}/".encode() in line and b"HTTP/1.1" in line for line in self.log.read_bytes().splitlines())


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with pytest.MonkeyPatch.context() as patch:
        yield from served(tmp_path_factory.mktemp("s3"), patch)


def served(tmp_path: Path, patch: pytest.MonkeyPatch) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    place = f"http://127.0.0.1:{port}"
    told = {"AWS_ACCESS_KEY_ID": "crew", "AWS_SECRET_ACCESS_KEY": "crew", "AWS_REGION": "us-east-1"}
    for name, value in {**told, "AWS_ENDPOINT_URL": place, "AWS_ALLOW_HTTP": "true"}.items():
        patch.setenv(name, value)
    log = tmp_path / "server.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], stdout=stream, stderr=stream
        )
    try:
        for _ in range(900):
            try:
                urllib.request.urlopen(urllib.request.Request(f"{place}/crew", method="PUT"), timeout=5).close()
                break
            except OSError:
                assert process.poll() is None, log.read_text()
                time.sleep(0.1)
        yield Server(process, log)
    finally:
        process.kill()
        process.wait(30)


def test_it_behaves_as_every_depot(server: Server, tmp_path: Path) -> None:
    behaves_as_a_depot(depots.at("s3://crew/shows/one"), tmp_path)
    begins_as_a_depot(depots.at("s3://crew/shows/two"))


def test_what_is_larger_than_a_request_arrives_whole(server: Server, tmp_path: Path) -> None:
    depot = depots.at("s3://crew/large")
    content = os.urandom(1 << 20) * 40
    (tmp_path / "film").write_bytes(content)
    depot.put("objects/ab/ab", tmp_path / "film")
    assert depots.fetch(depot, "objects/ab/ab", tmp_path / "got", len(content), lambda: False)
    assert (tmp_path / "got").read_bytes() == content


def test_a_crew_shares_by_it_with_few_requests(server: Server, tmp_path: Path) -> None:
    ana, ben = (a_machine(tmp_path / name, depots.at("s3://crew/shared")) for name in ("ana", "ben"))
    plan = an_episode(ana.folder).plan()
    assert len(ana.make(plan)) == 11
    assert server.requests("shared") <= 11 * 4 + 9, "opening takes eight, the build record one"
    assert ben.make(plan) == []
    assert ben.outputs(plan) == ana.outputs(plan)
    assert depot_upkeep.verify(ana.depot).damaged == ()
    assert depot_upkeep.collect(ana.depot, grace_days=0).removed_actions == 0
    assert depot_upkeep.stats(ana.depot).builds == {("The Show", "s01e01@draft"): 1}


def test_a_bucket_that_is_none_is_told(server: Server) -> None:
    with pytest.raises(depots.DepotFault):
        depots.opened(depots.at("s3://no-such-bucket/x"))
    with pytest.raises(EnvironmentFault, match="write s3://bucket/folder"):
        depots.at("s3://")


def test_a_server_that_stands_still_for_a_while_is_waited_for_and_one_that_is_gone_is_not(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.execution.object_depot._RETRY", timedelta(seconds=5))
    monkeypatch.setattr("pipeline.execution.object_depot._SILENCE", timedelta(seconds=5))
    ana, ben = (a_machine(tmp_path / name, depots.at("s3://crew/still")) for name in ("ana", "ben"))
    plan = an_episode(ana.folder).plan()
    server.process.send_signal(signal.SIGSTOP)
    goes_on = threading.Timer(1.0, server.process.send_signal, (signal.SIGCONT,))
    goes_on.start()
    assert len(ana.make(plan)) == 11
    goes_on.join()
    assert ana.told == ["11 put into the depot (0.0 MB)"]
    ben.runner.meanwhile = lambda action: server.process.kill()
    edited = an_episode(ben.folder).segment(0, lower_thirds=("Ruben B.", "Joe")).plan()
    assert len(ben.make(edited)) == 3
    assert ben.told[0].startswith("8 of 11 fetched from the depot")
    assert any("the build goes on without it" in line for line in ben.told)
    with pytest.raises((EnvironmentFault, depots.DepotFault)):
        depots.opened(depots.at("s3://crew/still"))
