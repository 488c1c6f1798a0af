"""`python -m services.notifications api|worker|migrate|deadletters|keys reseal`."""

from collections.abc import Coroutine
from functools import partial
from typing import Any

from chassis.cli import keys_cli, service_cli
from chassis.settings import load
from services.notifications.migrate import migrate
from services.notifications.service import NAME
from services.notifications.settings import NotificationsSettings
from services.notifications.store.resealed import RESEALED
from services.notifications.worker import worker


def _api(settings: NotificationsSettings) -> Coroutine[Any, Any, None]:
    from services.notifications.api import api  # noqa: PLC0415  # a third of the start, and no other command needs it

    return api(settings)


_settings = partial(load, NotificationsSettings)
cli = service_cli(_settings, service=NAME, help=__doc__ or "", api=_api, worker=worker, migrate=migrate)
cli.add_typer(keys_cli(_settings, service=NAME, collections=RESEALED), name="keys")

if __name__ == "__main__":
    cli()
