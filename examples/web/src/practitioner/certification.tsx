/** One certification: its form while it is a draft, then what became of it. */
import { ReadCertificationDocument } from "../api/generated";
import { DraftPage } from "../draft/draft-page";
import { Waiting } from "../parts/notice";
import { Page } from "../parts/page";
import { useQuery } from "../parts/query";
import { useSignedIn } from "../signed-in";
import { useText } from "../text";
import { Outcome } from "./outcome";

const POLL_MS = 2_000;

export function Certification({ id }: { id: string }) {
  const { t } = useText();
  const { me } = useSignedIn();
  const { data, failure, reload } = useQuery(
    ReadCertificationDocument,
    { id },
    { everyMs: POLL_MS, until: ({ certification }) => settled(certification) },
  );
  const certification = data?.certification;
  if (!certification) {
    return (
      <Page title={t.certification.title}>
        <Waiting failure={failure} />
      </Page>
    );
  }
  const mine = me?.practitioner?.id === certification.practitioner?.id;
  if (certification.status === "DRAFT") {
    const preparedFor = mine ? null : (certification.practitioner?.id ?? null);
    return <DraftPage id={id} preparedFor={preparedFor} returnedBecause={certification.returnedBecause ?? null} onSubmitted={reload} />;
  }
  return <Outcome key={certification.status} certification={certification} mine={mine} onChange={reload} />;
}

/** Whether nothing will change by itself within seconds: only a mail that is on its way does. */
function settled(certification: { status: string; registrationEmail?: { state: string } | null } | null | undefined): boolean {
  if (certification?.status !== "CERTIFIED") return true;
  const state = certification.registrationEmail?.state;
  return state !== undefined && !["QUEUED", "SENDING", "RETRYING"].includes(state);
}
