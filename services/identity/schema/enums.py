"""Enums of the domain and of the contracts, given their names in the schema."""

import strawberry

from contracts.events.internal import Language, Part, Profession, Standing
from services.identity.domain.account import ClientKind, Role, SignUpKind
from services.identity.domain.audit import AuditKind
from services.identity.domain.dea import DeaFinding
from services.identity.domain.review import ReviewDecision, ReviewKind
from services.identity.schema.refresh_cookie import SessionTransport

strawberry.enum(Role, name="Role", description="What an account proved, or was granted.")
strawberry.enum(ClientKind, name="ClientKind", description="What a session runs on.")
strawberry.enum(
    SessionTransport,
    name="SessionTransport",
    description="How the refresh token travels. PAYLOAD: in inputs and answers, for apps. COOKIE: in a cookie that "
    "no script can read, for web pages.",
)
strawberry.enum(
    AuditKind,
    name="AccountActivityKind",
    description="What happened to an account; what was refused is named so.",
)
strawberry.enum(
    SignUpKind,
    name="SignUpKind",
    description="As whom somebody signs up. STAFF: of a practitioner, who invites them as a delegate.",
)
strawberry.enum(Profession, name="Profession", description="The professions that may certify.")
strawberry.enum(Standing, name="Standing", description="The state of a licence or registration.")
strawberry.enum(Part, name="Part", description="What a person is in an application.")
strawberry.enum(
    Language, name="Language", description="The language in which a person wants to be written to."
)
strawberry.enum(DeaFinding, name="DeaFinding", description="What is unusual about a DEA number.")
strawberry.enum(
    ReviewKind,
    name="PractitionerReviewKind",
    description="Why a reviewer is asked: the practitioner says the profile is wrong; the DEA number is unusual; "
    "somebody tried a DEA number too often.",
)
strawberry.enum(
    ReviewDecision,
    name="PractitionerReviewDecision",
    description="Approved: the profile or number is right, or may be tried again. Refused: all stays blocked.",
)

__all__ = [
    "AuditKind",
    "ClientKind",
    "DeaFinding",
    "Language",
    "Part",
    "Profession",
    "ReviewDecision",
    "ReviewKind",
    "Role",
    "SessionTransport",
    "SignUpKind",
    "Standing",
]
