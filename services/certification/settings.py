"""Certification's settings: those of every service, with its own database and the policies of its rulebook."""

from pydantic import Field, field_validator

from chassis.settings import OwnDomain, PublicUrl, ServiceSettings, Settings
from contracts.contact import TEMPORARY_EMAIL_DOMAIN
from services.certification.rules.law import Switches


class RulebookSettings(Settings):
    """`rulebook_switches`: KEY=VALUE, separated by commas; docs/rulebook.md lists them."""

    rulebook_switches: str = ""

    @field_validator("rulebook_switches")
    @classmethod
    def _known(cls, text: str) -> str:
        Switches.of(_each(text))
        return text

    @property
    def switches(self) -> Switches:
        return Switches.of(_each(self.rulebook_switches))


class CertificationSettings(RulebookSettings, ServiceSettings):
    """Of the service, beside the rulebook's.

    `public_url`: where the links of invitations lead.
    `sweep_seconds`: how often the worker looks for what has fallen due.
    """

    mongodb_database: str = "mmp_certification"
    listen_port: int = Field(default=8002, ge=0, le=65535)
    public_url: PublicUrl = "http://127.0.0.1:8000"
    temporary_email_domain: OwnDomain = TEMPORARY_EMAIL_DOMAIN  # as identity's
    sweep_seconds: float = Field(default=30, gt=0)


def _each(text: str) -> list[str]:
    return [part for part in text.split(",") if part.strip()]
