"""`python -m services.notifications api|worker|migrate`."""

from functools import partial

from chassis.cli import service_cli
from chassis.settings import load
from services.notifications.api import api
from services.notifications.migrate import migrate
from services.notifications.settings import NotificationsSettings
from services.notifications.worker import worker

cli = service_cli(
    partial(load, NotificationsSettings), help=__doc__ or "", api=api, worker=worker, migrate=migrate
)

if __name__ == "__main__":
    cli()
