/** The whole story of one certification: what was done and by whom, who saw it, and each message about it. */
import { AuditTrailDocument, CertificationHistoryDocument, type CertificationHistoryQuery } from "../api/generated";
import { History } from "../parts/history";
import { Waiting } from "../parts/notice";
import { Page } from "../parts/page";
import { useQuery } from "../parts/query";
import { Link } from "../routing";
import { useSignedIn } from "../signed-in";
import { useText } from "../text";

type Certification = NonNullable<CertificationHistoryQuery["certification"]>;

export function CertificationHistory({ id }: { id: string }) {
  const { t } = useText();
  const { me } = useSignedIn();
  const { data, failure } = useQuery(CertificationHistoryDocument, { id });
  const certification = data?.certification;
  return (
    <Page title={t.history.title}>
      {certification ? (
        <>
          <p className="lead">{[certification.patient.firstName, certification.patient.lastName].filter(Boolean).join(" ")}</p>
          {certification.practitioner?.id === me?.practitioner?.id ? <AuditTrail id={id} /> : <Timeline certification={certification} />}
          <Messages deliveries={certification.deliveries ?? []} />
        </>
      ) : (
        <Waiting failure={failure} />
      )}
      <p>
        <Link to={`/certifications/${id}`}>{t.history.back}</Link>
      </p>
    </Page>
  );
}

/** For the practitioner, who learns which account it was, and what was only read. */
function AuditTrail({ id }: { id: string }) {
  const { t } = useText();
  const { me } = useSignedIn();
  const { data, failure } = useQuery(AuditTrailDocument, { id });
  if (!data) return <Waiting failure={failure} />;
  const staff = (data.delegates ?? []).flatMap(({ accountId, name }) => (accountId ? [[accountId, name] as const] : []));
  return <History entries={data.auditTrail ?? []} names={new Map([...staff, [me?.id ?? "", t.history.you]])} />;
}

function Timeline({ certification: { timeline } }: { certification: Certification }) {
  return <History entries={timeline.map((entry) => ({ ...entry, accountId: null })).reverse()} names={new Map()} />;
}

function Messages({ deliveries }: { deliveries: NonNullable<Certification["deliveries"]> }) {
  const { t, moment } = useText();
  if (deliveries.length === 0) return null;
  return (
    <section aria-labelledby="messages">
      <h2 id="messages">{t.history.messages}</h2>
      <ul className="list">
        {deliveries.map(({ id, kind, state, queuedAt, attempts }) => (
          <li key={id}>
            <span className="name">{t.messages[kind]}</span>
            <span className={state === "SENT" || state === "HANDED_OUT" ? "tag good" : "tag"}>{t.deliveries[state]}</span>
            <p className="hint standing">
              {moment(queuedAt)}
              {attempts
                .filter((attempt) => attempt.outcome !== "ACCEPTED")
                .map((attempt) => (
                  <span key={attempt.at} className="line">
                    {moment(attempt.at)}: <span lang="en">{attempt.reason}</span>
                  </span>
                ))}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
