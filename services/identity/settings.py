"""Identity's settings: those of every service, and where the links of its mails lead."""

from chassis.settings import ServiceSettings


class IdentitySettings(ServiceSettings):
    mongodb_database: str = "mmp_identity"
    listen_port: int = 8001
    public_url: str = "http://127.0.0.1:8000"
    refresh_cookie: str = "mmp_refresh"  # the gateway's REFRESH_COOKIE
    review_contact: str = "review@registry.example"
    temporary_email_domain: str = "patients.registry.example"
