/** What the patient or the caregiver says is different, until the practitioner has seen to it. */
import { HandleReportedChangeDocument, type ReadCertificationQuery } from "../api/generated";
import { request } from "../api/request";
import { Problems } from "../parts/form";
import { useTask } from "../parts/task";
import { useText } from "../text";

type Certification = NonNullable<ReadCertificationQuery["certification"]>;

export function ReportedChanges({ certification, onChange }: { certification: Certification; onChange: () => Promise<void> }) {
  const { t } = useText();
  const task = useTask();
  const open = certification.reportedChanges.filter((change) => !change.handledAt);
  const handle = async (changeId: string) => {
    const input = { certificationId: certification.id, changeId };
    if (await task.run(async () => (await request(HandleReportedChangeDocument, { input })).handleReportedChange.userErrors)) {
      await onChange();
    }
  };
  if (open.length === 0) return null;
  return (
    <section aria-labelledby="reported">
      <h2 id="reported">{t.outcome.reported}</h2>
      <Problems task={task} />
      <ul className="list">
        {open.map((change) => (
          <li key={change.id}>
            <q>{change.text}</q>
            <button type="button" aria-disabled={task.busy} onClick={() => void handle(change.id)}>
              {t.outcome.seenTo}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
