"""What each mutation takes."""

import strawberry

from chassis.once import Repeatable
from services.certification.schema.draft_inputs import CaregiverInput, FindingsInput, PatientProfileInput
from services.certification.schema.enums import Attestation, Part, PhysicianRole, Statement


@strawberry.input(description="Begins a certification.")
class StartCertificationInput(Repeatable):
    practitioner_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="For whom you draft; needed where you are the delegate of several practitioners.",
    )
    patient_id: strawberry.ID | None = strawberry.field(
        default=None, description="A patient of yours, whose profile is taken over; a new patient by default."
    )
    caregiver: CaregiverInput | None = strawberry.field(
        default=None, description="Where there is one; only the practitioner designates one."
    )
    patient: PatientProfileInput | None = strawberry.field(default=None, description="As far as it is known.")
    findings: FindingsInput | None = strawberry.field(default=None, description="As far as they are known.")


@strawberry.input(description="Changes a draft's patient profile.")
class UpdatePatientProfileInput(Repeatable):
    certification_id: strawberry.ID = strawberry.field(description="The draft.")
    version: int = strawberry.field(description="The version that you read.")
    patient: PatientProfileInput = strawberry.field(description="The parts that change.")


@strawberry.input(description="Changes what a draft says was found.")
class RecordFindingsInput(Repeatable):
    certification_id: strawberry.ID = strawberry.field(description="The draft.")
    version: int = strawberry.field(description="The version that you read.")
    findings: FindingsInput = strawberry.field(description="The parts that change.")


@strawberry.input(description="Submits a draft.")
class SubmitCertificationInput(Repeatable):
    certification_id: strawberry.ID = strawberry.field(description="The draft.")
    version: int = strawberry.field(
        description="The version that you read: what somebody changed since is not signed."
    )


@strawberry.input(description="Decides a review.")
class ReviewCertificationInput(Repeatable):
    certification_id: strawberry.ID = strawberry.field(description="What waits for the review.")
    approve: bool = strawberry.field(
        description="True certifies it, or designates the proposed caregiver; false makes it a draft again, or leaves "
        "it without that caregiver."
    )
    reason: str = strawberry.field(
        description="Why, in up to 500 characters; the practitioner reads it where it is not approved."
    )


@strawberry.input(description="Names the caregiver of a draft, or of a certification in force that has none.")
class DesignateCaregiverInput(Repeatable):
    certification_id: strawberry.ID = strawberry.field(description="The certification.")
    version: int = strawberry.field(description="The version that you read.")
    caregiver: CaregiverInput = strawberry.field(
        description="The person; in the place of the one that a draft has."
    )
    attestations: list[Attestation] | None = strawberry.field(
        default=None,
        description="What you affirm of this person: CAREGIVER_NEVER_CONVICTED, PATIENT_CHOSE_CAREGIVER. Needed in "
        "force, where what was affirmed of a former caregiver does not count; left out, a draft keeps what it says.",
    )


@strawberry.input(description="Leaves the patient without caregiver.")
class RemoveCaregiverInput(Repeatable):
    certification_id: strawberry.ID = strawberry.field(description="The certification.")
    version: int = strawberry.field(description="The version that you read.")
    need_ended_because: str | None = strawberry.field(
        default=None,
        description="Why the patient, of a certification in force, needs a caregiver no longer, in up to 500 "
        "characters: then they are registered without one. Left out, the registration awaits the next one, where the "
        "need is documented. A need that arises again takes a new certification. A draft says it in its findings.",
    )


@strawberry.input(description="Deletes a draft.")
class DiscardCertificationInput:
    certification_id: strawberry.ID = strawberry.field(description="The draft.")
    version: int = strawberry.field(description="The version that you read.")


@strawberry.input(description="Begins the certification of the next year.")
class RenewCertificationInput(Repeatable):
    certification_id: strawberry.ID = strawberry.field(
        description="One of yours that ends within 30 days, or has ended."
    )


@strawberry.input(description="Ends a certification, or takes a submission back.")
class WithdrawCertificationInput(Repeatable):
    certification_id: strawberry.ID = strawberry.field(description="The certification.")
    reason: str = strawberry.field(description="Why, in up to 500 characters.")


@strawberry.input(description="Ends a certification and its registration at once.")
class RevokeCertificationInput(Repeatable):
    certification_id: strawberry.ID = strawberry.field(description="The certification.")
    reason: str = strawberry.field(description="Why, in up to 500 characters.")


@strawberry.input(description="Signs, or refuses to sign, as the second physician of a minor.")
class CosignCertificationInput(Repeatable):
    reference: str = strawberry.field(description="What the first physician passed on.")
    approve: bool = strawberry.field(description="True signs; false makes it a draft of the first again.")
    role: PhysicianRole | None = strawberry.field(default=None, description="Your own part; needed to sign.")
    attestations: list[Attestation] | None = strawberry.field(
        default=None, description="What you affirm: IN_MINORS_BEST_INTEREST; needed to sign."
    )
    reason: str | None = strawberry.field(
        default=None, description="Why not, in up to 500 characters; needed to refuse."
    )


@strawberry.input(description="Corrects the address to which the registration mail goes.")
class CorrectPatientEmailInput(Repeatable):
    certification_id: strawberry.ID = strawberry.field(description="A certification of yours in force.")
    email: str = strawberry.field(description="The right address.")


@strawberry.input(description="Tells the practitioner that something is different now.")
class ReportChangeInput(Repeatable):
    certification_id: strawberry.ID = strawberry.field(
        description="The application of which you are a person."
    )
    text: str = strawberry.field(description="What changed, in up to 1,000 characters.")


@strawberry.input(description="Marks a reported change as seen to.")
class HandleReportedChangeInput:
    certification_id: strawberry.ID = strawberry.field(description="A certification of yours.")
    change_id: strawberry.ID = strawberry.field(description="The reported change.")


@strawberry.input(description="Completes a part of the registration.")
class CompleteRegistrationInput(Repeatable):
    certification_id: strawberry.ID = strawberry.field(
        description="The certification of which you are the patient, or the caregiver."
    )
    part: Part = strawberry.field(
        default=Part.PATIENT, description="Whose part; a guardian completes both, one after the other."
    )
    affirmed: list[Statement] = strawberry.field(
        description="Every statement of the part, each affirmed by the person."
    )
