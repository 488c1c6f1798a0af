import type { ListedFragment } from "../api/generated";
import { Waiting } from "../parts/notice";
import { Link } from "../routing";
import { useText } from "../text";

interface CertificationListProps {
  /** Absent until there is an answer. */
  page: { edges: readonly { node: ListedFragment }[]; pageInfo: { hasNextPage: boolean } } | null | undefined;
  failure: string | null;
  /** What is said where there are none. */
  nothing: string;
  onMore: () => void;
}

export function CertificationList({ page, failure, nothing, onMore }: CertificationListProps) {
  const { t } = useText();
  if (!page) return <Waiting failure={failure} />;
  if (page.edges.length === 0) return <p className="empty">{nothing}</p>;
  return (
    <>
      <ul className="list">
        {page.edges.map(({ node: each }) => (
          <li key={each.id}>
            <Link to={`/certifications/${each.id}`} className="name">
              {[each.patient.firstName, each.patient.lastName].filter(Boolean).join(" ") || t.desk.nameless}
            </Link>
            <Standing certification={each} />
          </li>
        ))}
      </ul>
      {page.pageInfo.hasNextPage && (
        <button type="button" onClick={onMore}>
          {t.desk.more}
        </button>
      )}
    </>
  );
}

function Standing({ certification: { status, validUntil, registration, registrationEmail } }: { certification: ListedFragment }) {
  const { t, day } = useText();
  return (
    <ul className="tags">
      <li className={status === "CERTIFIED" ? "good" : undefined}>{t.statuses[status]}</li>
      {registration && (
        <li className={registration.status === "REGISTERED" ? "good" : undefined}>{t.registrations[registration.status]}</li>
      )}
      {registrationEmail && <li>{t.mail(t.deliveries[registrationEmail.state])}</li>}
      {status === "CERTIFIED" && validUntil && <li>{t.profile.until(day(validUntil))}</li>}
    </ul>
  );
}
