/** Where in the form each rule's outcome belongs. */
import type { CheckCertificationQuery } from "../api/generated";
import { ATTESTATIONS } from "./fields";

export type Assessment = NonNullable<CheckCertificationQuery["checkCertification"]>;
export type Outcome = Assessment["outcomes"][number];

/** Whether a rule that applies to this patient looks at the input. */
export function isAskedFor(assessment: Assessment, path: string): boolean {
  return assessment.outcomes.some((each) => each.result !== "NOT_APPLICABLE" && needs(each).includes(path));
}

/** What is to be said at an input: what holds at the last one that the rule looks at, what does not where it can be mended. */
export function outcomesAt(assessment: Assessment, path: string): Outcome[] {
  return assessment.outcomes.filter((each) => placesOf(each).includes(path));
}

export function placesOf(outcome: Outcome): string[] {
  if (outcome.result === "NOT_APPLICABLE") return [];
  if (outcome.result === "HOLDS") return outcome.rule.attestation ? [affirmation(outcome)] : needs(outcome).slice(-1);
  return outcome.paths.map((path) => (path.join(".") === ATTESTATIONS ? affirmation(outcome) : path.join(".")));
}

export function mayBeSubmitted(assessment: Assessment): boolean {
  return !assessment.blocked || assessment.awaitsCosignature;
}

/** Where a failed rule keeps the draft from being submitted, or is asked for and not answered. */
export function isOpen(outcome: Outcome): boolean {
  return outcome.result === "FAILS" || outcome.result === "MISSING";
}

function affirmation(outcome: Outcome): string {
  return `${ATTESTATIONS}.${outcome.rule.attestation}`;
}

function needs(outcome: Outcome): string[] {
  return outcome.rule.needs.map((path) => path.join("."));
}
