/** Invented people. Nobody is certified twice: each run of a test has names of its own. */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";

export const PASSWORD = "correct-horse-battery-42";
export const AFFIRMATION_CODES = [
  "ONGOING_CARE",
  "ASSESSMENT_COMPLETED",
  "CONDITION_DIAGNOSED",
  "DRUGS_CONSIDERED",
  "BENEFITS_OUTWEIGH_RISKS",
  "RISKS_EXPLAINED",
  "FOLLOW_UP_AVAILABLE",
  "PRESCRIPTION_HISTORY_REVIEWED",
  "SCHEDULE_II_IN_CONNECTICUT",
  "NO_FINANCIAL_INTEREST",
  "NO_PROHIBITED_CONDUCT",
  "PATIENT_IS_NOT_MYSELF",
];
const registry = JSON.parse(readFileSync(process.env.PRACTITIONERS, "utf8"));

/** A physician of the registry, by place in it: no two tests claim the same. */
export function physician(place) {
  return person(registry[place]);
}

/** One of those whom the registry knows as board certified, from its other end. */
export function boardCertified(place) {
  return person(registry.filter((row) => row.board_certifications).at(-1 - place));
}

function person(row) {
  return { dea: row.dea_number, ssn: row.ssn_last4, name: `${row.first_name} ${row.last_name}`, email: address("doctor") };
}

export function patient() {
  return { first: "Ana", last: `Silva ${letters()}`, born: "1961-04-12", email: address("ana") };
}

export function caregiver() {
  return { first: "Lee", last: `Okafor ${letters()}`, born: "1975-09-30", email: address("lee") };
}

/** By Connecticut's calendar never in the future. */
export function yesterday() {
  return new Date(Date.now() - 36 * 3_600_000).toISOString().slice(0, 10);
}

function address(name) {
  return `${name}.${randomBytes(4).toString("hex")}@mail.example`;
}

function letters() {
  const name = Array.from(randomBytes(8), (byte) => String.fromCharCode(97 + (byte % 26))).join("");
  return name[0].toUpperCase() + name.slice(1);
}
