"""For each rule, people against dates: a table that a lawyer can read.

A row is: the rule, what it finds, and the case (Ana, Ana with her caregiver Lee, or Mia who is ten) with the facts that
are changed. No date means signed on 25 November 2026. `switch` departs from the guide's policy.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from contracts.events.internal import Profession, Standing
from services.certification.domain.people import (
    Attestation,
    Credential,
    DosageForm,
    Modality,
    PhysicianRole,
    Relationship,
    Signature,
)
from services.certification.rules import conditions
from services.certification.rules.facts import Facts
from services.certification.rules.law import Switches
from services.certification.rules.model import Fails, Holds, Missing, NotApplicable
from services.certification.rules.rooms import RULES
from services.certification.rules.rulebook import Rulebooks, Verdict, in_force_on
from tests.certification.cases import (
    ASSISTANT,
    BASES,
    BY_ID,
    CARED,
    LAWFUL,
    MINOR,
    NURSE,
    OSEI,
    RIVERA,
    TODAY,
    case,
    outcome_of,
    without,
)

ALONE: dict[str, Any] = {"caregiver": None}
YESTERDAY, TOMORROW = TODAY - timedelta(1), TODAY + timedelta(1)
EMANCIPATED: dict[str, Any] = {"who": "Mia", "patient_emancipated": True, "cosigner": None}
PAIN: dict[str, Any] = {
    "findings_conditions": ("CHRONIC_PAIN",),
    "findings_underlying_condition": "Osteoarthritis",
    "findings_pain_months": 6,
    "findings_other_treatment_failed": True,
}
TOURETTE: dict[str, Any] = {
    "who": "Mia",
    "findings_conditions": ("Tourette Syndrome",),
    "findings_other_treatment_failed": True,
}
ASSISTANTS = "allow_physician_assistants=true"
LETTER = "accept_second_physicians_letter=true"
UNAFFIRMED = Signature(OSEI, PhysicianRole.PRIMARY_CARE, TODAY)
TABLE = [
    # Who may certify
    case("WHO-1", Holds),
    case("WHO-1", Holds, practitioner_profession=NURSE),
    case("WHO-1", Holds, on=date(2017, 1, 1), practitioner_profession=NURSE),
    case("WHO-1", Fails, on=date(2016, 12, 31), practitioner_profession=NURSE),
    case("WHO-1", Fails, practitioner_profession=ASSISTANT),
    case("WHO-1", Holds, practitioner_profession=ASSISTANT, switch="allow_physician_assistants=true"),
    case(
        "WHO-1",
        Fails,
        on=date(2022, 12, 31),
        practitioner_profession=ASSISTANT,
        switch="allow_physician_assistants=true",
    ),
    case(
        "WHO-1",
        Holds,
        on=date(2023, 1, 1),
        practitioner_profession=ASSISTANT,
        switch="allow_physician_assistants=true",
    ),
    case("WHO-1", Missing, practitioner_profession=None),
    case("WHO-2", Holds, practitioner_profession=NURSE),
    case("WHO-2", Fails, practitioner_profession=NURSE, findings_conditions=("Glaucoma", "PTSD")),
    case("WHO-2", Missing, practitioner_profession=NURSE, findings_conditions=()),
    case("WHO-2", NotApplicable, findings_conditions=("Glaucoma",)),
    case("WHO-2B", Holds, practitioner_profession=ASSISTANT, switch=ASSISTANTS),
    case(
        "WHO-2B",
        Fails,
        practitioner_profession=ASSISTANT,
        findings_conditions=("Glaucoma",),
        switch=ASSISTANTS,
    ),
    case("WHO-2B", Missing, practitioner_profession=ASSISTANT, findings_conditions=(), switch=ASSISTANTS),
    case(
        "WHO-2B",
        NotApplicable,
        practitioner_profession=NURSE,
        findings_conditions=("Glaucoma",),
        switch=ASSISTANTS,
    ),
    case("WHO-3", Holds, who="Mia"),
    case("WHO-3", Fails, who="Mia", practitioner_profession=NURSE),
    case("WHO-3", Missing, who="Mia", practitioner_profession=None),
    case("WHO-3", NotApplicable, practitioner_profession=NURSE),
    case("WHO-3", NotApplicable, **EMANCIPATED),
    case("WHO-4", Holds),
    case("WHO-4", Fails, findings_attestations=without(Attestation.PATIENT_IS_NOT_MYSELF)),
    case("WHO-4", Missing, findings_attestations=()),
    case("WHO-5", Holds),
    case("WHO-5", Fails, findings_attestations=without(Attestation.NO_FINANCIAL_INTEREST)),
    case("WHO-5", Missing, findings_attestations=()),
    case("PROF-1", Holds),
    case("PROF-1", Fails, practitioner_profile_confirmed=False),
    case("PRAC-1", Holds, practitioner_license=Credential(Standing.ACTIVE, TODAY)),
    case("PRAC-1", Holds, practitioner_license=Credential(Standing.ACTIVE)),
    case("PRAC-1", Fails, practitioner_license=Credential(Standing.ACTIVE, YESTERDAY)),
    case("PRAC-1", Fails, practitioner_license=Credential(Standing.SUSPENDED)),
    case("PRAC-1", Missing, practitioner_license=None),
    case("PRAC-2", Holds),
    case("PRAC-2", Fails, practitioner_controlled_substance=Credential(Standing.LAPSED)),
    case("PRAC-2", Missing, practitioner_controlled_substance=None),
    case("PRAC-3", Holds),
    case("PRAC-3", Fails, practitioner_dea=Credential(Standing.REVOKED)),
    case("PRAC-3", Missing, practitioner_dea=None),
    case("PRAC-3B", Holds),
    case("PRAC-3B", Fails, findings_attestations=without(Attestation.SCHEDULE_II_IN_CONNECTICUT)),
    case("PRAC-3B", Missing, findings_attestations=()),
    case("PRAC-3C", Holds),
    case("PRAC-3C", Fails, practitioner_dea_state="NY"),
    case("PRAC-3C", NotApplicable, practitioner_dea_state=None),
    case("PRAC-4", Holds, findings_prescriptions_reviewed_on=TODAY),
    case("PRAC-4", Fails, findings_prescriptions_reviewed_on=TOMORROW),
    case("PRAC-4", Fails, findings_attestations=without(Attestation.PRESCRIPTION_HISTORY_REVIEWED)),
    case("PRAC-4", Missing, findings_prescriptions_reviewed_on=None),
    case("PRAC-5", Holds),
    case("PRAC-5", Fails, findings_attestations=without(Attestation.NO_PROHIBITED_CONDUCT)),
    case("PRAC-5", Missing, findings_attestations=()),
    case("PRAC-6", Holds),
    case("PRAC-6", Fails, practitioner_practice_state="MA"),
    case("PRAC-6", NotApplicable, practitioner_practice_state=None),
    case("PRAC-7", Holds),
    case("PRAC-7", Holds, practitioner_controlled_substance=Credential(Standing.ACTIVE, date(2025, 2, 28))),
    case("PRAC-7", Fails, practitioner_controlled_substance=Credential(Standing.ACTIVE, date(2028, 2, 28))),
    case("PRAC-7", Fails, practitioner_controlled_substance=Credential(Standing.ACTIVE, date(2027, 3, 1))),
    case("PRAC-7", NotApplicable, practitioner_controlled_substance=Credential(Standing.ACTIVE)),
    case("PRAC-7", Missing, practitioner_controlled_substance=None),
    # The patient
    case("NAME-1", Holds),
    case("NAME-1", Fails, patient_first_name="123"),
    case("NAME-1", Missing, patient_last_name=None),
    case("AGE-1", Holds, patient_date_of_birth=date(2008, 11, 25)),
    case("AGE-1", NotApplicable, patient_date_of_birth=date(2008, 11, 26)),
    case("AGE-1", NotApplicable, on=date(2016, 10, 1), patient_date_of_birth=date(2000, 1, 1)),
    case("AGE-1", Fails, on=date(2016, 9, 30), patient_date_of_birth=date(2000, 1, 1)),
    case("AGE-1", NotApplicable, on=date(2026, 2, 28), patient_date_of_birth=date(2008, 2, 29)),
    case("AGE-1", Holds, on=date(2026, 3, 1), patient_date_of_birth=date(2008, 2, 29)),
    case("AGE-1", Fails, patient_date_of_birth=TOMORROW),
    case("AGE-1", NotApplicable, patient_date_of_birth=TODAY),
    case("AGE-1", Holds, patient_date_of_birth=date(1900, 11, 26)),
    case("AGE-1", Fails, patient_date_of_birth=date(1900, 11, 25)),
    case("AGE-1", Missing, patient_date_of_birth=None),
    case("AGE-2", Holds, who="Mia", patient_date_of_birth=date(2008, 11, 26)),
    case("AGE-2", Fails, who="Mia", patient_date_of_birth=date(2008, 11, 25)),
    case("AGE-2", NotApplicable, who="Mia", cosigner=None),
    case("AGE-2", NotApplicable),
    case("AGE-3", Holds, who="Mia"),
    case("AGE-3", Fails, **EMANCIPATED),
    case("AGE-3", NotApplicable),
    case("RES-1", Holds, patient_state="ct"),
    case("RES-1", Fails, patient_state="NY"),
    case("RES-1", Missing, patient_state=None),
    case("RES-1", Missing, patient_street=""),
    case("RES-2", Holds),
    case("RES-2", Fails, patient_confined=True),
    case("RES-2", Missing, patient_confined=None),
    case("ADDR-3", Holds, patient_zip="06103-1234"),
    case("ADDR-3", Holds, patient_zip="06001"),
    case("ADDR-3", Fails, patient_zip="06000"),
    case("ADDR-3", Fails, patient_zip="06390"),
    case("ADDR-3", Fails, patient_zip="06390-0001"),
    case("ADDR-3", Fails, patient_zip="10001"),
    case("ADDR-3", Fails, patient_zip="6103"),
    case("ADDR-3", Missing, patient_zip=None),
    case("ADDR-4", Holds, patient_city=" old  saybrook"),
    case("ADDR-4", Fails, patient_city="Mystic"),
    case("ADDR-4", Missing, patient_city=None),
    case("ADDR-5", Holds, patient_street="4 Boxwood Lane"),
    case("ADDR-5", Fails, patient_street="P.O. Box 12"),
    case("ADDR-5", Missing, patient_street=None),
    # Different persons
    case("WHO-4B", Holds),
    case("WHO-4B", Holds, patient_email=None),
    case("WHO-4B", Fails, patient_email=" Rivera@Clinic.example"),
    case("WHO-4B", Fails, patient_has_signers_account=True),
    case("WHO-4B", Fails, **EMANCIPATED, patient_email="rivera@clinic.example"),
    case("WHO-4B", NotApplicable, who="Mia", patient_email="rivera@clinic.example"),
    case("NAME-2", Holds),
    case("NAME-2", Holds, practitioner_name=None, patient_first_name="Elena", patient_last_name="Rivera"),
    case("NAME-2", Missing, patient_first_name=None),
    case("NAME-2", Fails, patient_first_name="ELENA", patient_last_name="Rívera"),
    case("NAME-2", Fails, who="Mia", patient_first_name="Kofi", patient_last_name="Osei"),
    case("CARE-3C", Holds, who="Ana with Lee"),
    case("CARE-3C", Fails, who="Ana with Lee", caregiver_first_name="Elena", caregiver_last_name="Rivera"),
    case("CARE-3C", Fails, who="Mia", caregiver_first_name="Kofi", caregiver_last_name="Osei"),
    case("CARE-3C", Missing, who="Ana with Lee", caregiver_last_name=None),
    case("CARE-3C", NotApplicable),
    case("MIN-1E", Holds, who="Mia"),
    case("MIN-1E", Holds, who="Mia", practitioner_name=None),
    case("MIN-1E", Fails, who="Mia", practitioner_name="Kofi Osei, DO"),
    case("MIN-1E", NotApplicable, who="Mia", cosigner=None),
    case("MIN-1E", NotApplicable),
    case("MIN-1E", NotApplicable, cosigner=UNAFFIRMED),
    # How the patient is reached
    case("MAIL-1", Holds, patient_email="Ana.Torres@Example.com"),
    case("MAIL-1", Holds, patient_email="k7@patients.invalid", temporary_email=True),
    case("MAIL-1", Holds, patient_email="k7@sheets.example", temporary_email=True, reserved_email=True),
    case("MAIL-1", Fails, patient_email="k8@sheets.example", reserved_email=True),
    case("MAIL-1", Fails, patient_email="ana at example.com"),
    case("MAIL-1", Fails, patient_email="ana@example"),
    case("MAIL-1", Missing, patient_email=None),
    case("MAIL-2", Holds, switch="allow_temporary_email=false"),
    case("MAIL-2", Fails, temporary_email=True, switch="allow_temporary_email=false"),
    case("MAIL-2", NotApplicable, patient_email=None, switch="allow_temporary_email=false"),
    case("PHN-1", Holds, patient_phone="(203) 555-0199"),
    case("PHN-1", Holds, patient_phone="+1 212 555 0100"),
    case("PHN-1", Fails, patient_phone="860-911-0123"),
    case("PHN-1", Fails, patient_phone="+44 20 7946 0958"),
    case("PHN-1", Fails, patient_phone="555-0123"),
    case("PHN-1", Missing, patient_phone=None),
    case("MIN-8", Holds, who="Mia"),
    case("MIN-8", Fails, who="Mia", patient_email="mia@example.com"),
    case("MIN-8", Missing, who="Mia", caregiver_email=None),
    case("MIN-8", Missing, who="Mia", caregiver=None),
    case("MIN-8", NotApplicable),
    case("MIN-8B", Holds, who="Mia", caregiver_phone="(860) 555-0123"),
    case("MIN-8B", Fails, who="Mia", caregiver_phone="203-555-0199"),
    case("MIN-8B", Missing, who="Mia", caregiver_phone="860-555-0123", patient_phone=None),
    case("MIN-8B", NotApplicable, who="Mia"),
    case("MIN-8B", NotApplicable, who="Ana with Lee", caregiver_phone="203-555-0199"),
    # The condition
    case("COND-1", Holds, findings_conditions=("Cancer",)),
    case("COND-1", Holds, on=date(2024, 6, 1), findings_conditions=("ASD",)),
    case("COND-1", Fails, on=date(2024, 5, 31), findings_conditions=("ASD",)),
    case("COND-1", Holds, on=date(2024, 5, 31), findings_conditions=("ASD", "PTSD")),
    case("COND-1", Holds, findings_conditions=("Crohn’s  disease",)),
    case("COND-1", Holds, findings_conditions=("Ｃrohns Disease",)),
    case("COND-1", Holds, findings_conditions=("post traumatic stress disorder",)),
    case("COND-1", Holds, findings_conditions=("hiv",)),
    case("COND-1", Fails, findings_conditions=("Hydrocephalus",)),
    case("COND-1", Fails, findings_conditions=("chronic pain",)),
    case("COND-1", Fails, findings_conditions=("A COLD",)),
    case("COND-1", Fails, findings_conditions=("UNKNOWN_2021",)),
    case("COND-1", Fails, findings_conditions=("SEVERE_EPILEPSY",)),
    case("COND-1", Missing, findings_conditions=()),
    case("COND-1", NotApplicable, who="Mia"),
    case("MIN-6", Holds, who="Mia"),
    case("MIN-6", Holds, who="Mia", on=date(2016, 10, 1)),
    case("MIN-6", Holds, who="Mia", findings_conditions=("Severe Epilepsy",)),
    case("MIN-6", Fails, who="Mia", findings_conditions=("Epilepsy",)),
    case("MIN-6", Fails, who="Mia", findings_conditions=("Cancer", "PTSD", "ASD")),
    case("MIN-6", Fails, who="Mia", findings_conditions=("UNKNOWN_MINOR",)),
    case("MIN-6", Fails, patient_emancipated=True, patient_date_of_birth=date(2010, 1, 1)),
    case("MIN-6", Missing, who="Mia", findings_conditions=()),
    case("MIN-6", NotApplicable),
    case("COND-2", Holds, **PAIN),
    case("COND-2", Fails, **PAIN | {"findings_pain_months": 5}),
    case("COND-2", Fails, **PAIN | {"findings_other_treatment_failed": False}),
    case("COND-2", Missing, **PAIN | {"findings_underlying_condition": None}),
    case("COND-2", Missing, **PAIN | {"findings_pain_months": None}),
    case("COND-2", Missing, **PAIN | {"findings_other_treatment_failed": None}),
    case("COND-2", NotApplicable),
    case("MIN-10", Holds, **TOURETTE),
    case("MIN-10", Fails, **TOURETTE | {"findings_other_treatment_failed": False}),
    case("MIN-10", Missing, **TOURETTE | {"findings_other_treatment_failed": None}),
    case("MIN-10", NotApplicable, who="Mia"),
    case("MIN-10", NotApplicable, findings_conditions=("Tourette Syndrome",)),
    case(
        "COND-4", Holds, findings_conditions=("PTSD", "HIV/AIDS", "ALS", "CRPS", "MALS", "EDS", "ASD", "FOD")
    ),
    case("COND-4", Fails, findings_conditions=("PTSD", "SEVERE_EPILEPSY")),
    case("COND-4", Missing, findings_conditions=()),
    # Minors
    case("MIN-1", Holds, who="Mia"),
    case("MIN-1", Fails, who="Mia", cosigner=Signature(RIVERA, PhysicianRole.PRIMARY_CARE, TODAY)),
    case(
        "MIN-1",
        Fails,
        who="Mia",
        cosigner=Signature(replace(OSEI, profession=NURSE), PhysicianRole.PRIMARY_CARE, TODAY),
    ),
    case("MIN-1", Missing, who="Mia", cosigner=None),
    case("MIN-1", NotApplicable),
    case("MIN-1", NotApplicable, **EMANCIPATED),
    case("MIN-1A", Holds, who="Mia"),
    case("MIN-1A", Fails, who="Mia", practitioner_profession=NURSE),
    case(
        "MIN-1A",
        Holds,
        who="Mia",
        practitioner_profession=NURSE,
        findings_physician_role=PhysicianRole.PRIMARY_CARE,
    ),
    case("MIN-1A", Missing, who="Mia", findings_physician_role=None),
    case("MIN-1A", NotApplicable),
    case("MIN-1B", Holds, who="Mia"),
    case("MIN-1B", Fails, who="Mia", findings_physician_role=PhysicianRole.PRIMARY_CARE),
    case("MIN-1B", Missing, who="Mia", cosigner=None),
    case("MIN-1B", NotApplicable),
    case("MIN-1D", Holds, who="Mia"),
    *(
        case(
            "MIN-1D", Fails, who="Mia", cosigner=Signature(replace(OSEI, **lacks), PhysicianRole.PRIMARY_CARE)
        )
        for lacks in (
            {"license": Credential(Standing.ACTIVE, YESTERDAY)},
            {"controlled_substance": Credential(Standing.SUSPENDED)},
            {"dea": None},
        )
    ),
    case(
        "MIN-1D",
        Fails,
        who="Mia",
        cosigner=Signature(replace(OSEI, profile_confirmed=False), PhysicianRole.PRIMARY_CARE),
    ),
    case(
        "MIN-1D",
        Fails,
        who="Mia",
        cosigner=Signature(replace(OSEI, dea_state="RI"), PhysicianRole.PRIMARY_CARE),
    ),
    case(
        "MIN-1D",
        Holds,
        who="Mia",
        cosigner=Signature(replace(OSEI, dea_state=None), PhysicianRole.PRIMARY_CARE),
    ),
    case("MIN-1D", NotApplicable, who="Mia", cosigner=None),
    case("MIN-1D", NotApplicable),
    case("MIN-1D", NotApplicable, cosigner=UNAFFIRMED),
    case("MIN-1C", Holds, who="Mia"),
    case("MIN-1C", Fails, who="Mia", practitioner_board_certifications=()),
    case(
        "MIN-1C",
        Fails,
        who="Mia",
        findings_physician_role=PhysicianRole.PRIMARY_CARE,
        cosigner=Signature(OSEI, PhysicianRole.BOARD_CERTIFIED, TODAY),
    ),
    case("MIN-1C", NotApplicable, who="Mia", findings_physician_role=None),
    case("MIN-1C", NotApplicable),
    case("MIN-1C", NotApplicable, findings_physician_role=PhysicianRole.BOARD_CERTIFIED),
    case("MIN-2", Holds, who="Mia", switch=LETTER),
    case("MIN-2", Holds, who="Mia", cosigner=None, switch=LETTER),
    case(
        "MIN-2",
        Fails,
        who="Mia",
        cosigner=None,
        findings_attestations=without(Attestation.SECOND_PHYSICIANS_LETTER),
        switch=LETTER,
    ),
    case("MIN-2", Missing, who="Mia", findings_attestations=(), switch=LETTER),
    case("MIN-2", Fails, who="Mia", cosigner=UNAFFIRMED, switch=LETTER),
    case("MIN-2", Fails, who="Mia", findings_physician_role=PhysicianRole.PRIMARY_CARE, switch=LETTER),
    case("MIN-2", NotApplicable, switch=LETTER),
    case("MIN-2A", Holds, who="Mia"),
    case("MIN-2A", Holds, who="Mia", cosigner=None),
    case(
        "MIN-2A",
        Fails,
        who="Mia",
        findings_attestations=without(Attestation.IN_MINORS_BEST_INTEREST),
    ),
    case("MIN-2A", Missing, who="Mia", findings_attestations=()),
    case("MIN-2A", NotApplicable),
    case("MIN-2B", Holds, who="Mia"),
    case("MIN-2B", Fails, who="Mia", cosigner=UNAFFIRMED),
    case("MIN-2B", Missing, who="Mia", cosigner=None),
    case("MIN-2B", NotApplicable),
    case("MIN-2B", NotApplicable, **EMANCIPATED),
    case("MIN-4", Holds, who="Mia"),
    case("MIN-4", Fails, who="Mia", findings_attestations=without(Attestation.GUARDIAN_CONSENTED)),
    case("MIN-4", Missing, who="Mia", findings_attestations=()),
    case("MIN-4", NotApplicable),
    case("MIN-4B", Holds, who="Mia"),
    case("MIN-4B", Fails, who="Mia", caregiver_controls_possession=False),
    case("MIN-4B", Missing, who="Mia", caregiver_controls_possession=None),
    case("MIN-4B", NotApplicable, who="Ana with Lee"),
    case("MIN-5", Holds, who="Mia"),
    case("MIN-5", Fails, who="Mia", findings_dosage_forms=(DosageForm.OIL, DosageForm.VAPORIZABLE)),
    case("MIN-5", Fails, who="Mia", patient_emancipated=True, findings_dosage_forms=(DosageForm.SMOKABLE,)),
    case("MIN-5", Fails, who="Mia", findings_dosage_forms=(DosageForm.INHALABLE,)),
    case("MIN-5", Missing, who="Mia", findings_dosage_forms=()),
    case("MIN-5", NotApplicable, findings_dosage_forms=(DosageForm.SMOKABLE,)),
    case("MIN-5B", Holds, who="Mia"),
    case("MIN-5B", Fails, who="Mia", findings_dosage_forms=(DosageForm.OIL, DosageForm.OTHER)),
    case("MIN-5B", Missing, who="Mia", findings_dosage_forms=()),
    case("MIN-5B", NotApplicable, findings_dosage_forms=(DosageForm.OTHER,)),
    case("MIN-7", Holds, who="Mia"),
    case("MIN-7", Holds, who="Mia", caregiver_relationship=Relationship.LEGAL_CUSTODIAN),
    case("MIN-7", Fails, who="Mia", caregiver_relationship=Relationship.SIBLING),
    case("MIN-7", Missing, who="Mia", caregiver=None),
    case("MIN-7", NotApplicable, who="Ana with Lee"),
    # The caregiver
    case("CARE-1", Holds, who="Ana with Lee"),
    case("CARE-1", Fails, who="Ana with Lee", caregiver_undertakes_management=False),
    case("CARE-1", Missing, who="Ana with Lee", caregiver_undertakes_management=None),
    case("CARE-1", NotApplicable),
    case("CARE-2", Holds, who="Ana with Lee", caregiver_date_of_birth=date(2008, 11, 25)),
    case("CARE-2", Fails, who="Ana with Lee", caregiver_date_of_birth=date(2008, 11, 26)),
    case("CARE-2", Fails, who="Ana with Lee", caregiver_date_of_birth=TOMORROW),
    case("CARE-2", Fails, who="Ana with Lee", caregiver_date_of_birth=date(1900, 11, 25)),
    case("CARE-2", Missing, who="Ana with Lee", caregiver_date_of_birth=None),
    case("CARE-2", NotApplicable),
    case("CARE-3", Holds, who="Ana with Lee"),
    case("CARE-3", Fails, who="Ana with Lee", caregiver_is_practitioner_of_patient=True),
    case("CARE-3", Fails, who="Ana with Lee", caregiver_email="RIVERA@clinic.example "),
    case("CARE-3", Fails, who="Mia", caregiver_email="osei@clinic.example"),
    case("CARE-3", Fails, who="Ana with Lee", caregiver_has_signers_account=True),
    case("CARE-3", Missing, who="Ana with Lee", caregiver_is_practitioner_of_patient=None),
    case("CARE-3", NotApplicable),
    case("CARE-3B", Holds, who="Ana with Lee"),
    case(
        "CARE-3B",
        Fails,
        who="Ana with Lee",
        caregiver_first_name="ANA",
        caregiver_last_name=" Torres",
        caregiver_date_of_birth=date(1980, 5, 17),
    ),
    case("CARE-3B", Missing, who="Ana with Lee", caregiver_last_name=None),
    case("CARE-3B", NotApplicable),
    case("CARE-4", Holds, who="Ana with Lee"),
    case(
        "CARE-4", Holds, who="Mia", caregiver_other_relationships=(Relationship.PARENT, Relationship.SIBLING)
    ),
    case(
        "CARE-4",
        Holds,
        who="Ana with Lee",
        caregiver_relationship=Relationship.CONSERVATOR,
        caregiver_other_relationships=(Relationship.GUARDIAN,),
    ),
    case("CARE-4", Fails, who="Ana with Lee", caregiver_other_relationships=(Relationship.PARENT,)),
    case("CARE-4", Fails, who="Mia", caregiver_other_relationships=(Relationship.PARENT, Relationship.OTHER)),
    case(
        "CARE-4",
        Fails,
        who="Ana with Lee",
        caregiver_relationship=Relationship.SPOUSE,
        caregiver_other_relationships=(Relationship.SIBLING,),
    ),
    case(
        "CARE-4",
        Holds,
        who="Ana with Lee",
        caregiver_relationship=Relationship.CHILD,
        caregiver_other_relationships=(Relationship.CHILD,),
    ),
    case(
        "CARE-4",
        Fails,
        who="Ana with Lee",
        caregiver_relationship=Relationship.CHILD,
        caregiver_other_relationships=(Relationship.CHILD, Relationship.SPOUSE),
    ),
    case("CARE-4", Missing, who="Ana with Lee", caregiver_relationship=None),
    case("CARE-4", Missing, who="Ana with Lee", caregiver_date_of_birth=None),
    case("CARE-4", Missing, who="Ana with Lee", caregiver_other_relationships=None),
    case("CARE-4", NotApplicable),
    case(
        "CARE-5",
        Holds,
        who="Ana with Lee",
        patient_lacks_legal_capacity=True,
        caregiver_relationship=Relationship.GUARDIAN,
    ),
    case(
        "CARE-5",
        Fails,
        who="Ana with Lee",
        patient_lacks_legal_capacity=True,
        caregiver_relationship=Relationship.CONSERVATOR,
    ),
    case(
        "CARE-5",
        Fails,
        who="Ana with Lee",
        patient_lacks_legal_capacity=True,
        caregiver_relationship=Relationship.CHILD,
    ),
    case("CARE-5", Missing, who="Ana with Lee", patient_lacks_legal_capacity=None),
    case("CARE-5", NotApplicable, who="Ana with Lee"),
    case("CARE-5", NotApplicable, who="Mia"),
    case("CARE-7", Holds, who="Ana with Lee"),
    case("CARE-7", Fails, who="Ana with Lee", findings_caregiver_needed=False),
    case("CARE-7", Missing, who="Ana with Lee", findings_caregiver_need=None),
    case("CARE-7", NotApplicable),
    case("CARE-7", NotApplicable, who="Mia"),
    case("CARE-7B", Holds, who="Ana with Lee"),
    case("CARE-7B", Fails, who="Ana with Lee", **ALONE),
    case("CARE-7B", NotApplicable),
    case("CARE-8", Holds, who="Ana with Lee"),
    case(
        "CARE-8",
        Fails,
        who="Ana with Lee",
        findings_attestations=without(Attestation.CAREGIVER_NEVER_CONVICTED),
    ),
    case("CARE-8", Missing, who="Ana with Lee", findings_attestations=()),
    case("CARE-8", NotApplicable),
    case("CARE-10", Holds, who="Ana with Lee", switch="ask_whether_patient_chose_caregiver=true"),
    case(
        "CARE-10",
        Fails,
        who="Ana with Lee",
        findings_attestations=without(Attestation.PATIENT_CHOSE_CAREGIVER),
        switch="ask_whether_patient_chose_caregiver=true",
    ),
    case(
        "CARE-10",
        Missing,
        who="Ana with Lee",
        findings_attestations=(),
        switch="ask_whether_patient_chose_caregiver=true",
    ),
    case("CARE-10", NotApplicable, who="Mia", switch="ask_whether_patient_chose_caregiver=true"),
    case("CARE-13", Holds, who="Ana with Lee"),
    case("CARE-13", Fails, who="Ana with Lee", caregiver_email="lee at home"),
    case("CARE-13", Missing, who="Ana with Lee", caregiver_email=None),
    case("CARE-13", Holds, who="Mia", caregiver_email="k7@patients.invalid", temporary_email=True),
    case("CARE-13", Fails, who="Mia", caregiver_email="k7@patients.invalid"),
    case("CARE-13", Fails, who="Ana with Lee", caregiver_email="k7@patients.invalid", temporary_email=True),
    case("CARE-13", NotApplicable),
    case("CARE-14", Holds, who="Ana with Lee"),
    case("CARE-14", Fails, who="Ana with Lee", caregiver_known_by_other_name=True),
    case("CARE-14", NotApplicable),
    case("CARE-15", Holds, who="Ana with Lee"),
    case("CARE-15", Fails, who="Ana with Lee", caregiver_last_name="4711"),
    case("CARE-15", Missing, who="Ana with Lee", caregiver_first_name=None),
    case("CARE-15", NotApplicable),
    # Examination, relationship, statement, time
    case("EXAM-1", Holds, findings_examined_on=TODAY),
    case("EXAM-1", Fails, findings_examined_on=TOMORROW),
    case("EXAM-1", Holds, findings_examined_on=date(1980, 5, 17)),
    case("EXAM-1", Fails, findings_examined_on=date(1980, 5, 16)),
    case("EXAM-1", Missing, findings_examined_on=None),
    case("EXAM-1", Missing, findings_modality=None),
    case("EXAM-2", Holds),
    case("EXAM-2", Fails, findings_modality=Modality.TELEHEALTH),
    case("EXAM-2", Missing, findings_modality=None),
    case("EXAM-4", Holds, findings_examined_on=date(2025, 11, 25)),
    case("EXAM-4", Holds, findings_examined_on=date.max),
    case("EXAM-4", Fails, findings_examined_on=date(2025, 11, 24)),
    case("EXAM-4", Fails, on=date(2025, 3, 1), findings_examined_on=date(2024, 2, 29)),
    case("EXAM-4", Holds, on=date(2025, 2, 28), findings_examined_on=date(2024, 2, 29)),
    case("EXAM-4", Missing, findings_examined_on=None),
    case("EXAM-5", Holds, findings_prescriptions_reviewed_on=date(2025, 11, 25)),
    case("EXAM-5", Fails, findings_prescriptions_reviewed_on=date(2025, 11, 24)),
    case("EXAM-5", Missing, findings_prescriptions_reviewed_on=None),
    case("EXAM-3", Holds, switch="telehealth=REFUSED"),
    case("EXAM-3", Fails, findings_modality=Modality.TELEHEALTH, switch="telehealth=REFUSED"),
    case("EXAM-3", Missing, findings_modality=None, switch="telehealth=REFUSED"),
    *(
        row
        for rule, attestation in (
            ("REL-0", Attestation.ONGOING_CARE),
            ("REL-1", Attestation.ASSESSMENT_COMPLETED),
            ("REL-2", Attestation.CONDITION_DIAGNOSED),
            ("REL-3", Attestation.DRUGS_CONSIDERED),
            ("REL-4", Attestation.BENEFITS_OUTWEIGH_RISKS),
            ("REL-5", Attestation.RISKS_EXPLAINED),
            ("REL-6", Attestation.FOLLOW_UP_AVAILABLE),
        )
        for row in (
            case(rule, Holds),
            case(rule, Fails, findings_attestations=without(attestation)),
            case(rule, Missing, findings_attestations=()),
        )
    ),
    case("CERT-2", Holds),
    case("CERT-2", Holds, decided_on=date(2027, 11, 25)),
    case("CERT-2", Fails, decided_on=date(2027, 11, 26)),
    case("CERT-6", Holds, overlaps_until=TODAY + timedelta(30)),
    case("CERT-6", Fails, overlaps_until=TODAY + timedelta(31)),
    case("CERT-6", Fails, overlaps_until=TODAY + timedelta(31), renews=True),
    case("CERT-6", Holds, overlaps_until=TODAY, renews=True),
    case("CERT-6", NotApplicable, overlaps_until=YESTERDAY),
    case("CERT-6", NotApplicable),
    case("CERT-7", Holds, revoked_on=date(2026, 5, 25)),
    case("CERT-7", Fails, revoked_on=date(2026, 5, 26)),
    case("CERT-7", Fails, on=date(2026, 2, 27), revoked_on=date(2025, 8, 31)),
    case("CERT-7", Holds, on=date(2026, 2, 28), revoked_on=date(2025, 8, 31)),
    case("CERT-7", NotApplicable),
]


@pytest.mark.parametrize(("rule", "outcome", "facts", "switches"), TABLE)
def test_the_rule_decides(rule: str, outcome: type, facts: Facts, switches: Switches) -> None:
    assert isinstance(outcome_of(BY_ID[rule], facts, switches), outcome)


def test_the_table_is_complete() -> None:
    """Each rule: one case that holds, one that fails, one with the fact missing, one where it does not apply."""
    shown = {(row.values[0], row.values[1]) for row in TABLE}
    needed: set[tuple[str, Any]] = {(rule.id, kind) for rule in RULES for kind in (Holds, Fails)}
    needed |= {(rule.id, Missing) for rule in RULES if rule.needs}
    needed |= {(rule.id, NotApplicable) for rule in RULES if rule.applies is not None}
    assert needed <= shown
    assert len(BY_ID) == len(RULES)


def test_each_row_is_told_under_a_rulebook_that_has_its_rule() -> None:
    """But for the rows that show the day before."""
    for row in TABLE:
        rule, _, facts, switches = row.values
        book = Rulebooks(switches).in_force_on(facts.signed_on)
        assert BY_ID[rule] in book.rules, row.id


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.id} from {rule.in_force_from}")
def test_a_rule_is_in_force_from_its_first_day_and_not_before(rule: Any) -> None:
    switches = Switches.of(f"{name}={value}" for name, value in rule.only_if)
    first = rule.in_force_from
    assert rule in Rulebooks(switches).in_force_on(first).rules
    assert rule not in Rulebooks(switches).in_force_on(first - timedelta(1)).rules


LISTED = [("adult", entry) for entry in conditions.ADULT] + [("minor", entry) for entry in conditions.MINOR]


@pytest.mark.parametrize(
    ("whose", "condition"), LISTED, ids=[f"{whose} {c.code} from {c.since}" for whose, c in LISTED]
)
def test_a_condition_counts_from_its_first_day_and_an_unknown_one_never(
    whose: str, condition: conditions.Condition
) -> None:
    rule, base = (BY_ID["COND-1"], LAWFUL) if whose == "adult" else (BY_ID["MIN-6"], MINOR)
    for name in (condition.code, condition.name, *condition.aliases):
        named = replace(base, findings=replace(base.findings, conditions=(name.upper(),)))
        if whose == "minor":  # ten years old on the day of each list
            born = condition.since.replace(year=condition.since.year - 10)
            named = replace(named, patient=replace(base.patient, date_of_birth=born))
        since = outcome_of(rule, replace(named, signed_on=condition.since), Switches())
        before = outcome_of(rule, replace(named, signed_on=condition.since - timedelta(1)), Switches())
        assert isinstance(since, Holds if condition.known else Fails)
        assert isinstance(before, Fails)


@pytest.mark.parametrize("who", BASES)
def test_the_lawful_cases_are_certified(who: str) -> None:
    assessment = in_force_on(TODAY).assess(BASES[who])
    assert assessment.verdict is Verdict.CERTIFIED
    assert [f.rule.id for f in assessment.findings if f.open] == []


def test_before_the_second_physician_signs_only_that_is_missing() -> None:
    first = in_force_on(TODAY).assess(replace(MINOR, cosigner=None))
    without_role = replace(MINOR.findings, physician_role=None)
    assert first.awaits_cosignature
    assert (
        not in_force_on(TODAY).assess(replace(MINOR, cosigner=None, findings=without_role)).awaits_cosignature
    )
    assert not in_force_on(TODAY).assess(MINOR).awaits_cosignature
    assert not in_force_on(TODAY).assess(CARED).awaits_cosignature


def test_a_rule_that_asks_for_a_review_does_not_block() -> None:
    remote = replace(LAWFUL, findings=replace(LAWFUL.findings, modality=Modality.TELEHEALTH))
    assert in_force_on(TODAY).assess(remote).verdict is Verdict.IN_REVIEW
    refused = Rulebooks(Switches.of(["telehealth=REFUSED"])).in_force_on(TODAY)
    assert [f.rule.id for f in refused.assess(remote).blocking] == ["EXAM-3"]
    allowed = Rulebooks(Switches.of(["telehealth=ALLOWED"])).in_force_on(TODAY)
    assert allowed.assess(remote).verdict is Verdict.CERTIFIED


def test_no_rule_is_in_force_before_the_act() -> None:
    assert in_force_on(date(2012, 9, 30)).rules == ()


def test_a_rulebooks_version_changes_with_the_law_or_a_switch_and_only_then() -> None:
    assert in_force_on(date(2024, 5, 31)).version != in_force_on(date(2024, 6, 1)).version
    assert in_force_on(date(2016, 12, 31)).version != in_force_on(date(2017, 1, 1)).version
    assert in_force_on(date(2025, 1, 1)).version == in_force_on(TODAY).version
    other = Rulebooks(Switches.of(["telehealth=ALLOWED"])).in_force_on(TODAY)
    assert other.version != in_force_on(TODAY).version


def test_the_condition_lists_have_the_published_sizes() -> None:
    """11 in 2012, 17 in March 2016, 22 in October 2016, 31 in 2018, 36 in 2019, 38 in 2020, 40 in 2021, 42 in 2024."""
    days = {"2012-10-01": 11, "2016-03-14": 17, "2016-10-01": 22, "2018-12-31": 31, "2019-12-31": 36}
    days |= {"2020-06-02": 38, "2021-12-31": 40, "2026-11-25": 42}
    assert {day: len(in_force_on(date.fromisoformat(day)).lists.adult) for day in days} == days
    assert len(in_force_on(TODAY).lists.minor) == 11
    assert len({condition.code for condition in conditions.ADULT}) == 42


@pytest.mark.parametrize("text", ["telehealth=MAYBE", "ask_beyond_guide=2", "no_such=true", "telehealth"])
def test_a_switch_that_is_none_is_refused_with_what_there_is(text: str) -> None:
    with pytest.raises(ValueError, match=r"one of|true or false|There are"):
        Switches.of([text])


def test_every_affirmation_is_asked_for_by_one_rule() -> None:
    asked = [rule.affirmed for rule in RULES if rule.affirmed]

    assert sorted(asked) == sorted(Attestation)


def test_professions_are_all_decided() -> None:
    """A profession that contracts add must get its rule first."""
    assert set(Profession) == {Profession.PHYSICIAN, NURSE, ASSISTANT}
