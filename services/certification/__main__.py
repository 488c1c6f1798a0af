"""`python -m services.certification api|worker|migrate|rules`."""

from functools import partial

from chassis.cli import service_cli
from chassis.settings import load
from services.certification.api import api
from services.certification.migrate import migrate
from services.certification.rules_cli import cli as rules
from services.certification.settings import CertificationSettings
from services.certification.worker import worker

cli = service_cli(
    partial(load, CertificationSettings), help=__doc__ or "", api=api, worker=worker, migrate=migrate
)
cli.add_typer(rules, name="rules")

if __name__ == "__main__":
    cli()
