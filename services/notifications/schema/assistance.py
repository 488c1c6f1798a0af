"""The places that help with the registration."""

import strawberry

from services.notifications.domain import assistance as domain

strawberry.enum(domain.Day, name="DayOfWeek", description="A day of the week.")


@strawberry.type(description="When a place is open on one day.")
class OpeningHours:
    day: domain.Day = strawberry.field(description="The day.")
    opens: str = strawberry.field(description="HH:MM, Connecticut's clock.")
    closes: str = strawberry.field(description="HH:MM, Connecticut's clock.")


@strawberry.type(description="A place that helps patients to register, free of charge.")
class AssistancePlace:
    name: str = strawberry.field(description="Who helps there.")
    street: str = strawberry.field(description="Street, number and suite.")
    city: str = strawberry.field(description="City.")
    state: str = strawberry.field(description="Two letters.")
    zip: str = strawberry.field(description="ZIP.")
    phone: str = strawberry.field(description="Telephone, e.g. 860-246-4673.")
    fax: str = strawberry.field(description="Fax, in the same form.")
    hours: list[OpeningHours] = strawberry.field(description="From Monday on; no entry for a closed day.")

    @classmethod
    def of(cls, place: domain.Place) -> "AssistancePlace":
        return cls(
            name=place.name,
            street=place.street,
            city=place.city,
            state=place.state,
            zip=place.zip,
            phone=place.phone,
            fax=place.fax,
            hours=[OpeningHours(day=h.day, opens=h.opens, closes=h.closes) for h in place.hours],
        )
