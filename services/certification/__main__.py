"""`python -m services.certification api|worker|migrate|deadletters|rules|events|audit|due|keys reseal`."""

from collections.abc import Coroutine
from functools import partial
from typing import Any

from chassis.cli import keys_cli, service_cli
from chassis.settings import load
from services.certification.audit_cli import cli as audit
from services.certification.due_cli import cli as due
from services.certification.events_cli import cli as events
from services.certification.migrate import migrate
from services.certification.rules_cli import cli as rules
from services.certification.service import NAME
from services.certification.settings import CertificationSettings
from services.certification.store.resealed import RESEALED
from services.certification.worker import worker


def _api(settings: CertificationSettings) -> Coroutine[Any, Any, None]:
    from services.certification.api import api  # noqa: PLC0415  # a third of the start, and no other command needs it

    return api(settings)


_settings = partial(load, CertificationSettings)
cli = service_cli(_settings, service=NAME, help=__doc__ or "", api=_api, worker=worker, migrate=migrate)
cli.add_typer(keys_cli(_settings, service=NAME, collections=RESEALED), name="keys")
cli.add_typer(rules, name="rules")
cli.add_typer(events, name="events")
cli.add_typer(audit, name="audit")
cli.add_typer(due, name="due")

if __name__ == "__main__":
    cli()
