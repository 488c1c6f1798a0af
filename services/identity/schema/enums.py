"""Enums of the domain and of the contracts, given their names in the schema."""

import strawberry

from contracts.events.internal import Language, Part, Profession, Standing
from services.identity.domain.account import Role, SignUpKind

strawberry.enum(Role, name="Role", description="What an account proved, or was granted.")
strawberry.enum(SignUpKind, name="SignUpKind", description="As whom somebody signs up.")
strawberry.enum(Profession, name="Profession", description="The professions that may certify.")
strawberry.enum(Standing, name="Standing", description="The state of a licence or registration.")
strawberry.enum(Part, name="Part", description="What a person is in an application.")
strawberry.enum(
    Language, name="Language", description="The language in which a person wants to be written to."
)

__all__ = ["Language", "Part", "Profession", "Role", "SignUpKind", "Standing"]
