/** A draft as the form holds it: by path, each value as an input gives it. */
import type { CaregiverInput, DraftFragment, FindingsInput, PatientProfileInput } from "../api/generated";
import { ATTESTATIONS, CAREGIVER_NEEDED, CONDITIONS, FIELDS, type FieldPath } from "./fields";

export type Path = FieldPath | typeof CONDITIONS | typeof ATTESTATIONS | typeof CAREGIVER_NEEDED;
export type Value = string | boolean | null | readonly string[];
export type Values = Readonly<Record<Path, Value>>;

const PATHS: readonly Path[] = [...FIELDS.map((field) => field.path), CONDITIONS, ATTESTATIONS, CAREGIVER_NEEDED];

export function valuesOf(draft: DraftFragment): Values {
  return Object.fromEntries(PATHS.map((path) => [path, valueAt(draft, path)])) as Record<Path, Value>;
}

/** The parts of the input that these paths are, below `patient` or `findings`. */
export function inputOf(paths: readonly Path[], values: Values): PatientProfileInput & FindingsInput {
  return Object.fromEntries(paths.map((path) => [nameOf(path), sent(path, values[path])]));
}

/** The caregiver whole: designateCaregiver replaces the one there is. */
export function caregiverOf(values: Values): CaregiverInput {
  return inputOf(PATHS.filter((path) => groupOf(path) === "caregiver"), values) as CaregiverInput;
}

/** The findings whole, for another draft. */
export function findingsOf(values: Values): FindingsInput {
  return inputOf(PATHS.filter((path) => groupOf(path) === "findings"), values);
}

export function groupOf(path: Path): "patient" | "findings" | "caregiver" {
  return path.split(".")[0] as "patient" | "findings" | "caregiver";
}

function nameOf(path: Path): string {
  return path.split(".")[1]!;
}

function valueAt(draft: DraftFragment, path: Path): Value {
  if (path === CONDITIONS) return draft.conditions.map((condition) => condition.code);
  const part = draft[groupOf(path)] as Record<string, Value | number | undefined> | null | undefined;
  const value = part?.[nameOf(path)] ?? null;
  if (typeof value === "boolean" || Array.isArray(value)) return value as Value;
  if (value !== null) return String(value);
  return isYesNo(path) ? null : path === "caregiver.language" ? "EN" : "";
}

function sent(path: Path, value: Value): Value | number {
  if (value === "") return null;
  return path === "findings.painMonths" ? Number(value) : value;
}

function isYesNo(path: Path): boolean {
  return path === CAREGIVER_NEEDED || FIELDS.some((field) => field.path === path && field.kind === "yesNo");
}
