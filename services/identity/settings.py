"""Identity's settings: those of every service, and where the links of its mails lead."""

from pydantic import Field

from chassis.settings import ServiceSettings
from contracts.contact import TEMPORARY_EMAIL_DOMAIN
from services.identity.domain.client_address import REQUESTS, TRIES


class IdentitySettings(ServiceSettings):
    mongodb_database: str = "mmp_identity"
    listen_port: int = 8001
    public_url: str = "http://127.0.0.1:8000"
    refresh_cookie: str = "mmp_refresh"  # the gateway's REFRESH_COOKIE
    tries_per_address: int = Field(default=TRIES, gt=0)  # wrong passwords and codes in 15 minutes
    requests_per_address: int = Field(default=REQUESTS, gt=0)  # sign-ups and requests for mails, likewise
    review_contact: str = "review@registry.example"
    temporary_email_domain: str = TEMPORARY_EMAIL_DOMAIN
