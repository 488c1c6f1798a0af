"""The people of a certification, as clients see them."""

from datetime import date

import strawberry
from strawberry.federation.schema_directives import Key
from strawberry.federation.types import FieldSet

from services.certification.domain import people
from services.certification.schema.context import Info
from services.certification.schema.enums import Language, PhysicianRole, Relationship
from services.certification.usecases.showing import Shown


@strawberry.federation.type(
    keys=[Key(fields=FieldSet("id"), resolvable=False)],
    description="A practitioner; identity tells who it is.",
)
class Practitioner:
    id: strawberry.ID = strawberry.field(description="Opaque id.")


@strawberry.federation.type(
    keys=["id"],
    description="A patient, as the profile of the newest certification that you may see tells. A caregiver sees name "
    "and language; all else is null for them.",
)
class Patient:
    id: strawberry.ID = strawberry.field(description="Opaque id.")
    first_name: str | None = strawberry.field(description="Given name; null while a draft lacks it.")
    last_name: str | None = strawberry.field(description="Family name; null while a draft lacks it.")
    date_of_birth: date | None = strawberry.field(description="Null while a draft lacks it.")
    street: str | None = strawberry.field(
        description="Street and number of residence; null while a draft lacks it."
    )
    city: str | None = strawberry.field(description="Town of residence; null while a draft lacks it.")
    state: str | None = strawberry.field(
        description="State of residence, two letters; null while a draft lacks it."
    )
    zip: str | None = strawberry.field(description="ZIP or ZIP+4; null while a draft lacks it.")
    email: str | None = strawberry.field(description="E-mail address; null while a draft lacks it.")
    phone: str | None = strawberry.field(description="Primary phone number; null while a draft lacks it.")
    language: Language = strawberry.field(description="The language of mails to the patient.")
    lacks_legal_capacity: bool | None = strawberry.field(
        description="Whether an adult lacks legal capacity; null while it was not said."
    )
    emancipated: bool | None = strawberry.field(
        description="Whether a minor is emancipated; null while it was not said."
    )
    confined: bool | None = strawberry.field(
        description="Whether confined in a correctional facility; null while it was not said."
    )

    @classmethod
    def of(cls, certification: Shown) -> "Patient":
        p = certification.patient
        return cls(
            id=strawberry.ID(certification.patient_id),
            first_name=p.first_name,
            last_name=p.last_name,
            date_of_birth=p.date_of_birth,
            street=p.street,
            city=p.city,
            state=p.state,
            zip=p.zip,
            email=p.email,
            phone=p.phone,
            language=p.language,
            lacks_legal_capacity=p.lacks_legal_capacity,
            emancipated=p.emancipated,
            confined=p.confined,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "Patient | None":
        certification = await info.context.newest_of_patient.load(str(id))
        return None if certification is None else cls.of(certification)


@strawberry.federation.type(
    keys=["id"], description="The caregiver of a patient, as you named them or as you are named."
)
class Caregiver:
    id: strawberry.ID = strawberry.field(description="Opaque id.")
    first_name: str | None = strawberry.field(description="Given name; null while a draft lacks it.")
    last_name: str | None = strawberry.field(description="Family name; null while a draft lacks it.")
    date_of_birth: date | None = strawberry.field(description="Null while a draft lacks it.")
    email: str | None = strawberry.field(description="E-mail address; null while a draft lacks it.")
    phone: str | None = strawberry.field(description="Phone number; null where none was given.")
    language: Language = strawberry.field(description="The language of mails to the caregiver.")
    relationship: Relationship | None = strawberry.field(
        description="What they are to the patient; null while a draft lacks it."
    )
    undertakes_management: bool | None = strawberry.field(
        description="Whether they agreed to manage the patient's well-being; null while it was not said."
    )
    controls_possession: bool | None = strawberry.field(
        description="Whether they agreed to control acquisition and possession; null while it was not said."
    )
    is_practitioner_of_patient: bool | None = strawberry.field(
        description="Whether they are a practitioner who certifies the patient; null while it was not said."
    )

    @classmethod
    def of(cls, certification: Shown) -> "Caregiver | None":
        return cls._of(certification.caregiver)

    @classmethod
    def proposed(cls, certification: Shown) -> "Caregiver | None":
        return None if certification.proposal is None else cls._of(certification.proposal.caregiver)

    @classmethod
    def _of(cls, c: people.Caregiver | None) -> "Caregiver | None":
        if c is None or c.id is None:
            return None
        return cls(
            id=strawberry.ID(c.id),
            first_name=c.first_name,
            last_name=c.last_name,
            date_of_birth=c.date_of_birth,
            email=c.email,
            phone=c.phone,
            language=c.language,
            relationship=c.relationship,
            undertakes_management=c.undertakes_management,
            controls_possession=c.controls_possession,
            is_practitioner_of_patient=c.is_practitioner_of_patient,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "Caregiver | None":
        certification = await info.context.newest_of_caregiver.load(str(id))
        return None if certification is None else cls.of(certification)


@strawberry.type(description="The second physician's part in a minor's certification.")
class Cosignature:
    reference: str | None = strawberry.field(
        description="Pass it on to the second physician, who signs with cosignCertification; null once signed, "
        "and for reviewers."
    )
    practitioner: Practitioner | None = strawberry.field(description="Who signed; null until then.")
    role: PhysicianRole | None = strawberry.field(description="Their part; null until they signed.")
    signed_on: date | None = strawberry.field(description="Connecticut's date of it; null until then.")

    @classmethod
    def of(cls, certification: Shown) -> "Cosignature | None":
        c = certification.cosignature
        if c is None:
            return None
        signer = c.practitioner_id
        return cls(
            reference=None if signer else c.reference or None,
            practitioner=Practitioner(id=strawberry.ID(signer)) if signer else None,
            role=c.role,
            signed_on=c.signed_on,
        )
