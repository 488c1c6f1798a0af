"""The people of a certification and what was found, as far as we know them: absent facts are None or empty."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from contracts.events.internal import Language, Profession, Standing

ADULT_AGE = 18


@dataclass(frozen=True, slots=True)
class Credential:
    """A licence or registration: its standing and its last day, where known."""

    standing: Standing
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Practitioner:
    """The practitioner who signs, as identity announced them.

    `name` ends in ", " and the credential; `email` is their account's. States are two capital letters.
    """

    id: str | None = None
    name: str | None = None
    email: str | None = None
    account_id: str | None = None
    profession: Profession | None = None
    profile_confirmed: bool = False
    license: Credential | None = None
    controlled_substance: Credential | None = None
    dea: Credential | None = None
    dea_state: str | None = None  # for which the DEA registration is
    practice_state: str | None = None
    board_certifications: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Patient:
    """The patient's profile as the practitioner entered it, right or wrong: the rules judge it."""

    first_name: str | None = None
    last_name: str | None = None
    date_of_birth: date | None = None
    street: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None
    email: str | None = None
    phone: str | None = None
    language: Language = Language.EN
    lacks_legal_capacity: bool | None = None
    emancipated: bool | None = None
    confined: bool | None = None  # in a facility under the Department of Correction


class Modality(StrEnum):
    """How the patient was examined."""

    IN_PERSON = "IN_PERSON"
    TELEHEALTH = "TELEHEALTH"


class DosageForm(StrEnum):
    """Forms that a certification may name; the first three are barred for minors (CGS 21a-408d(a))."""

    SMOKABLE = "SMOKABLE"
    INHALABLE = "INHALABLE"  # otherwise than by smoke or vapour, e.g. from an inhaler
    VAPORIZABLE = "VAPORIZABLE"
    EDIBLE = "EDIBLE"
    OIL = "OIL"
    TOPICAL = "TOPICAL"
    OTHER = "OTHER"


class Attestation(StrEnum):
    """What the practitioner affirms one by one (RCSA 21a-408-2; CGS 21a-408c)."""

    ONGOING_CARE = "ONGOING_CARE"
    ASSESSMENT_COMPLETED = "ASSESSMENT_COMPLETED"
    CONDITION_DIAGNOSED = "CONDITION_DIAGNOSED"
    DRUGS_CONSIDERED = "DRUGS_CONSIDERED"
    BENEFITS_OUTWEIGH_RISKS = "BENEFITS_OUTWEIGH_RISKS"
    RISKS_EXPLAINED = "RISKS_EXPLAINED"
    FOLLOW_UP_AVAILABLE = "FOLLOW_UP_AVAILABLE"
    PRESCRIPTION_HISTORY_REVIEWED = "PRESCRIPTION_HISTORY_REVIEWED"
    SCHEDULE_II_IN_CONNECTICUT = "SCHEDULE_II_IN_CONNECTICUT"
    NO_FINANCIAL_INTEREST = "NO_FINANCIAL_INTEREST"
    NO_PROHIBITED_CONDUCT = "NO_PROHIBITED_CONDUCT"
    PATIENT_IS_NOT_MYSELF = "PATIENT_IS_NOT_MYSELF"
    # where there is a caregiver, or the patient is a minor
    CAREGIVER_NEVER_CONVICTED = "CAREGIVER_NEVER_CONVICTED"
    PATIENT_CHOSE_CAREGIVER = "PATIENT_CHOSE_CAREGIVER"
    GUARDIAN_CONSENTED = "GUARDIAN_CONSENTED"
    IN_MINORS_BEST_INTEREST = "IN_MINORS_BEST_INTEREST"  # by both physicians
    SECOND_PHYSICIANS_LETTER = "SECOND_PHYSICIANS_LETTER"


# Of one caregiver, and of no other.
OF_CAREGIVER = frozenset({Attestation.CAREGIVER_NEVER_CONVICTED, Attestation.PATIENT_CHOSE_CAREGIVER})
# Of a minor, by the second physician in signing.
OF_COSIGNER = frozenset({Attestation.IN_MINORS_BEST_INTEREST})


class PhysicianRole(StrEnum):
    """The two physicians of a minor (CGS 21a-408d(a); RCSA 21a-408-6(c)(2))."""

    PRIMARY_CARE = "PRIMARY_CARE"
    BOARD_CERTIFIED = "BOARD_CERTIFIED"


@dataclass(frozen=True, slots=True)
class Findings:
    """What the practitioner found, did and affirms. `conditions` are codes of debilitating conditions."""

    conditions: tuple[str, ...] = ()
    underlying_condition: str | None = None  # of chronic pain (#37), with how long and what was tried
    pain_months: int | None = None
    other_treatment_failed: bool | None = None
    examined_on: date | None = None
    modality: Modality | None = None
    prescriptions_reviewed_on: date | None = None  # in the prescription monitoring program
    attestations: tuple[Attestation, ...] = ()
    dosage_forms: tuple[DosageForm, ...] = ()
    caregiver_needed: bool | None = None
    caregiver_need: str | None = None  # why, in the practitioner's words
    physician_role: PhysicianRole | None = None  # of the signing physician, where the patient is a minor


class Relationship(StrEnum):
    """What a caregiver is to the patient."""

    PARENT = "PARENT"
    CHILD = "CHILD"  # of age, as every caregiver
    GUARDIAN = "GUARDIAN"
    CONSERVATOR = "CONSERVATOR"
    LEGAL_CUSTODIAN = "LEGAL_CUSTODIAN"
    SIBLING = "SIBLING"
    SPOUSE = "SPOUSE"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class Caregiver:
    """The person designated, and what is known of them elsewhere.

    `id` is this practitioner's own name for them, `person_id` the human being across practitioners.
    `other_relationships` are those to the other patients they are responsible for at present: unknown (None)
    until the person can be recognised by name and date of birth. `known_by_other_name` is whether another person
    has registered responsibilities under the same e-mail address.
    """

    id: str | None = None
    person_id: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    date_of_birth: date | None = None
    email: str | None = None
    phone: str | None = None
    language: Language = Language.EN
    relationship: Relationship | None = None
    undertakes_management: bool | None = None  # agreed to manage the patient's well-being
    controls_possession: bool | None = None  # agreed to control acquisition and possession (minors)
    is_practitioner_of_patient: bool | None = None
    other_relationships: tuple[Relationship, ...] | None = None
    known_by_other_name: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """One physician's part in a minor's certification."""

    practitioner: Practitioner
    role: PhysicianRole | None = None
    signed_on: date | None = None
    attestations: tuple[Attestation, ...] = ()
