"""Settings of identity: what people are told must be somebody's own in production."""

from pathlib import Path

import pytest

from chassis.settings import Settings, SettingsError, load
from services.certification.settings import CertificationSettings
from services.identity.settings import IdentitySettings
from services.notifications.settings import NotificationsSettings

OWN = {
    "ENVIRONMENT": "production",
    "PUBLIC_URL": "https://mmp.registry.org/",
    "REVIEW_CONTACT": "review@registry.org",
    "TEMPORARY_EMAIL_DOMAIN": "Patients.Registry.org",
    "MAIL_FROM": "no-reply@registry.org",
}


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    monkeypatch.setenv("KEYS_DIR", str(tmp_path))
    for name, value in OWN.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def faults(settings: type[Settings] = IdentitySettings) -> list[str]:
    """The names of the settings that were refused."""
    with pytest.raises(SettingsError) as refused:
        load(settings)
    return [line.strip().partition(":")[0] for line in str(refused.value).splitlines()[1:]]


def test_an_operator_s_own_are_taken_and_brought_into_form(given: pytest.MonkeyPatch) -> None:
    read = load(IdentitySettings)

    assert (read.public_url, read.temporary_email_domain) == (
        "https://mmp.registry.org",
        "patients.registry.org",
    )
    assert load(NotificationsSettings).mail_from == "no-reply@registry.org"


def test_production_does_not_start_with_the_placeholders_of_development(given: pytest.MonkeyPatch) -> None:
    for name in OWN.keys() - {"ENVIRONMENT"}:
        given.delenv(name)

    assert faults() == ["PUBLIC_URL", "REVIEW_CONTACT", "TEMPORARY_EMAIL_DOMAIN"]
    assert faults(NotificationsSettings) == ["MAIL_FROM", "PUBLIC_URL"]
    assert faults(CertificationSettings) == ["PUBLIC_URL", "TEMPORARY_EMAIL_DOMAIN"]
    given.setenv("ENVIRONMENT", "development")
    assert load(IdentitySettings).review_contact == "review@registry.example"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PUBLIC_URL", "http://mmp.registry.org"),
        ("PUBLIC_URL", "https://127.0.0.1:8000"),
        ("PUBLIC_URL", "https://[::1]"),
        ("PUBLIC_URL", "https://localhost"),
        ("PUBLIC_URL", "https://mmp.registry.org?token="),
        ("PUBLIC_URL", "mmp.registry.org"),
        ("REVIEW_CONTACT", "review@registry.EXAMPLE"),
        ("REVIEW_CONTACT", "the office"),
        ("TEMPORARY_EMAIL_DOMAIN", "patients.test"),
        ("TEMPORARY_EMAIL_DOMAIN", "patients@registry.org"),
        ("TEMPORARY_EMAIL_DOMAIN", ""),
        ("REFRESH_COOKIE", "two words"),
        ("REFRESH_COOKIE", ""),
        ("TRIES_PER_ADDRESS", "0"),
        ("LISTEN_PORT", "65536"),
    ],
)
def test_what_could_never_work_is_refused_at_the_start(
    given: pytest.MonkeyPatch, name: str, value: str
) -> None:
    given.setenv(name, value)

    assert faults() == [name]


def test_reviewers_can_be_reached_by_phone(given: pytest.MonkeyPatch) -> None:
    given.setenv("REVIEW_CONTACT", "(860) 555-0142")

    assert load(IdentitySettings).review_contact == "(860) 555-0142"
