import type { DeskQuery } from "../api/generated";
import { Link } from "../routing";
import { useText } from "../text";

type Listed = NonNullable<DeskQuery["certifications"]>["edges"][number]["node"];

/** `more` shows what follows; null where nothing does. */
export function CertificationList({ certifications, more }: { certifications: Listed[]; more: (() => void) | null }) {
  const { t } = useText();
  if (certifications.length === 0) return <p>{t.desk.nothing}</p>;
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

function Standing({ certification: { status, validUntil, registration, registrationEmail } }: { certification: Listed }) {
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
