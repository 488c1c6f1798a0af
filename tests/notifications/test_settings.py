"""Settings of notifications."""

from pathlib import Path

import pytest

from chassis.settings import SettingsError, load
from services.notifications.settings import NotificationsSettings


def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, **given: str) -> NotificationsSettings:
    monkeypatch.setenv("KEYS_DIR", str(tmp_path))
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    return load(NotificationsSettings)


def test_patients_are_sent_to_the_public_url_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    plain = settings(monkeypatch, tmp_path, PUBLIC_URL="https://mmp.example")
    assert plain.registration_link == "https://mmp.example"
    told = settings(monkeypatch, tmp_path, REGISTRATION_URL="https://mmp.example/start")
    assert told.registration_link == "https://mmp.example/start"


def test_the_smtp_url_can_come_from_a_secret_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "smtp_url"
    secret.write_text("smtps://user:secret@mail.example\n")
    read = settings(monkeypatch, tmp_path, SMTP_URL_FILE=str(secret))
    assert (read.smtp_server.host, read.smtp_server.port, read.smtp_server.tls) == ("mail.example", 465, True)
    assert "secret" not in repr(read)


def test_every_bad_setting_is_named_and_none_is_repeated(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError) as refused:
        settings(
            monkeypatch, tmp_path, SMTP_URL="ftp://user:secret@h", MAIL_FROM="Registry <x@y.example>\nBcc: z"
        )
    told = str(refused.value)
    assert "SMTP_URL: " in told
    assert "MAIL_FROM: " in told
    assert "secret" not in told
    assert "Bcc" not in told


def test_a_registration_address_that_is_empty_is_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    given = settings(monkeypatch, tmp_path, PUBLIC_URL="https://registry.example", REGISTRATION_URL="")

    assert given.registration_link == "https://registry.example"
