from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path

from pipeline.execution.memory import Memory


def test_it_outlives_the_process(tmp_path: Path) -> None:
    one = Memory(tmp_path / "m")
    one.put("clé", "x" * 100_000)
    one.put("b", "1")
    one.put("b", "2")
    one.close()
    two = Memory(tmp_path / "m")
    assert (two.get("clé"), two.get("b"), two.get("c")) == ("x" * 100_000, "2", None)
    two.close()


def write_in_threads(path: Path, name: str) -> None:
    memory = Memory(path)
    threads = [threading.Thread(target=memory.put, args=(f"{name} {n}", "x")) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_it_is_shared_by_processes_and_threads(tmp_path: Path) -> None:
    Memory(tmp_path / "m").close()
    children = []
    for child in range(3):
        if (pid := os.fork()) == 0:
            write_in_threads(tmp_path / "m", str(child))
            os._exit(0)  # without closing, as a killed one does
        children.append(pid)
    assert [os.waitpid(pid, 0)[1] for pid in children] == [0, 0, 0]
    memory = Memory(tmp_path / "m")
    assert all(memory.get(f"{child} {n}") == "x" for child in range(3) for n in range(20))
    memory.close()


def test_one_that_is_damaged_is_thrown_away(tmp_path: Path) -> None:
    path = tmp_path / "m"
    first = Memory(path)
    first.put("a", "1")
    first.close()
    path.write_bytes(b"not a database at all" * 100)
    second = Memory(path)
    assert second.get("a") is None
    second.put("a", "2")
    second.close()
    third = Memory(path)
    assert third.get("a") == "2"
    third.close()


def test_one_cut_anywhere_is_read_or_thrown_away(tmp_path: Path) -> None:
    path = tmp_path / "m"
    first = Memory(path)
    first.put("a", "1")
    first.close()
    content = path.read_bytes()
    for length in range(0, len(content), 997):
        path.write_bytes(content[:length])
        memory = Memory(path)
        assert memory.get("a") in ("1", None)
        memory.put("b", "2")
        memory.close()


def test_where_nothing_can_be_written_it_remembers_for_this_process(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "no such folder" / "m")
    memory.put("a", "1")
    assert memory.get("a") == "1"
    memory.close()
    assert list(tmp_path.iterdir()) == []


def test_a_file_with_another_table_is_begun_anew(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "m") as database:
        database.execute("CREATE TABLE texts (a, b, c)")
    database.close()
    memory = Memory(tmp_path / "m")
    memory.put("a", "1")
    memory.close()
    again = Memory(tmp_path / "m")
    assert again.get("a") == "1"


def test_a_file_that_is_damaged_while_it_is_open_is_begun_anew(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "m")
    for number in range(200):
        memory.put(str(number), "x" * 1000)
    memory.close()
    content = (tmp_path / "m").read_bytes()
    (tmp_path / "m").write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))  # the table's form is on the first page
    damaged = Memory(tmp_path / "m")
    assert damaged.get("7") is None
    damaged.put("a", "1")
    assert damaged.get("a") == "1"
    damaged.close()
    again = Memory(tmp_path / "m")
    assert (again.get("a"), again.get("7")) == ("1", None)


def test_one_that_is_asked_after_it_was_closed_stays_as_it_was(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "m")
    memory.put("a", "1")
    memory.flush()
    memory.close()
    assert memory.get("a") is None  # by a thread that has not ended yet
    memory.put("a", "2")
    again = Memory(tmp_path / "m")
    assert again.get("a") == "1"
    again.close()
