import { MyApplicationsDocument } from "../api/generated";
import { WorksFor } from "../delegate/works-for";
import { Waiting } from "../parts/notice";
import { Page } from "../parts/page";
import { useQuery } from "../parts/query";
import { Link } from "../routing";
import { useSignedIn } from "../signed-in";
import { useText } from "../text";
import { ApplicationContent } from "./application";

const POLL_MS = 1_000;

/** The application, where there is one; else the choice between them. */
export function Applications() {
  const { t } = useText();
  const { me } = useSignedIn();
  const { data, failure, reload } = useQuery(
    MyApplicationsDocument,
    {},
    { everyMs: POLL_MS, until: (read) => (read.myApplications?.length ?? 0) >= linked(me) },
  );
  const applications = data?.myApplications ?? [];
  const [only] = applications;
  const patientToo = me?.links.every((link) => link.part === "PATIENT") && only?.caregiver;
  return (
    <Page title={t.application.title}>
      {applications.length === 0 && <Waiting failure={failure} />}
      {only && applications.length === 1 && <ApplicationContent application={only} onChange={reload} />}
      {applications.length > 1 && (
        <ul className="list">
          {applications.map((each) => (
            <li key={each.id}>
              <Link to={`/applications/${each.id}`} className="name">
                {each.patient.firstName} {each.patient.lastName}
              </Link>
              {each.registration && <span>{t.registrations[each.registration.status]}</span>}
            </li>
          ))}
        </ul>
      )}
      {patientToo && (
        <p>
          <Link to="/identify/caregiver">{t.application.alsoCaregiver}</Link>
        </p>
      )}
      <WorksFor />
    </Page>
  );
}

function linked(me: { links: { certificationId: string }[] } | null | undefined): number {
  return new Set(me?.links.map((link) => link.certificationId)).size;
}
