"""Accounts and practitioners, as clients see them."""

from datetime import UTC, date, datetime

import strawberry

from contracts.events.internal import Credential as CredentialValue
from services.identity.domain import account as domain
from services.identity.domain import practitioner as registry
from services.identity.domain.dea import masked
from services.identity.schema.context import Info
from services.identity.schema.enums import ClientKind, DeaFinding, Language, Part, Profession, Role, Standing
from services.identity.store import links, sessions
from services.identity.usecases import sign_in


@strawberry.federation.type(
    keys=["id"], description="A practitioner who confirmed the profile of the registry."
)
class Practitioner:
    id: strawberry.ID = strawberry.field(description="Opaque id.")
    profession: Profession = strawberry.field(description="Physician or nurse practitioner.")
    first_name: str = strawberry.field(description="Given name.")
    last_name: str = strawberry.field(description="Family name.")
    credential: str = strawberry.field(description="The letters behind the name, e.g. MD.")
    confirmed: bool = strawberry.field(
        description="False while a problem of the profile is being looked into."
    )

    @classmethod
    def of(cls, practitioner: registry.Practitioner) -> "Practitioner":
        r = practitioner.registered
        return cls(
            id=strawberry.ID(practitioner.id),
            profession=r.profession,
            first_name=r.first_name,
            last_name=r.last_name,
            credential=r.credential,
            confirmed=practitioner.confirmed,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "Practitioner | None":
        if await info.context.caller.session_or_none() is None:
            return None
        found = await info.context.practitioners.load(str(id))
        return None if found is None else cls.of(found)


@strawberry.type(description="A licence or registration, as the registry knows it.")
class Credential:
    number: str = strawberry.field(description="Its number; a DEA number is masked.")
    standing: Standing = strawberry.field(description="Its state.")
    expires_on: date | None = strawberry.field(
        description="Its last day; null where the registry does not say."
    )

    @classmethod
    def of(cls, number: str, credential: CredentialValue) -> "Credential":
        return cls(number=number, standing=credential.standing, expires_on=credential.expires_on)


@strawberry.type(
    description="The profile to review before it is confirmed. Its own practitioner sees it, and reviewers."
)
class PractitionerProfile:
    practitioner_id: strawberry.ID = strawberry.field(description="Give it to confirmPractitionerProfile.")
    profession: Profession = strawberry.field(description="Physician or nurse practitioner.")
    first_name: str = strawberry.field(description="Given name.")
    last_name: str = strawberry.field(description="Family name.")
    credential: str = strawberry.field(description="The letters behind the name, e.g. MD.")
    license: Credential = strawberry.field(description="The Connecticut licence.")
    controlled_substance: Credential = strawberry.field(
        description="The state's controlled-substance registration."
    )
    dea: Credential = strawberry.field(description="The federal DEA registration.")
    street: str = strawberry.field(description="Street and number of practice.")
    city: str = strawberry.field(description="Town of practice.")
    state: str = strawberry.field(description="State of practice, two letters.")
    zip: str = strawberry.field(description="ZIP code of practice.")
    board_certifications: list[str] = strawberry.field(description="Board certifications; may be empty.")
    dea_findings: list[DeaFinding] = strawberry.field(
        description="What is unusual about the DEA number. Another surname's letter is only worth a look; for "
        "the rest a reviewer decides after you confirmed, before you can certify."
    )

    @classmethod
    def of(cls, practitioner: registry.Practitioner) -> "PractitionerProfile":
        r = practitioner.registered
        return cls(
            practitioner_id=strawberry.ID(practitioner.id),
            profession=r.profession,
            first_name=r.first_name,
            last_name=r.last_name,
            credential=r.credential,
            license=Credential.of(r.license_number, r.license),
            controlled_substance=Credential.of(r.controlled_substance_number, r.controlled_substance),
            dea=Credential.of(masked(r.dea_number), r.dea),
            street=r.street,
            city=r.city,
            state=r.state,
            zip=r.zip,
            board_certifications=list(r.board_certifications),
            dea_findings=list(r.dea_findings),
        )


@strawberry.type(description="A person of an application that the account proved to be.")
class AccountLink:
    certification_id: strawberry.ID = strawberry.field(description="The certification.")
    part: Part = strawberry.field(description="Patient or caregiver.")

    @classmethod
    def of(cls, link: links.Link) -> "AccountLink":
        return cls(certification_id=strawberry.ID(link.certification_id), part=link.part)


@strawberry.federation.type(keys=["id"], description="An account. Only its owner sees it.")
class Account:
    id: strawberry.ID = strawberry.field(description="Opaque id.")
    email: str = strawberry.field(description="The verified e-mail address.")
    language: Language = strawberry.field(description="The language of mails to the account.")
    roles: list[Role] = strawberry.field(description="What it proved or was granted.")
    practitioner: Practitioner | None = strawberry.field(description="Null until a profile was confirmed.")

    @strawberry.field(description="The persons of applications that it proved to be.")
    async def links(self, info: Info) -> list[AccountLink]:
        return [AccountLink.of(link) for link in await info.context.links.load(str(self.id))]

    @classmethod
    async def of(cls, account: domain.Account, info: Info) -> "Account":
        bound = None
        if account.practitioner_id is not None:
            bound = await info.context.practitioners.load(account.practitioner_id)
        return cls(
            id=strawberry.ID(account.id),
            email=account.email,
            language=account.language,
            roles=sorted(account.roles),
            practitioner=None if bound is None else Practitioner.of(bound),
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "Account | None":
        session = await info.context.caller.session_or_none()
        if session is None or session.account_id != str(id):
            return None
        account = await info.context.store.accounts.find(session.account_id)
        return None if account is None else await cls.of(account, info)


@strawberry.type(description="The tokens of a session. Send the access token as `Authorization: Bearer ...`.")
class SessionTokens:
    access_token: str = strawberry.field(description="Valid for minutes; opaque to clients.")
    access_token_expires_at: datetime = strawberry.field(description="Refresh the session before.")
    refresh_token: str | None = strawberry.field(
        description="Give it to refreshSession; each is good for one use. Null where a cookie holds it."
    )
    refresh_token_expires_at: datetime = strawberry.field(description="Sign in again after.")

    @classmethod
    def of(cls, tokens: sign_in.SessionTokens, *, in_cookie: bool) -> "SessionTokens":
        return cls(
            access_token=tokens.access_token,
            access_token_expires_at=datetime.fromtimestamp(tokens.access_expires_at, UTC),
            refresh_token=None if in_cookie else tokens.refresh_token,
            refresh_token_expires_at=datetime.fromtimestamp(tokens.refresh_expires_at, UTC),
        )


@strawberry.type(description="One of the account's sessions. Only its owner sees it.")
class AccountSession:
    id: strawberry.ID = strawberry.field(description="Give it to endSession.")
    client: ClientKind = strawberry.field(description="What it runs on, as its client said.")
    created_at: datetime = strawberry.field(description="When it was signed in.")
    last_used_at: datetime = strawberry.field(description="When it was signed in or last refreshed.")
    current: bool = strawberry.field(description="Whether it is the one that asks.")

    @classmethod
    def of(cls, session: sessions.OpenSession, current: str) -> "AccountSession":
        return cls(
            id=strawberry.ID(session.id),
            client=session.client,
            created_at=session.created_at,
            last_used_at=session.last_used_at,
            current=session.id == current,
        )
