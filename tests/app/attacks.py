"""Ways to damage what a build has left: each takes a built show and spoils one thing of its store, its package or its sources."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.app.damage import (
    Attack,
    Built,
    all_of,
    blobs,
    flip,
    gone,
    half,
    movie,
    movies_blob,
    nothing,
    records,
    removed,
    rewritten,
    stranger,
    texts,
    zeros,
)


def linked_elsewhere(built: Built) -> None:
    for blob in built.blobs:
        outside = built.show / f"outside-{blob.name[:8]}"
        blob.rename(outside)
        blob.symlink_to(outside)


def linked_to_nothing(built: Built) -> None:
    for blob in built.blobs:
        gone(blob).symlink_to("/nowhere/at/all")


def swapped(built: Built) -> None:
    one, other = built.blobs[:2]
    content = one.read_bytes(), other.read_bytes()
    rewritten(one, lambda _: content[1])
    rewritten(other, lambda _: content[0])


def swapped_with_time(built: Built) -> None:
    sizes: dict[int, Path] = {}
    for blob in built.blobs:
        other = sizes.setdefault(blob.stat().st_size, blob)
        if other != blob:
            content = blob.read_bytes(), other.read_bytes()
            rewritten(blob, lambda _, new=content[1]: new, keeps_time=True)  # type: ignore[misc]
            rewritten(other, lambda _, new=content[0]: new, keeps_time=True)  # type: ignore[misc]
            return
    rewritten(built.blobs[0], flip, keeps_time=True)


def shares_with_store(built: Built) -> None:
    blob = built.blob_of_movie()
    gone(built.movie)
    os.link(blob, built.movie)


def shares_and_rots(built: Built) -> None:
    blob = built.blob_of_movie()
    gone(built.movie)
    os.link(blob, built.movie)
    rewritten(blob, flip, keeps_time=True)


def blob_rots_and_package_is_lost(built: Built) -> None:
    rewritten(built.blob_of_movie(), flip, keeps_time=True)
    gone(built.package)


def record_names_another(built: Built) -> None:
    first, second = built.records[:2]
    content = first.read_bytes()
    rewritten(second, lambda _: content)


def record_tells_other_sizes(built: Built) -> None:
    for path in built.records:
        head, _, rest = path.read_bytes().partition(b"\n")
        fields = json.loads(head)
        fields["outputs"] = [{**output, "size": output["size"] + 1} for output in fields["outputs"]]
        content = json.dumps(fields).encode() + b"\n" + rest
        rewritten(path, lambda _, new=content: new)  # type: ignore[misc]


def records_of_another_schema(built: Built) -> None:
    for path in built.records:
        rewritten(path, lambda content: content.replace(b"record/1", b"record/9", 1))


def half_written(built: Built) -> None:
    for path in (*built.records[:2], *built.blobs[:2]):
        (path.parent / ".new-abc").write_bytes(path.read_bytes()[:20])
    (built.store / "running/dead/action-x").mkdir(parents=True)
    (built.store / "running/dead/action-x/out.mp4").write_bytes(b"half")


def memory_of_others(built: Built) -> None:
    with sqlite3.connect(built.store / "memory.sqlite") as database:
        database.execute("UPDATE texts SET value = (SELECT max(value) FROM texts)")
    database.close()


def memory_with_another_table(built: Built) -> None:
    gone(built.store / "memory.sqlite")
    with sqlite3.connect(built.store / "memory.sqlite") as database:
        database.execute("CREATE TABLE texts (a, b, c)")
    database.close()


def builds_are_nonsense(built: Built) -> None:
    for path in built.store.glob("builds/*/*.json"):
        rewritten(path, lambda _: b'{"schema": "build/1", "name": 7, "actions": [1]}\n')


def locks_left(built: Built) -> None:
    for path in built.records[:3]:
        handle = os.open(built.store / "locks" / path.stem, os.O_CREAT | os.O_RDWR)
        os.close(handle)  # as a killed process leaves it: the file, and nobody who holds it
    (built.show / "renders/.s01e01.lock").write_text("1234")


def sums_say_other(built: Built) -> None:
    rewritten(built.package / "SHA256SUMS", lambda content: content.replace(b"0", b"1"))


def sums_and_movie_agree(built: Built) -> None:
    """Change the movie and write its new checksum into the list."""
    from pipeline import digest

    before = digest.of_file(built.movie).encode()
    rewritten(built.movie, flip, keeps_time=True)
    after = digest.of_file(built.movie).encode()
    rewritten(built.package / "SHA256SUMS", lambda content: content.replace(before, after), keeps_time=True)


def replaced(kind: str, *names: str) -> Attack:
    """Put something that is no file of ours at files of the package."""

    def attack(built: Built) -> None:
        for name in names:
            path = gone(built.package / name)
            match kind:
                case "link":
                    path.symlink_to("/nowhere/at/all")
                case "link to a copy":
                    content = (built.show / "copy").absolute()
                    content.write_bytes(b"copy")
                    path.symlink_to(content)
                case "pipe":
                    os.mkfifo(path)
                case _:
                    (path / "within").mkdir(parents=True)

    return attack


def half_a_package(built: Built) -> None:
    for path in texts(built)[::2]:
        gone(path)


def renamed_aside(built: Built) -> None:
    built.package.rename(built.package.with_name("s01e01 (old)"))


def killed_between_renames(built: Built) -> None:
    built.package.rename(built.package.with_name(".s01e01.previous"))


def killed_after_renames(built: Built) -> None:
    shutil.copytree(built.package, built.package.with_name(".s01e01.previous"))


def killed_while_filling(built: Built) -> None:
    shutil.copytree(built.package, built.package.with_name(".s01e01.partial-abc"))
    built.package.with_name(".s01e01.partial-def").write_text("no folder at all")


def a_refused_package_is_left(built: Built) -> None:
    shutil.copytree(built.package, built.package.with_name("s01e01.refused"))


def touched(built: Built) -> None:
    for path in (*built.blobs, *built.package.iterdir()):
        os.utime(path)


def clock_set_back(built: Built) -> None:
    year_ago = time.time() - 365 * 24 * 3600
    for path in (*built.records, *built.package.iterdir(), *built.show.glob("episodes/**/*")):
        os.utime(path, (year_ago, year_ago))


def of_the_future(built: Built) -> None:
    later = time.time() + 365 * 24 * 3600
    for path in (*built.records, *built.package.iterdir(), *built.show.glob("episodes/**/*")):
        os.utime(path, (later, later))


def touched_folder_modes(built: Built) -> None:
    for path in (*built.store.glob("objects/*"), built.package):
        path.chmod(0o777)


def put(path: str, kind: str = "file") -> Attack:
    """Put something of one kind at a path from `renders/`, in place of what is there."""

    def attack(built: Built) -> None:
        place = gone(built.show / "renders" / path)
        place.parent.mkdir(parents=True, exist_ok=True)
        match kind:
            case "pipe":
                os.mkfifo(place)
            case "folder":
                (place / "within").mkdir(parents=True)
            case "link":
                place.symlink_to("/nowhere/at/all")
            case "link to a folder":
                (built.show / "elsewhere").mkdir()
                place.symlink_to(built.show / "elsewhere")
            case _:
                place.write_bytes(b"\xff\xfe stranger")

    return attack


def another_version(built: Built) -> None:
    (built.store / "version").write_text("store/7\n")


def store_is_held(built: Built) -> None:
    """Hold the store alone, as `store gc` of another process does."""
    handle = os.open(built.store / "lock", os.O_RDWR)
    fcntl.flock(handle, fcntl.LOCK_SH)
    built.held.append(handle)


def moved_store(built: Built) -> None:
    """Let the store be a link to a folder elsewhere, on another file system where there is one."""
    memory = Path("/dev/shm")
    elsewhere = Path(tempfile.mkdtemp(dir=memory if os.access(memory, os.W_OK) else built.show.parent)) / "store"
    built.elsewhere.append(elsewhere.parent)
    shutil.move(built.store, elsewhere)
    built.store.symlink_to(elsewhere)


REBUILT: dict[str, Attack] = {
    "all blobs removed": removed(blobs),
    "all blobs emptied": all_of(blobs, nothing),
    "all blobs cut": all_of(blobs, half),
    "all blobs flipped": all_of(blobs, flip),
    "all blobs flipped, dates kept": all_of(blobs, flip, keeps_time=True),
    "all blobs zeroed, dates kept": all_of(blobs, zeros, keeps_time=True),
    "all blobs replaced": all_of(blobs, stranger),
    "all blobs moved away and linked": linked_elsewhere,
    "all blobs links to nothing": linked_to_nothing,
    "two blobs swapped": swapped,
    "two blobs swapped, dates kept": swapped_with_time,
    "the movie's blob rots": all_of(movies_blob, flip, keeps_time=True),
    "the movie's blob rots, the package is lost": blob_rots_and_package_is_lost,
    "the movie shares its blob": shares_with_store,
    "the movie shares its blob, which rots": shares_and_rots,
    "all records removed": removed(records),
    "all records emptied": all_of(records, nothing),
    "all records cut": all_of(records, half),
    "all records flipped": all_of(records, flip),
    "all records replaced": all_of(records, stranger),
    "a record is another's": record_names_another,
    "records tell other sizes": record_tells_other_sizes,
    "records of another schema": records_of_another_schema,
    "half-written files": half_written,
    "the memory is gone": lambda built: gone(built.store / "memory.sqlite"),
    "the memory is no database": lambda built: rewritten(built.store / "memory.sqlite", stranger),
    "the memory is cut": lambda built: rewritten(built.store / "memory.sqlite", half),
    "the memory tells other values": memory_of_others,
    "the memory has another table": memory_with_another_table,
    "build records are nonsense": builds_are_nonsense,
    "the version is no text": lambda built: rewritten(built.store / "version", stranger),
    "the store is gone": lambda built: gone(built.store),
    "the store is a link to another disk": moved_store,
    "objects is a pipe": put(".store/objects", "pipe"),
    "actions is a file": put(".store/actions"),
    "running is a link to nothing": put(".store/running", "link"),
    "locks of the dead": locks_left,
    "everything was touched": touched,
    "modes of folders": touched_folder_modes,
    "the clock was set back": clock_set_back,
    "files of the future": of_the_future,
    "the store is in use": store_is_held,
    "the movie is gone": removed(movie),
    "the movie is empty": all_of(movie, nothing),
    "the movie is cut": all_of(movie, half),
    "the movie is flipped": all_of(movie, flip),
    "the movie is flipped, dates kept": all_of(movie, flip, keeps_time=True),
    "the movie and its checksum are changed": sums_and_movie_agree,
    "the movie is a link to nothing": replaced("link", "s01e01.mp4"),
    "the movie is a pipe": replaced("pipe", "s01e01.mp4"),
    "the movie is a folder": replaced("folder", "s01e01.mp4"),
    "the texts are gone": removed(texts),
    "the texts are flipped, dates kept": all_of(texts, flip, keeps_time=True),
    "the title is a link": replaced("link to a copy", "title.txt"),
    "the report is a pipe": replaced("pipe", "qc.json", "SHA256SUMS"),
    "the checksums are no UTF-8": lambda built: rewritten(built.package / "SHA256SUMS", stranger),
    "the checksums say other": sums_say_other,
    "half a package": half_a_package,
    "the package was renamed": renamed_aside,
    "the package is gone": lambda built: gone(built.package),
    "killed between two renames": killed_between_renames,
    "killed after two renames": killed_after_renames,
    "killed while a package was filled": killed_while_filling,
    "a refused package was left": a_refused_package_is_left,
}
"""What the next build puts right by itself."""

TOLD: dict[str, tuple[Attack, str, Callable[[Built], object]]] = {
    "a file in the package's place": (
        put("s01e01"), "renders/s01e01 is in the way of the package: it is no folder; rename or remove it",
        lambda built: gone(built.package),
    ),
    "a pipe in the package's place": (
        put("s01e01", "pipe"), "renders/s01e01 is in the way of the package: it is no folder; rename or remove it",
        lambda built: gone(built.package),
    ),
    "a link in the package's place": (
        put("s01e01", "link to a folder"), "renders/s01e01 is in the way of the package: it is a link; rename or remove it",
        lambda built: gone(built.package),
    ),
    "a file in the refused package's place": (
        put("s01e01.refused"), "renders/s01e01.refused is in the way of the package: it is no folder; rename or remove it",
        lambda built: gone(built.show / "renders/s01e01.refused"),
    ),
    "a pipe in the lock's place": (
        lambda built: (put(".s01e01.lock", "pipe")(built), gone(built.movie)),
        "renders/.s01e01.lock is in the way of the package: it is no file; rename or remove it",
        lambda built: gone(built.show / "renders/.s01e01.lock"),
    ),
    "a store of another version": (
        another_version, "is of version store/7, this program needs store/1; delete the folder", lambda built: gone(built.store),
    ),
    "a file in the store's place": (
        put(".store"), "renders/.store is in the way of the store: it is no folder; rename or remove it",
        lambda built: gone(built.store),
    ),
    "renders is a file": (
        lambda built: gone(built.show / "renders").write_text("mine"), "renders/.store cannot be written: Not a directory",
        lambda built: gone(built.show / "renders"),
    ),
}  # fmt: skip
"""What a person must do: the words of the one line that says so, and what it asks for."""
