/** Invented people. Nobody is certified twice: each run of a test has names of its own. */
import { randomBytes, randomInt } from "node:crypto";
import { readFileSync } from "node:fs";

const read = (name) => JSON.parse(readFileSync(process.env[name], "utf8"));
/** Whom and what the demo's story invents: the client's tests have the same people. */
export const STORY = read("STORY");
export const PASSWORD = STORY.password;
const registry = read("PRACTITIONERS");

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
  const { firstName, dateOfBirth } = STORY.patient;
  return { first: firstName, last: `Silva ${letters()}`, born: dateOfBirth, email: address("ana"), phone: phone() };
}

export function caregiver() {
  return { first: "Lee", last: `Okafor ${letters()}`, born: "1975-09-30", email: address("lee") };
}

export function staff() {
  return { name: `Sam ${letters()}`, email: address("sam") };
}

function address(name) {
  return `${name}.${randomBytes(4).toString("hex")}@mail.example`;
}

/** Of those that are kept for invented people. */
function phone() {
  return `${["203", "475", "860", "959"][randomInt(4)]}-555-01${randomInt(10, 100)}`;
}

function letters() {
  const name = Array.from(randomBytes(8), (byte) => String.fromCharCode(97 + (byte % 26))).join("");
  return name[0].toUpperCase() + name.slice(1);
}
