"""`python -m services.notifications api|worker|migrate|deadletters|keys reseal`."""

from functools import partial

from chassis.cli import keys_cli, service_cli
from chassis.settings import load
from services.notifications.api import api
from services.notifications.migrate import migrate
from services.notifications.service import NAME
from services.notifications.settings import NotificationsSettings
from services.notifications.store.resealed import RESEALED
from services.notifications.worker import worker

_settings = partial(load, NotificationsSettings)
cli = service_cli(_settings, service=NAME, help=__doc__ or "", api=api, worker=worker, migrate=migrate)
cli.add_typer(keys_cli(_settings, service=NAME, collections=RESEALED), name="keys")

if __name__ == "__main__":
    cli()
