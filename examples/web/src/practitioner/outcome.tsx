import type { ReadCertificationQuery } from "../api/generated";
import { Assistance } from "../parts/assistance";
import { Notice } from "../parts/notice";
import { Page } from "../parts/page";
import { DecideCertification, RevokeCertification } from "../reviewer/certification";
import { Link } from "../routing";
import { useSignedIn } from "../signed-in";
import { useText } from "../text";
import { CertificationFacts } from "./certification-facts";
import { Mail } from "./mail";
import { Renew } from "./renew";
import { ReportedChanges } from "./reported-changes";
import { Withdraw } from "./withdraw";

export type Certification = NonNullable<ReadCertificationQuery["certification"]>;

interface OutcomeProps {
  certification: Certification;
  /** Whether who looks has signed it first; else it is a reviewer, or the second physician. */
  mine: boolean;
  onChange: () => Promise<void>;
}

/** What became of a certification that was submitted. */
export function Outcome({ certification, mine, onChange }: OutcomeProps) {
  const { t } = useText();
  const { me } = useSignedIn();
  const { id, status, registration } = certification;
  const waits = mine && status === "CERTIFIED" && registration?.status !== "REGISTERED";
  const inReview = status === "IN_REVIEW" || Boolean(certification.proposedCaregiver);
  const reviews = !mine && me?.roles.includes("REVIEWER");
  return (
    <Page title={mine && status === "CERTIFIED" ? t.outcome.certified : t.statuses[status]}>
      {waits && <Notice kind="good">{t.outcome.mustRegister}</Notice>}
      {mine && certification.expiring && <Notice kind="plain">{t.outcome.expiring}</Notice>}
      {status === "AWAITING_COSIGNATURE" && mine && (
        <Notice kind="plain">
          <p>{t.outcome.cosignature}</p>
          <p>
            <code>{certification.cosignature?.reference}</code>
          </p>
        </Notice>
      )}
      {inReview && (
        <Notice kind="plain">
          <p>{t.outcome.review}</p>
          <ul lang="en">
            {certification.reviewReasons.map((reason) => (
              <li key={reason.ruleId}>
                {reason.title}. {reason.message}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <CertificationFacts certification={certification} full={!mine} />
      <p>
        <Link to={`/certifications/${id}/history`}>{t.history.link}</Link>
      </p>
      {mine && (
        <>
          <ReportedChanges certification={certification} onChange={onChange} />
          <Renew certification={certification} />
          {status === "CERTIFIED" && <Mail certification={certification} onChange={onChange} />}
          <Withdraw certification={certification} onChange={onChange} />
        </>
      )}
      {reviews && inReview && <DecideCertification certificationId={id} ofCaregiver={status !== "IN_REVIEW"} />}
      {reviews && status === "CERTIFIED" && <RevokeCertification certificationId={id} onChange={onChange} />}
      {waits && <Assistance zip={certification.patient.zip} />}
      <p>{mine ? <Link to="/">{t.outcome.back}</Link> : reviews && <Link to="/reviews">{t.reviews.back}</Link>}</p>
    </Page>
  );
}
