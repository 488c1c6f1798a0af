"""Identity's settings: those of every service, and what its mails and answers tell people (docs/settings.md)."""

from pydantic import Field, field_validator

from chassis.settings import CookieName, OwnDomain, PublicUrl, ServiceSettings
from contracts.contact import TEMPORARY_EMAIL_DOMAIN, normal_email, normal_phone
from services.identity.domain.client_address import REFUSAL_SECONDS, REQUESTS, TRIES


class IdentitySettings(ServiceSettings):
    mongodb_database: str = "mmp_identity"
    listen_port: int = Field(default=8001, ge=0, le=65535)
    public_url: PublicUrl = "http://127.0.0.1:8000"
    refresh_cookie: CookieName = "mmp_refresh"  # the gateway's REFRESH_COOKIE
    tries_per_address: int = Field(default=TRIES, gt=0)  # wrong passwords and codes in 15 minutes
    requests_per_address: int = Field(default=REQUESTS, gt=0)  # sign-ups and requests for mails, likewise
    refusal_seconds: float = Field(default=REFUSAL_SECONDS, ge=0, le=10)  # until a wrong password is answered
    review_contact: OwnDomain = "review@registry.example"
    temporary_email_domain: OwnDomain = TEMPORARY_EMAIL_DOMAIN

    @field_validator("review_contact")
    @classmethod
    def _reaches_somebody(cls, text: str) -> str:
        if normal_email(text) is None and normal_phone(text) is None:
            raise ValueError("must be the e-mail address or the phone number of those who review")
        return text

    @field_validator("temporary_email_domain")
    @classmethod
    def _takes_addresses(cls, text: str) -> str:
        if normal_email(f"somebody@{text}") is None:
            raise ValueError("must be a domain that is yours, such as patients.YOUR.DOMAIN")
        return text.lower()
