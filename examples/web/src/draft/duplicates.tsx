/** Own patients who may be the one of this draft: pointed out, and taken instead where the practitioner says so. */
import { useEffect, useRef } from "react";
import {
  DiscardCertificationDocument,
  LikelyDuplicatesDocument,
  type LikelyDuplicatesQuery,
  StartCertificationDocument,
} from "../api/generated";
import { Problems } from "../parts/form";
import { useMutation } from "../parts/mutation";
import { Notice } from "../parts/notice";
import { useQuery } from "../parts/query";
import { Link, useRouting } from "../routing";
import { useText } from "../text";
import type { OpenDraft } from "./use-draft";
import { type Path, caregiverOf, findingsOf } from "./values";

type Alike = NonNullable<LikelyDuplicatesQuery["certification"]>["likelyDuplicates"][number];

/** What they are recognized by. */
const TELLING: readonly Path[] = ["patient.firstName", "patient.lastName", "patient.dateOfBirth", "patient.email", "patient.phone"];

export function Duplicates({ draft }: { draft: OpenDraft }) {
  const { t } = useText();
  const alike = useLikelyDuplicates(draft);
  const { take, task } = useTaking(draft);
  if (alike.length === 0) return null;
  const others = alike.filter(mayBeTaken);
  return (
    <Notice kind="plain">
      <h2>{t.duplicates.title}</h2>
      <p>{t.duplicates.text}</p>
      <Problems task={task} />
      <ul className="list">
        {alike.map((each) => (
          <li key={each.id}>
            <Person alike={each} />
            {mayBeTaken(each) && (
              <span className="buttons">
                <button
                  type="button"
                  aria-label={`${t.duplicates.use}: ${nameOf(each)}`}
                  aria-disabled={task.busy}
                  onClick={() => void take(each.patient.id)}
                >
                  {t.duplicates.use}
                </button>
              </span>
            )}
          </li>
        ))}
      </ul>
      {others.length > 0 && <p className="hint">{t.duplicates.useText}</p>}
    </Notice>
  );
}

function Person({ alike }: { alike: Alike }) {
  const { t, day } = useText();
  const { dateOfBirth, email, phone } = alike.patient;
  const known = [dateOfBirth && t.duplicates.born(day(dateOfBirth)), email, phone].filter(Boolean);
  return (
    <span>
      <Link to={`/certifications/${alike.id}`} className="name">
        {nameOf(alike) || t.desk.nameless}
      </Link>
      <span className="hint line">{[t.statuses[alike.status], ...known].join(" · ")}</span>
    </span>
  );
}

/** Asked for anew once something that they are recognized by was changed and saved. */
function useLikelyDuplicates({ id, state, values }: OpenDraft): readonly Alike[] {
  const { data, reload } = useQuery(LikelyDuplicatesDocument, { id });
  const telling = TELLING.map((path) => values[path]).join("\n");
  const asked = useRef(telling);
  useEffect(() => {
    if (state !== "saved" || asked.current === telling) return;
    asked.current = telling;
    void reload();
  }, [state, telling, reload]);
  return data?.certification?.likelyDuplicates ?? [];
}

/** A draft on that patient takes this one's place, with what was found and who cares for the patient. */
function useTaking(draft: OpenDraft) {
  const { go } = useRouting();
  const start = useMutation(StartCertificationDocument, { once: true });
  const discard = useMutation(DiscardCertificationDocument);
  const take = async (patientId: string) => {
    await draft.flush();
    const caregiver = draft.hasCaregiver ? caregiverOf(draft.values) : null;
    const begun = (await start.send({ patientId, findings: findingsOf(draft.values), caregiver }))?.certification;
    if (!begun) return;
    // Where that fails the new draft points at this one, which stays to be deleted.
    await discard.send({ certificationId: draft.id, version: draft.version() });
    go(`/certifications/${begun.id}`);
  };
  return { take, task: start };
}

/** A draft is gone on with instead. */
function mayBeTaken({ status }: Alike): boolean {
  return status !== "DRAFT";
}

function nameOf({ patient: { firstName, lastName } }: Alike): string {
  return [firstName, lastName].filter(Boolean).join(" ");
}
