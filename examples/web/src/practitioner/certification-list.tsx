import type { ListedFragment } from "../api/generated";
import { Link } from "../routing";
import { useText } from "../text";

interface CertificationListProps {
  certifications: readonly ListedFragment[];
  /** What is said where there are none. */
  nothing: string;
  /** Shows what follows; null where nothing does. */
  more: (() => void) | null;
}

export function CertificationList({ certifications, nothing, more }: CertificationListProps) {
  const { t } = useText();
  if (certifications.length === 0) return <p className="empty">{nothing}</p>;
  return (
    <>
      <ul className="list">
        {certifications.map((each) => (
          <li key={each.id}>
            <Link to={`/certifications/${each.id}`} className="name">
              {[each.patient.firstName, each.patient.lastName].filter(Boolean).join(" ") || t.desk.nameless}
            </Link>
            <Standing certification={each} />
          </li>
        ))}
      </ul>
      {more && (
        <button type="button" onClick={more}>
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
