/** What the patient or the caregiver says is different, until the practitioner has seen to it. */
import { HandleReportedChangeDocument, type ReadCertificationQuery } from "../api/generated";
import { Problems } from "../parts/form";
import { useMutation } from "../parts/mutation";
import { useText } from "../text";

type Certification = NonNullable<ReadCertificationQuery["certification"]>;

export function ReportedChanges({ certification, onChange }: { certification: Certification; onChange: () => Promise<void> }) {
  const { t } = useText();
  const handle = useMutation(HandleReportedChangeDocument, { then: onChange });
  const open = certification.reportedChanges.filter((change) => !change.handledAt);
  if (open.length === 0) return null;
  return (
    <section aria-labelledby="reported">
      <h2 id="reported">{t.outcome.reported}</h2>
      <Problems task={handle} />
      <ul className="list">
        {open.map((change) => (
          <li key={change.id}>
            <q>{change.text}</q>
            <button
              type="button"
              aria-disabled={handle.busy}
              onClick={() => void handle.send({ certificationId: certification.id, changeId: change.id })}
            >
              {t.outcome.seenTo}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
