/** One certification: its form while it is a draft, then what became of it. */
import { ReadCertificationDocument } from "../api/generated";
import { DraftPage } from "../draft/draft-page";
import { Waiting } from "../parts/notice";
import { Page } from "../parts/page";
import { useQuery } from "../parts/query";
import { useText } from "../text";
import { Outcome } from "./outcome";

const POLL_MS = 2_000;

export function Certification({ id }: { id: string }) {
  const { t } = useText();
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
  if (certification.status === "DRAFT") {
    return <DraftPage id={id} returnedBecause={certification.returnedBecause ?? null} onSubmitted={reload} />;
  }
  return <Outcome certification={certification} onChange={reload} />;
}

/** Whether nothing will change by itself within seconds: only a mail that is on its way does. */
function settled(certification: { status: string; registrationEmail?: { state: string } | null } | null | undefined): boolean {
  if (certification?.status !== "CERTIFIED") return true;
  const state = certification.registrationEmail?.state;
  return state !== undefined && !["QUEUED", "SENDING", "RETRYING"].includes(state);
}
