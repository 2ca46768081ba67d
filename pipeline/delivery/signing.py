"""A finished film -> the same film with signed credentials (C2PA), by the library of the standard's authors.

The credentials are a box between `ftyp` and `moov`, which moves what is behind it and changes nothing of it: a film that can be
played while it loads still can. What was signed is opened and held against its signature before anybody gets it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.delivery.credentials import Definition
from pipeline.faults import EnvironmentFault

FORMATS = {"mp4": "video/mp4", "mov": "video/quicktime", "m4a": "audio/mp4"}
"""The containers that can hold credentials, of those that are delivered."""
INSTALL = "pip install 'create-together[c2pa]'"

_GOOD = ("Valid", "Trusted")
"""A signature that is right, by a certificate that is not, or is, on the list of whoever looks (C2PA 2.2, section 14.3)."""
_ALGORITHMS = ("es256", "es384", "es512", "ps256", "ed25519")
"""What keys of today are, the usual first: their kinds are not told apart by their files (C2PA 2.2, section 13.2)."""


def check_installed() -> None:
    """Raise EnvironmentFault where nothing can be signed."""
    try:
        import c2pa  # noqa: F401
    except ImportError as fault:
        raise EnvironmentFault(f"what signs films is not there to be asked: {fault}", INSTALL) from None


def algorithm(certificate: bytes, key: bytes) -> str | None:
    """Return the algorithm by which a key signs, None where it is none, or its certificate is none."""
    return next((name for name in _ALGORITHMS if _can(name, certificate, key)), None)


def _can(name: str, certificate: bytes, key: bytes) -> bool:
    try:
        with _signer(name, certificate, key):
            return True
    except _faults():
        return False


def sign(movie: Path, target: Path, said: Definition, credentials: tuple[str, bytes, bytes], container: str) -> None:
    """Write a film with signed credentials. `credentials` are the algorithm, the certificate and the key.

    Raises EnvironmentFault where it could not be signed, or what was signed does not hold.
    """
    from c2pa import Builder

    try:
        with _signer(*credentials) as signer:
            told = json.dumps({**said, "format": FORMATS[container]})
            with Builder(told) as builder, movie.open("rb") as source, target.open("w+b") as written:
                builder.sign(signer, FORMATS[container], source, written)
    except _faults() as fault:
        target.unlink(missing_ok=True)
        raise EnvironmentFault(f"{movie.name} could not be signed: {fault}", "look at `sign:` in show.yaml") from fault
    if (state := state_of(target, container)) not in _GOOD:
        target.unlink(missing_ok=True)
        hint = "look whether the certificate is one for signing content, and of today"
        raise EnvironmentFault(f"the signature of {target.name} does not hold: {state}", hint)


def state_of(movie: Path, container: str) -> str:
    """Return in a word whether the credentials of a film hold: Trusted, Valid, Invalid; nothing where it has none."""
    from c2pa import Reader

    try:
        with movie.open("rb") as stream, Reader(FORMATS[container], stream) as reader:
            return str(reader.get_validation_state() or "")
    except _faults():
        return ""


def _faults() -> type[Exception]:
    from c2pa import C2paError

    found: type[Exception] = C2paError
    return found


@contextmanager
def _signer(name: str, certificate: bytes, key: bytes) -> Iterator[object]:
    from c2pa import C2paSignerInfo, Signer

    with Signer.from_info(C2paSignerInfo(name.encode(), certificate, key, None)) as signer:
        yield signer
