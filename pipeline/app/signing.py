"""The films of a show that signs them: signed after all else, and never left unsigned in silence."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import delivery, digest
from pipeline.credits.compute import compute
from pipeline.delivery import signing
from pipeline.delivery.credentials import Definition, definition
from pipeline.execution.disk import disk_faults
from pipeline.faults import Diagnostic, InputFault, Severity, Where
from pipeline.timeline.programme import Programme

if TYPE_CHECKING:
    from pipeline.app.episodes import Work
    from pipeline.app.shows import Show
    from pipeline.manifest.signing import Signing

KEY = "TOGETHER_SIGNING_KEY"
"""What names the private key where the show does not."""


def check(show: Show, work: Work) -> None:
    """Raise InputFault or EnvironmentFault where the film of an episode is to be signed and cannot be."""
    if work.episode.signing is not None and is_signed(work):
        signing.check_installed()
        _credentials(show, work.episode.signing)


def is_signed(work: Work) -> bool:
    """Say whether the film of an episode is delivered signed."""
    return work.episode.signing is not None and not _unsigned(work)


def told(work: Work) -> tuple[tuple[Severity, str], ...]:
    """Return what of the files of a show that signs its films is not signed; nothing where all is, or the show signs none."""
    if work.episode.signing is None:
        return ()
    also = [f"the {codec.upper()} beside it is not signed" for codec in work.profile.sound.also]
    left = [why] if (why := _unsigned(work)) else also
    return tuple((Severity.WARNING if work.profile.needs_clearance else Severity.NOTE, one) for one in left)


@contextmanager
def signed(show: Show, work: Work, movie: delivery.Stored, there: Path) -> Iterator[delivery.Stored]:
    """Give the film of an episode as it is delivered: signed, where the show signs. `there` is where it is delivered.

    One that was signed before, of the same bytes and with the same words, stays as it is: each signature is another. Raises as
    `check` does.
    """
    if work.episode.signing is None or not is_signed(work):
        yield movie
        return
    signing.check_installed()
    credentials = _credentials(show, work.episode.signing)
    said = _said(work)
    known = f"signed {digest.of([movie.digest, said, digest.of_bytes(credentials[1]), work.profile.container])}"
    if (before := show.store.memory.get(known)) is not None and there.is_file() and show.digests.of(there) == before:
        yield delivery.Stored(there, before)
        return
    target = there.parent.with_name(f".{there.parent.name}.signing")
    try:
        with disk_faults(target.parent):
            target.parent.mkdir(parents=True, exist_ok=True)
            signing.sign(movie.path, target, said, credentials, work.profile.container)
            made = digest.of_file(target)
        show.store.memory.put(known, made)
        yield delivery.Stored(target, made)
    finally:
        target.unlink(missing_ok=True)


def identity(work: Work) -> tuple[str, ...]:
    """Return what of a package is signed, for what it is made from; nothing where it is not."""
    found = work.episode.signing
    return ("signed", found.certificate) if found is not None and is_signed(work) else ()


def _unsigned(work: Work) -> str:
    if not work.profile.needs_clearance:
        return "a draft is not signed"
    if work.profile.container not in signing.FORMATS:
        return f"the show signs its films, and {work.profile.container} holds no signature: this one is not signed"
    return ""


def _said(work: Work) -> Definition:
    from importlib.metadata import version

    programme, episode = Programme(work.timeline), work.episode
    made_by = compute(programme, episode.people, episode.works, episode.role_order)
    return definition(programme, episode.people, {one.key: one for one in made_by.works}, version("create-together"))


def _credentials(show: Show, wanted: Signing) -> tuple[str, bytes, bytes]:
    """Return algorithm, certificate and key. Raises InputFault at the line where one is named that will not do."""
    certificate = _read(show.root / Path(wanted.certificate).expanduser(), wanted.certificate_where, "the certificate")
    named = wanted.key or os.environ.get(KEY, "")
    if not named:
        hint = f"write `key: ~/keys/show.key`, or let {KEY} name it"
        raise _fault(wanted.key_where, "films are to be signed, and nothing says where the private key is", hint)
    path = show.root / Path(named).expanduser()
    if path.resolve().is_relative_to(show.root.resolve()):
        hint = "move it out of the show, to your home: whoever gets a copy of the show could sign in its name"
        raise _fault(wanted.key_where, "the private key lies in the show, where git takes it along", hint)
    key = _read(path, wanted.key_where, "the private key")
    if (name := signing.algorithm(certificate, key)) is None:
        message = "certificate and key cannot sign: they are no PEM files, or not of a kind that signs content"
        raise _fault(wanted.certificate_where, message, "the key is PKCS#8 (BEGIN PRIVATE KEY), of P-256, P-384, RSA or Ed25519")
    return name, certificate, key


def _read(path: Path, where: Where, what: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise _fault(where, f"{what} cannot be read at {path}: {fault.strerror}", "name the file where it is") from None


def _fault(where: Where, message: str, hint: str) -> InputFault:
    return InputFault((Diagnostic(where, message, hint),))
