"""What notifications adds to a certification."""

import strawberry

from services.notifications.domain.delivery import OF_PATIENT
from services.notifications.schema.context import Info
from services.notifications.schema.delivery import Delivery


@strawberry.federation.type(
    keys=["id"], description="A practitioner's signed statement that a patient may register."
)
class Certification:
    id: strawberry.ID = strawberry.field(description="Opaque id.")

    @strawberry.field(
        description="The newest registration e-mail to the patient, or to a minor's guardian. Null if there is none "
        "yet, for anybody but the certification's practitioner and reviewers, and where the service does not answer."
    )
    async def registration_email(self, info: Info) -> Delivery | None:
        deliveries = await info.context.deliveries.load(str(self.id))
        newest = (d for d in deliveries or () if d.kind in OF_PATIENT)
        return next((Delivery.of(delivery) for delivery in newest), None)

    @strawberry.field(
        description="All messages about it, the newest first. Null for anybody but the certification's "
        "practitioner and reviewers, and where the service does not answer."
    )
    async def deliveries(self, info: Info) -> list[Delivery] | None:
        deliveries = await info.context.deliveries.load(str(self.id))
        return None if deliveries is None else [Delivery.of(delivery) for delivery in deliveries]

    @classmethod
    def resolve_reference(cls, id: strawberry.ID) -> "Certification":
        return cls(id=id)
