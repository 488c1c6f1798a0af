/** One part of a draft, sent with the version that was read. */
import type { UserError } from "../api/errors";
import {
  DesignateCaregiverDocument,
  type DraftFragment,
  RecordFindingsDocument,
  RemoveCaregiverDocument,
  UpdatePatientProfileDocument,
} from "../api/generated";
import { request } from "../api/request";
import { type Path, type Values, caregiverOf, inputOf } from "./values";

export type Group = "patient" | "findings" | "caregiver";

interface Saved {
  certification?: DraftFragment | null;
  userErrors: UserError[];
}

export async function saveGroup(
  group: Group,
  paths: readonly Path[],
  values: Values,
  draft: DraftFragment,
  hasCaregiver: boolean,
): Promise<Saved> {
  const named = { certificationId: draft.id, version: draft.version };
  if (group === "patient") {
    const input = { ...named, patient: inputOf(paths, values) };
    return (await request(UpdatePatientProfileDocument, { input })).updatePatientProfile;
  }
  if (group === "findings") {
    const input = { ...named, findings: inputOf(paths, values) };
    return (await request(RecordFindingsDocument, { input })).recordFindings;
  }
  if (hasCaregiver) {
    const input = { ...named, caregiver: caregiverOf(values) };
    return (await request(DesignateCaregiverDocument, { input })).designateCaregiver;
  }
  if (!draft.caregiver) return { certification: draft, userErrors: [] };
  return (await request(RemoveCaregiverDocument, { input: named })).removeCaregiver;
}
