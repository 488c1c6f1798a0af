"""Enums of the domain and of the contracts, given their names in the schema."""

import strawberry

from contracts.events.internal import Language
from contracts.events.public import RegistrationStatus
from services.certification.domain.certification import Statement, Status
from services.certification.domain.people import Attestation, DosageForm, Modality
from services.certification.rules.model import Severity, Source
from services.certification.rules.telling import RuleResult

strawberry.enum(Status, name="CertificationStatus", description="Where a certification stands.")
strawberry.enum(
    RegistrationStatus, name="RegistrationStatus", description="Where the patient's registration stands."
)
strawberry.enum(
    Statement,
    name="RegistrationStatement",
    description="What the patient affirms to complete the registration. All of them are needed.",
)
strawberry.enum(
    Language, name="Language", description="The language in which a person wants to be written to."
)
strawberry.enum(
    Severity,
    name="RuleSeverity",
    description="BLOCKS: it cannot be submitted. REVIEW: a reviewer decides. WARNS: it is only said.",
)
strawberry.enum(Source, name="RuleSource", description="Where a rule comes from.")

strawberry.enum(RuleResult, name="RuleResult", description="What a rule found.")
strawberry.enum(
    Attestation,
    name="Attestation",
    description="What the practitioner affirms, one by one. rulebook tells which rule asks for which.",
)
strawberry.enum(Modality, name="ExaminationModality", description="How the patient was examined.")
strawberry.enum(
    DosageForm, name="DosageForm", description="Forms to certify; a minor can't have the first two."
)

__all__ = [
    "Attestation",
    "DosageForm",
    "Language",
    "Modality",
    "RegistrationStatus",
    "RuleResult",
    "Severity",
    "Source",
    "Statement",
    "Status",
]
