/** What a delegate sees of a practitioner's desk: the drafts, to begin and to fill in. */
import { DraftsDocument, RevokeDelegateDocument, StartCertificationDocument } from "../api/generated";
import { NotFound } from "../not-found";
import { Confirmed } from "../parts/confirmed";
import { Problems } from "../parts/form";
import { useMutation } from "../parts/mutation";
import { Waiting } from "../parts/notice";
import { Page } from "../parts/page";
import { useQuery } from "../parts/query";
import { CertificationList } from "../practitioner/certification-list";
import { PatientSearch, usePatientSearch } from "../practitioner/patient-search";
import { useRouting } from "../routing";
import { useText } from "../text";
import { type Delegation, useDelegations } from "./works-for";

const POLL_MS = 15_000;

/** By the practitioner's id. */
export function DraftsOf({ id }: { id: string }) {
  const { t } = useText();
  const { delegations, failure } = useDelegations();
  const delegation = delegations?.find((each) => each.practitioner?.id === id);
  if (delegation) return <Drafts delegation={delegation} />;
  if (delegations) return <NotFound />;
  return (
    <Page title={t.drafts.drafts}>
      <Waiting failure={failure} />
    </Page>
  );
}

export function Drafts({ delegation: { id, practitioner } }: { delegation: Delegation }) {
  const { t } = useText();
  const { go } = useRouting();
  const start = useMutation(StartCertificationDocument, { once: true });
  const leave = useMutation(RevokeDelegateDocument);
  const search = usePatientSearch();
  const practitionerId = practitioner?.id ?? "";
  const filter = search.settled ? { expiring: false, undelivered: false, returned: false, proposedCaregiver: false, reportedChange: false, patient: { lastName: search.settled } } : null;
  const { data, failure } = useQuery(
    DraftsDocument,
    { practitionerId, first: search.first, filter },
    { everyMs: POLL_MS },
  );
  const name = practitioner ? `${practitioner.firstName} ${practitioner.lastName}, ${practitioner.credential}` : "";
  const add = async () => {
    const certification = (await start.send({ practitionerId, patient: { state: "CT" } }))?.certification;
    if (certification) go(`/certifications/${certification.id}`);
  };
  const left = async () => {
    if (await leave.send({ delegateId: id })) go("/");
  };
  return (
    <Page title={t.drafts.title(name)}>
      <p className="lead">{t.drafts.text}</p>
      <Problems task={start} />
      <div className="toolbar">
        <button type="button" className="primary" aria-disabled={start.busy} onClick={() => void add()}>
          {t.desk.add}
        </button>
        <PatientSearch search={search} />
      </div>
      <CertificationList
        page={data?.certifications}
        failure={failure}
        nothing={search.settled ? t.desk.nothingFound : t.drafts.nothing}
        onMore={search.more}
      />
      <Confirmed task={leave} summary={t.drafts.leave} text={t.drafts.leaveText(name)} submit={t.drafts.leaveNow} onConfirm={() => void left()} />
    </Page>
  );
}
