import { Fragment } from "react";
import type { CertificationStatus, ListedFragment } from "../api/generated";
import { Waiting } from "../parts/notice";
import { Link } from "../routing";
import { useText } from "../text";

/** How it stands out: what holds, and what waits for somebody. */
const KINDS: Partial<Record<CertificationStatus, string>> = { CERTIFIED: "good", AWAITING_COSIGNATURE: "open", IN_REVIEW: "open" };

interface CertificationListProps {
  /** Absent until there is an answer. */
  page: { edges: readonly { node: ListedFragment }[]; pageInfo: { hasNextPage: boolean } } | null | undefined;
  failure: string | null;
  /** What is said where there are none. */
  nothing: string;
  /** Null where one answer holds no more: the search finds the others. */
  onMore: (() => void) | null;
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
      {page.pageInfo.hasNextPage && onMore && (
        <button type="button" onClick={onMore}>
          {t.desk.more}
        </button>
      )}
    </>
  );
}

/** In one word at its name; below it what is worth knowing of one in force. */
function Standing({ certification: { status, validUntil, registration, registrationEmail } }: { certification: ListedFragment }) {
  const { t, day } = useText();
  const more = [
    registration && t.registrations[registration.status],
    registrationEmail && t.mail(t.deliveries[registrationEmail.state]),
    status === "CERTIFIED" && validUntil && t.profile.until(day(validUntil)),
  ].filter((each): each is string => !!each);
  return (
    <>
      <span className={`tag ${KINDS[status] ?? ""}`}>{t.statuses[status]}</span>
      {more.length > 0 && (
        <p className="hint standing">
          {more.map((each) => (
            <Fragment key={each}>
              <span>{each}</span>{" "}
            </Fragment>
          ))}
        </p>
      )}
    </>
  );
}
