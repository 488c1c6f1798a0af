/**
 * The inputs of a draft, by their path in the certification. Which of them are shown the rulebook decides: those that a
 * rule looks at which applies to this patient, and the few that no rule asks for (`always`).
 */
import type { CaregiverRelationship, DosageForm, ExaminationModality, PhysicianRole } from "../api/generated";

export type Kind = "text" | "email" | "tel" | "date" | "number" | "yesNo" | "choice" | "many";
export type Section = "patient" | "contact" | "condition" | "examination" | "caregiver";

export interface Field {
  path: string;
  kind: Kind;
  section: Section;
  always?: boolean;
  /** Asked of everybody under 18. */
  minor?: boolean;
}

const all = <const Fields extends readonly Field[]>(fields: Fields) => fields;

export const FIELDS = all([
  { path: "patient.firstName", kind: "text", section: "patient", always: true },
  { path: "patient.lastName", kind: "text", section: "patient", always: true },
  { path: "patient.dateOfBirth", kind: "date", section: "patient", always: true },
  { path: "patient.emancipated", kind: "yesNo", section: "patient", minor: true },
  { path: "patient.confined", kind: "yesNo", section: "patient" },
  { path: "patient.street", kind: "text", section: "contact" },
  { path: "patient.city", kind: "text", section: "contact" },
  { path: "patient.state", kind: "text", section: "contact" },
  { path: "patient.zip", kind: "text", section: "contact" },
  { path: "patient.email", kind: "email", section: "contact", always: true },
  { path: "patient.phone", kind: "tel", section: "contact" },
  { path: "patient.language", kind: "choice", section: "contact", always: true },
  { path: "findings.underlyingCondition", kind: "text", section: "condition" },
  { path: "findings.painMonths", kind: "number", section: "condition" },
  { path: "findings.otherTreatmentFailed", kind: "yesNo", section: "condition" },
  { path: "findings.dosageForms", kind: "many", section: "condition" },
  { path: "findings.examinedOn", kind: "date", section: "examination" },
  { path: "findings.modality", kind: "choice", section: "examination" },
  { path: "findings.prescriptionsReviewedOn", kind: "date", section: "examination" },
  { path: "findings.physicianRole", kind: "choice", section: "examination" },
  { path: "findings.caregiverNeed", kind: "text", section: "caregiver" },
  { path: "patient.lacksLegalCapacity", kind: "yesNo", section: "caregiver" },
  { path: "caregiver.firstName", kind: "text", section: "caregiver" },
  { path: "caregiver.lastName", kind: "text", section: "caregiver" },
  { path: "caregiver.dateOfBirth", kind: "date", section: "caregiver" },
  { path: "caregiver.relationship", kind: "choice", section: "caregiver" },
  { path: "caregiver.email", kind: "email", section: "caregiver" },
  { path: "caregiver.phone", kind: "tel", section: "caregiver", always: true },
  { path: "caregiver.language", kind: "choice", section: "caregiver", always: true },
  { path: "caregiver.undertakesManagement", kind: "yesNo", section: "caregiver" },
  { path: "caregiver.controlsPossession", kind: "yesNo", section: "caregiver" },
  { path: "caregiver.isPractitionerOfPatient", kind: "yesNo", section: "caregiver" },
]);

export type FieldPath = (typeof FIELDS)[number]["path"];

/** Beside those of FIELDS, which all look alike, the inputs that have a shape of their own. */
export const CONDITIONS = "findings.conditions";
export const ATTESTATIONS = "findings.attestations";
export const CAREGIVER_NEEDED = "findings.caregiverNeeded";

export const OPTIONS = {
  "patient.language": ["EN", "ES"],
  "caregiver.language": ["EN", "ES"],
  "findings.modality": ["IN_PERSON", "TELEHEALTH"] satisfies ExaminationModality[],
  "findings.physicianRole": ["PRIMARY_CARE", "BOARD_CERTIFIED"] satisfies PhysicianRole[],
  "findings.dosageForms": ["SMOKABLE", "INHALABLE", "VAPORIZABLE", "EDIBLE", "OIL", "TOPICAL", "OTHER"] satisfies DosageForm[],
  "caregiver.relationship": [
    "PARENT",
    "CHILD",
    "GUARDIAN",
    "CONSERVATOR",
    "LEGAL_CUSTODIAN",
    "SIBLING",
    "SPOUSE",
    "OTHER",
  ] satisfies CaregiverRelationship[],
} as const;
