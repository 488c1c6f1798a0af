"""Certification's settings: those of every service, with its own database."""

from chassis.settings import ServiceSettings


class CertificationSettings(ServiceSettings):
    mongodb_database: str = "mmp_certification"
    listen_port: int = 8002
