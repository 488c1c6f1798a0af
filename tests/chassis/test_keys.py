"""Key files: made once, and handed out so that no service can read another's data."""

from pathlib import Path

from chassis.keys import KeyRing, generate_missing, hand_out


def test_a_service_gets_its_own_keys_and_the_transport_ring(tmp_path: Path) -> None:
    generate_missing(tmp_path / "all")

    handed = {
        service: hand_out(tmp_path / "all", service, tmp_path / service)
        for service in ("identity", "certification")
    }

    assert handed["certification"] == [
        "certification.index.json",
        "certification.pepper.json",
        "certification.seal.json",
        "transport.json",
    ]
    assert "identity.signing.json" in handed["identity"]
    assert sorted(path.name for path in (tmp_path / "certification").iterdir()) == handed["certification"]
    for folder in ("all", "certification"):
        assert KeyRing.read(tmp_path / folder, "transport") == KeyRing.read(
            tmp_path / "identity", "transport"
        )
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "identity").iterdir()} == {0o600}


def test_handing_out_again_brings_what_changed(tmp_path: Path) -> None:
    generate_missing(tmp_path / "all")
    hand_out(tmp_path / "all", "identity", tmp_path / "identity")
    KeyRing.generate().write(tmp_path / "all", "transport")

    hand_out(tmp_path / "all", "identity", tmp_path / "identity")

    assert KeyRing.read(tmp_path / "identity", "transport") == KeyRing.read(tmp_path / "all", "transport")
