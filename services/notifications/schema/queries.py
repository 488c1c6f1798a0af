"""What can be asked of notifications."""

from typing import Annotated

import strawberry

from services.notifications.domain.assistance import nearest_first
from services.notifications.schema.assistance import AssistancePlace


@strawberry.type
class Query:
    @strawberry.field(description="Where patients get free help with their registration. Needs no sign-in.")
    def registration_assistance(
        self,
        zip: Annotated[
            str | None,
            strawberry.argument(description="A Connecticut ZIP: the nearest place then comes first."),
        ] = None,
    ) -> list[AssistancePlace]:
        return [AssistancePlace.of(place) for place in nearest_first(zip)]
