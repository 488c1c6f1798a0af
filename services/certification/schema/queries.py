"""What can be asked of certification."""

from datetime import date, timedelta
from typing import Annotated

import strawberry

from chassis.errors import BadUserInput, NotFound
from chassis.page import place, size
from chassis.user_errors import Refused
from contracts.contact import normal_email, normal_phone
from services.certification.domain import people
from services.certification.domain.calendar import connecticut_date
from services.certification.domain.certification import EXPIRING_DAYS
from services.certification.domain.person import normal_name
from services.certification.rules import rulebook
from services.certification.schema.certification import (
    Certification,
    DebilitatingCondition,
)
from services.certification.schema.connection import CertificationConnection
from services.certification.schema.context import Info
from services.certification.schema.delegates import Delegations
from services.certification.schema.enums import RegistrationStatus, Status
from services.certification.schema.rules import Assessment, Rulebook
from services.certification.schema.timeline import Access
from services.certification.store.certifications import Wanted
from services.certification.usecases import showing
from services.certification.usecases.access import practitioner_of
from services.certification.usecases.assess import check_certification
from services.certification.usecases.cosign_certification import certification_to_cosign
from services.certification.usecases.desk import desk, listed
from services.certification.usecases.read_audit import audit_trail, my_access_log
from services.certification.usecases.review_certification import review_queue

AsOf = Annotated[
    date | None,
    strawberry.argument(description="The day, by Connecticut's calendar; today where it is left out."),
]


@strawberry.input(
    description="What is known of a patient, spelled as in their profile but for case and accents."
)
class PatientSearch:
    first_name: str | None = strawberry.field(default=None, description="Given name, whole.")
    last_name: str | None = strawberry.field(default=None, description="Family name, whole.")
    date_of_birth: date | None = strawberry.field(default=None, description="Date of birth.")
    email: str | None = strawberry.field(default=None, description="E-mail address.")
    phone: str | None = strawberry.field(default=None, description="Phone number, in any spelling.")

    def check(self) -> None:
        """Raises BadUserInput for what nobody has: left out, it would find everybody."""
        for name, value in (("firstName", self.first_name), ("lastName", self.last_name)):
            if value is not None and not normal_name(value):
                raise BadUserInput(f"`filter.patient.{name}` has no letter.")
        if self.email is not None and normal_email(self.email) is None:
            raise BadUserInput("`filter.patient.email` is no e-mail address.")
        if self.phone is not None and normal_phone(self.phone) is None:
            raise BadUserInput("`filter.patient.phone` is no phone number of ten digits.")


@strawberry.input(description="Which certifications to list: those that fit all that is given.")
class CertificationFilter:
    status: Status | None = strawberry.field(default=None, description="In this state.")
    registration: RegistrationStatus | None = strawberry.field(
        default=None,
        description="Whose registration is in this state: AWAITING_PATIENT for patients who have not registered yet.",
    )
    expiring: bool = strawberry.field(
        default=False, description="Only those in force that end within 30 days: they may be renewed."
    )
    undelivered: bool = strawberry.field(
        default=False,
        description="Only those of which the newest mail to the patient or the caregiver failed for good: correct the "
        "address.",
    )
    returned: bool = strawberry.field(
        default=False,
        description="Only drafts that you had signed and that came back, with `returnedBecause`: refused, or not "
        "signed by the second physician in time.",
    )
    proposed_caregiver: bool = strawberry.field(
        default=False,
        description="Only those in force whose `proposedCaregiver` waits for a reviewer.",
    )
    reported_change: bool = strawberry.field(
        default=False,
        description="Only those of which a patient or caregiver reported a change that you have not handled.",
    )
    patient: PatientSearch | None = strawberry.field(
        default=None, description="Whose patient all these facts are of."
    )

    def wanted(self, today: date) -> Wanted:
        search = self.patient
        if search is not None:
            search.check()
        return Wanted(
            status=self.status,
            registration=self.registration,
            ending_by=today + timedelta(EXPIRING_DAYS) if self.expiring else None,
            undelivered=self.undelivered,
            returned=self.returned,
            proposed_caregiver=self.proposed_caregiver,
            reported_change=self.reported_change,
            patient=people.Patient()
            if search is None
            else people.Patient(
                first_name=search.first_name,
                last_name=search.last_name,
                date_of_birth=search.date_of_birth,
                email=search.email,
                phone=search.phone,
            ),
        )


@strawberry.type(description="How many of your certifications are in a state.")
class StatusCount:
    status: Status = strawberry.field(description="The state.")
    count: int = strawberry.field(description="How many.")


@strawberry.type(description="What waits on a practitioner's desk.")
class Desk:
    counts: list[StatusCount] = strawberry.field(description="For each state, those with none included.")
    awaiting_patient: int = strawberry.field(description="Certified patients who have not registered yet.")
    awaiting_caregiver: int = strawberry.field(description="Those whose caregiver has not registered yet.")
    expiring: int = strawberry.field(description="Certifications in force that end within 30 days.")
    undelivered: int = strawberry.field(
        description="Certifications about which a mail failed for good, until the address is corrected or a later mail "
        "arrives."
    )
    returned: int = strawberry.field(
        description="Drafts that were signed and came back, with `returnedBecause`, until they are submitted again."
    )
    proposed_caregivers: int = strawberry.field(
        description="Certifications in force whose `proposedCaregiver` waits for a reviewer."
    )
    reported_changes: int = strawberry.field(
        description="Certifications with `reportedChanges` that you have not handled."
    )


