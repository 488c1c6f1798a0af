"""Enums of the domain and of the contracts, given their names in the schema."""

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

from contracts.events.internal import Language, Part
from contracts.events.public import RegistrationStatus
from services.certification.domain.audit import Capacity, Deed
from services.certification.domain.certification import Status
from services.certification.domain.delegate import DelegateStatus
from services.certification.domain.people import (
    Attestation,
    DosageForm,
    Modality,
    PhysicianRole,
    Relationship,
)
from services.certification.domain.registration import WORDS, Statement
from services.certification.rules.model import Severity, Source
from services.certification.rules.telling import RuleResult

strawberry.enum(Status, name="CertificationStatus", description="Where a certification stands.")
strawberry.enum(
    RegistrationStatus, name="RegistrationStatus", description="Where the patient's registration stands."
)
strawberry.enum(
    Statement,
    name="RegistrationStatement",
    description="What is affirmed to complete a part of the registration. registration tells which are needed.",
)
_statements: StrawberryEnumDefinition = Statement.__strawberry_definition__  # type: ignore[attr-defined]
for _value in _statements.values:
    _value.description = WORDS[Statement[_value.name]]
strawberry.enum(
    Language, name="Language", description="The language in which a person wants to be written to."
)
strawberry.enum(
    Severity,
    name="RuleSeverity",
    description="BLOCKS: it cannot be submitted. REVIEW: a reviewer decides. WARNS: it is only said.",
)
strawberry.enum(
    Source,
    name="RuleSource",
    description="Where a rule comes from. GUIDE: the program's guide for physicians. LAW: statute, regulation, or "
    "what the Department's pages say of them. POLICY: of this system.",
)

strawberry.enum(RuleResult, name="RuleResult", description="What a rule found.")
strawberry.enum(
    Attestation,
    name="Attestation",
    description="What the practitioner affirms, one by one. rulebook tells which rule asks for which.",
)
strawberry.enum(Modality, name="ExaminationModality", description="How the patient was examined.")
strawberry.enum(
    DosageForm, name="DosageForm", description="Forms to certify; a minor can't have the first three."
)
strawberry.enum(
    PhysicianRole,
    name="PhysicianRole",
    description="The two physicians of a minor: the primary care provider, and one board certified in the field.",
)
strawberry.enum(
    Relationship,
    name="CaregiverRelationship",
    description="What a caregiver is to the patient: CHILD is the patient's adult son or daughter.",
)
strawberry.enum(Part, name="ApplicationPart", description="What a person is in an application.")
strawberry.enum(
    DelegateStatus,
    name="DelegateStatus",
    description="Where a delegate stands. EXPIRED: nobody accepted the invitation in time.",
)
strawberry.enum(Deed, name="TimelineDeed", description="What was done to a certification.")
strawberry.enum(
    Capacity,
    name="TimelineCapacity",
    description="As what somebody acted. SYSTEM is the passage of time. OTHER_PRACTITIONER certified the patient "
    "anew, or learned from a rule that they are certified, and no more.",
)

__all__ = [
    "Attestation",
    "Capacity",
    "Deed",
    "DelegateStatus",
    "DosageForm",
    "Language",
    "Modality",
    "Part",
    "PhysicianRole",
    "RegistrationStatus",
    "Relationship",
    "RuleResult",
    "Severity",
    "Source",
    "Statement",
    "Status",
]
