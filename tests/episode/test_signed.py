"""A show that signs its films: signed last, whole after it, and never left unsigned in silence."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.app import places
from pipeline.faults import EnvironmentFault, InputFault, Severity
from pipeline.plan.action import FromAction
from pipeline.qc import boxes
from pipeline.qc.inventory import inventory
from pipeline.qc.model import Planned, PlannedSegment
from pipeline.timebase import FrameRange
from tests.app.small import MANIFEST, small_show
from tests.episode.show import build, opened_warm

c2pa = pytest.importorskip("c2pa")
pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

WORKS = "works: {song: {title: An Old Song, by: ben, role: melody}}\n"


def certified(folder: Path) -> tuple[Path, Path]:
    """Write a certificate for signing content, with the one that vouches for it, and its private key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    now = datetime.now(UTC)

    def named(name: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Create"), x509.NameAttribute(NameOID.COMMON_NAME, name)])

    def begun(name: str, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        made = x509.CertificateBuilder().subject_name(named(name)).issuer_name(named("Root")).public_key(public)
        made = made.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(1))
        return made.not_valid_after(now + timedelta(30))

    uses = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
    )
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key())
    root = (
        begun("Root", root_key.public_key())
        .add_extension(x509.BasicConstraints(True, None), True)
        .add_extension(x509.KeyUsage(digital_signature=False, key_cert_sign=True, crl_sign=True, **uses), True)
        .sign(root_key, hashes.SHA256())
    )
    own = (
        begun("Show", key.public_key())
        .add_extension(x509.BasicConstraints(False, None), True)
        .add_extension(x509.KeyUsage(digital_signature=True, key_cert_sign=False, crl_sign=False, **uses), True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), False)
        .add_extension(issuer, False)
        .sign(root_key, hashes.SHA256())
    )
    folder.mkdir(parents=True)
    pem = serialization.Encoding.PEM
    chain, private = folder / "show.pem", folder / "show.key"
    chain.write_bytes(own.public_bytes(pem) + root.public_bytes(pem))
    private.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return chain, private


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return certified(tmp_path_factory.mktemp("home") / "keys")


def signing_show(folder: Path, sign: str) -> Path:
    manifest = small_show(folder)
    manifest.write_text(MANIFEST.replace("    by: ana\n", "    by: ana\n    builds_on: [song]\n"))
    settings = folder / "episodes/show.yaml"
    settings.write_text(f"{settings.read_text()}{WORKS}sign: {sign}\n")
    return manifest


def read(movie: bytes) -> tuple[str, dict[str, object]]:
    with c2pa.Reader("video/mp4", io.BytesIO(movie)) as reader:
        return reader.get_validation_state(), reader.get_active_manifest()


def test_a_film_is_signed_last_and_is_whole_after_it(tmp_path: Path, keys: tuple[Path, Path]) -> None:
    certificate, key = keys
    manifest = signing_show(tmp_path / "show", f"{{certificate: {certificate}, key: {key}}}")
    movie, ran, results = build(manifest)
    assert movie == tmp_path / "show/renders/s01e01/s01e01.mp4", "it is not refused"
    content = movie.read_bytes()
    state, said = read(content)
    assert state == "Valid"
    found = {one["title"]: one for one in said["ingredients"]}
    assert {"count.mov", "An Old Song", "steps/step_0001.png"} <= set(found)
    assert (found["count.mov"]["relationship"], found["An Old Song"]["relationship"]) == ("componentOf", "inputTo")
    assert found["count.mov"]["description"] == "by Ana Núñez"
    assert found["count.mov"]["instance_id"].startswith("sha256:")
    actions = next(one["data"]["actions"] for one in said["assertions"] if one["label"] == "c2pa.actions.v2")
    assert [one["action"] for one in actions] == ["c2pa.created", "c2pa.placed"]
    assert said["signature_info"]["common_name"] == "Show"

    read_again = boxes.read(movie)
    names = list(read_again.boxes)
    assert names.index("c2pa") < names.index("moov") < names.index("mdat")
    assert not any(track.has_edit_list for track in read_again.tracks)
    for place in (content.index(b"mdat") + 100, content.index(b"moov") + 40, len(content) - 1):
        flipped = bytearray(content)
        flipped[place] ^= 1
        assert read(bytes(flipped))[0] == "Invalid"

    with opened_warm([manifest]) as opened:
        judged = opened.judge(manifest, "tiny", workers=1)
    assert [str(one) for one in judged.report.findings if one.severity is Severity.ERROR] == []
    assert judged.is_by_plan

    assert codes(movie, is_signed=True) == set()
    assert codes(movie, is_signed=False) == {"extra_data"}
    plain = next(results.path(origin) for name, origin in opened_plan(manifest).items() if name == "movie")
    assert codes(plain, is_signed=True) == {"unsigned"}

    again, ran, _ = build(manifest)
    assert ran == []
    assert again.read_bytes() == content, "what was signed once is not signed again"
    assert not [one for one in (tmp_path / "show/renders").iterdir() if "signing" in one.name]


def codes(movie: Path, *, is_signed: bool) -> set[str]:
    planned = Planned(1, Fraction(25), 1, "en", segments=(PlannedSegment("a", "A", FrameRange(0, 1)),), is_signed=is_signed)
    return {one.code for one in inventory(boxes.read(movie), planned)}


def opened_plan(manifest: Path) -> Mapping[str, FromAction]:
    with opened_warm([manifest]) as opened:
        return opened.work(manifest, "tiny").plan.results


def checked(manifest: Path) -> None:
    with opened_warm([manifest]) as opened:
        places.check(opened.show, opened.work(manifest, "tiny"))


@pytest.mark.parametrize(
    ("sign", "told"),
    [
        ("{certificate: nowhere.pem, key: KEY}", r"episodes/show.yaml:\d+:\d+: the certificate cannot be read"),
        ("{certificate: CERT, key: /nowhere/show.key}", r"the private key cannot be read at /nowhere/show.key"),
        ("{certificate: CERT}", "nothing says where the private key is"),
        ("{certificate: CERT, key: episodes/show.key}", "the private key lies in the show, where git takes it along"),
        ("{certificate: KEY, key: CERT}", "certificate and key cannot sign"),
    ],
)
def test_what_cannot_sign_is_told_at_its_line_before_anything_is_made(
    tmp_path: Path, keys: tuple[Path, Path], sign: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TOGETHER_SIGNING_KEY", raising=False)
    manifest = signing_show(tmp_path / "show", sign.replace("CERT", str(keys[0])).replace("KEY", str(keys[1])))
    (manifest.parent / "show.key").write_bytes(keys[1].read_bytes())
    with pytest.raises(InputFault, match=told):
        checked(manifest)


def test_the_environment_may_name_the_key(tmp_path: Path, keys: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOGETHER_SIGNING_KEY", str(keys[1]))
    checked(signing_show(tmp_path / "show", f"{{certificate: {keys[0]}}}"))


def test_without_the_library_nothing_is_made_unsigned(
    tmp_path: Path, keys: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    manifest = signing_show(tmp_path / "show", f"{{certificate: {keys[0]}, key: {keys[1]}}}")
    monkeypatch.setitem(sys.modules, "c2pa", None)
    with pytest.raises(EnvironmentFault) as caught:
        checked(manifest)
    assert "create-together[c2pa]" in str(caught.value)