@strawberry.type
class Query(Delegations):
    @strawberry.field(
        description="A certification of yours: as its practitioner, second physician, patient or caregiver, as a "
        "delegate a draft, as a reviewer what was submitted. Null, with an error, for everybody else and where there "
        "is none."
    )
    async def certification(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")]
    ) -> Certification | None:
        await info.context.session()
        found = await info.context.certifications.load(str(id))
        if found is None:
            raise NotFound
        return Certification.of(found, now=info.context.now)

    @strawberry.field(
        description="Your certifications as a practitioner, or a practitioner's drafts as their delegate, the newest "
        "first."
    )
    async def certifications(
        self,
        info: Info,
        first: Annotated[int, strawberry.argument(description="How many, 1 to 100.")] = 20,
        after: Annotated[
            str | None, strawberry.argument(description="The cursor behind which to begin.")
        ] = None,
        filter: Annotated[
            CertificationFilter | None, strawberry.argument(description="Which of them.")
        ] = None,
        practitioner_id: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="Whose drafts; needed by a delegate of several practitioners."),
        ] = None,
    ) -> CertificationConnection | None:
        try:
            found = await listed(
                (filter or CertificationFilter()).wanted(connecticut_date(info.context.now)),
                practitioner_id=practitioner_id and str(practitioner_id),
                session=await info.context.session(),
                store=info.context.store,
                after=place(after),
                limit=size(first) + 1,
            )
        except Refused as refused:
            raise BadUserInput(refused.errors[0].message) from None
        shown = await info.context.shown(found)
        return CertificationConnection.of(shown, first=first, after=after, now=info.context.now)

    @strawberry.field(
        description="The certifications whose patient or caregiver you proved to be, with their registrations, the "
        "newest first."
    )
    async def my_applications(self, info: Info) -> list[Certification] | None:
        context = info.context
        found = await showing.applications(await context.session(), context.store, now=context.now)
        return [Certification.of(c, now=info.context.now) for c in found]

    @strawberry.field(description="How many certifications wait for what on your desk as a practitioner.")
    async def desk(self, info: Info) -> Desk | None:
        practitioner_id = practitioner_of(await info.context.session())
        shown = await desk(practitioner_id, now=info.context.now, store=info.context.store)
        return Desk(
            counts=[StatusCount(status=status, count=shown.counts.get(status, 0)) for status in Status],
            awaiting_patient=shown.awaiting_patient,
            awaiting_caregiver=shown.awaiting_caregiver,
            expiring=shown.expiring,
            undelivered=shown.undelivered,
            returned=shown.returned,
            proposed_caregivers=shown.proposed_caregivers,
            reported_changes=shown.reported_changes,
        )

    @strawberry.field(
        description="A minor's certification that waits for your signature as the second physician. Null, with an "
        "error, if none has this reference."
    )
    async def certification_to_cosign(
        self,
        info: Info,
        reference: Annotated[str, strawberry.argument(description="What the first physician passed on.")],
    ) -> Certification | None:
        context = info.context
        found = await certification_to_cosign(
            reference, session=await context.session(), now=context.now, store=context.store
        )
        return Certification.of(found, now=context.now)

    @strawberry.field(
        description="Who changed and who saw a certification of yours, the newest first: all changes, and the last "
        "1,000 reads. Those of one account within one hour are one. For its practitioner."
    )
    async def audit_trail(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The certification's id.")],
    ) -> list[Access] | None:
        context = info.context
        found = await audit_trail(str(id), session=await context.session(), store=context.store)
        return [Access.of(each) for each in found]

    @strawberry.field(
        description="Who changed and who saw your record as a patient, the newest first: all changes, and the last "
        "1,000 reads. Those of one account within one hour are one."
    )
    async def my_access_log(self, info: Info) -> list[Access] | None:
        context = info.context
        found = await my_access_log(session=await context.session(), store=context.store)
        return [Access.of(each) for each in found]

    @strawberry.field(
        description="What every rule says of a certification of yours, were it signed today. A delegate is told "
        "nothing of what others certified (CERT-6, CERT-7); a practitioner who is told that of 30 patients waits for a "
        "day."
    )
    async def check_certification(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The certification's id.")],
    ) -> Assessment | None:
        context = info.context
        return Assessment.of(
            await check_certification(
                str(id),
                session=await context.session(),
                now=context.now,
                store=context.store,
                books=context.books,
            )
        )

    @strawberry.field(description="Certifications that wait for a review, the oldest first. For reviewers.")
    async def review_queue(
        self,
        info: Info,
        first: Annotated[int, strawberry.argument(description="How many, 1 to 100.")] = 20,
        after: Annotated[
            str | None, strawberry.argument(description="The cursor behind which to begin.")
        ] = None,
    ) -> CertificationConnection | None:
        context = info.context
        found = await review_queue(
            await context.session(), context.store, after=place(after), limit=size(first) + 1
        )
        shown = await context.shown(found)
        return CertificationConnection.of(shown, first=first, after=after, now=context.now)

    @strawberry.field(description="The rules and condition lists in force on a day.")
    def rulebook(self, info: Info, as_of: AsOf = None) -> Rulebook:
        return Rulebook.of(_book(info, as_of))

    @strawberry.field(description="The debilitating medical conditions that count on a day.")
    def debilitating_conditions(
        self,
        info: Info,
        as_of: AsOf = None,
        minor: Annotated[
            bool, strawberry.argument(description="The list for patients under 18 instead of the adults'.")
        ] = False,
    ) -> list[DebilitatingCondition]:
        lists = _book(info, as_of).lists
        return [DebilitatingCondition.of(condition) for condition in (lists.minor if minor else lists.adult)]


def _book(info: Info, as_of: date | None) -> rulebook.Rulebook:
    return info.context.books.in_force_on(as_of or connecticut_date(info.context.now))
