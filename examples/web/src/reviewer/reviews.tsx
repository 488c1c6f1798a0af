/** What waits for a reviewer: certifications that a rule gave to review, and questions about practitioners. */
import type { ReactNode } from "react";
import { PractitionerReviewsDocument, ReviewQueueDocument } from "../api/generated";
import { Notice, Waiting } from "../parts/notice";
import { Page } from "../parts/page";
import { useQuery } from "../parts/query";
import { Link, useRouting } from "../routing";
import { useText } from "../text";

const PAGE = { first: 50 };
const POLL_MS = 15_000;

export function Reviews() {
  const { t } = useText();
  const { query } = useRouting();
  return (
    <Page title={t.reviews.title}>
      {query.has("decided") && <Notice kind="good">{t.reviews.done}</Notice>}
      <Certifications />
      <Practitioners />
    </Page>
  );
}

function Certifications() {
  const { t } = useText();
  const { data, failure } = useQuery(ReviewQueueDocument, PAGE, { everyMs: POLL_MS });
  const queue = data?.reviewQueue;
  return (
    <Waits title={t.reviews.certifications} waiting={queue?.edges.length ?? null} more={queue?.pageInfo.hasNextPage} failure={failure}>
      {queue?.edges.map(({ node: { id, patient, practitioner, reviewReasons } }) => (
        <li key={id}>
          <span>
            <Link to={`/certifications/${id}`} className="name">
              {patient.firstName} {patient.lastName}
            </Link>
            {practitioner && (
              <span className="hint line">
                {practitioner.firstName} {practitioner.lastName}, {practitioner.credential}
              </span>
            )}
          </span>
          <ul className="tags" lang="en">
            {reviewReasons.map((reason) => (
              <li key={reason.ruleId}>{reason.title}</li>
            ))}
          </ul>
        </li>
      ))}
    </Waits>
  );
}

function Practitioners() {
  const { t, moment } = useText();
  const { data, failure } = useQuery(PractitionerReviewsDocument, PAGE, { everyMs: POLL_MS });
  const open = data?.practitionerReviews;
  return (
    <Waits title={t.reviews.practitioners} waiting={open?.edges.length ?? null} more={open?.pageInfo.hasNextPage} failure={failure}>
      {open?.edges.map(({ node: { id, kind, profile, openedAt } }) => (
        <li key={id}>
          <span>
            <Link to={`/reviews/${id}`} className="name">
              {profile ? `${profile.firstName} ${profile.lastName}, ${profile.credential}` : t.reviews.unknown}
            </Link>
            <span className="hint line">{t.reviews.since(moment(openedAt))}</span>
          </span>
          <ul className="tags">
            <li>{t.reviews.kinds[kind]}</li>
          </ul>
        </li>
      ))}
    </Waits>
  );
}

interface WaitsProps {
  title: string;
  /** How many; null while they are read. */
  waiting: number | null;
  more: boolean | undefined;
  failure: string | null;
  children: ReactNode;
}

function Waits({ title, waiting, more, failure, children }: WaitsProps) {
  const { t } = useText();
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      {waiting === null && <Waiting failure={failure} />}
      {waiting === 0 && <p className="empty">{t.reviews.nothing}</p>}
      {waiting !== null && waiting > 0 && <ul className="list">{children}</ul>}
      {more && <p className="hint">{t.reviews.more}</p>}
    </section>
  );
}
