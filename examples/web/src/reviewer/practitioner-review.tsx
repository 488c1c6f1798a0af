/** One question about a practitioner, and its decision. */
import { useState } from "react";
import {
  DecidePractitionerReviewDocument,
  PractitionerReviewDocument,
  type PractitionerReviewDecision,
  type PractitionerReviewQuery,
} from "../api/generated";
import { NotFound } from "../not-found";
import { type Fact, Facts } from "../parts/facts";
import { useMutation } from "../parts/mutation";
import { Notice, Waiting } from "../parts/notice";
import { Page } from "../parts/page";
import { useQuery } from "../parts/query";
import { ProfileFacts } from "../practitioner/profile-facts";
import { Link } from "../routing";
import { useText } from "../text";
import { Decision } from "./decision";

type Review = NonNullable<PractitionerReviewQuery["practitionerReview"]>;

export function PractitionerReview({ id }: { id: string }) {
  const { t } = useText();
  const { data, failure } = useQuery(PractitionerReviewDocument, { id });
  if (data && !data.practitionerReview) return <NotFound />;
  return (
    <Page title={t.reviews.practitioner} narrow>
      {data?.practitionerReview ? <Question review={data.practitionerReview} /> : <Waiting failure={failure} />}
      <p>
        <Link to="/reviews">{t.reviews.back}</Link>
      </p>
    </Page>
  );
}

function Question({ review }: { review: Review }) {
  const { t } = useText();
  const words = t.reviews;
  const [decided, setDecided] = useState<PractitionerReviewDecision | null>(review.decision);
  const decide = useMutation(DecidePractitionerReviewDocument, { then: ({ review: now }) => setDecided(now?.decision ?? null) });
  const asked: Fact[] = [
    [words.account, review.accountEmail],
    [words.deaNumber, review.deaNumber],
    [t.outcome.why, review.reason],
  ];
  return (
    <>
      <p>
        <strong>{words.kinds[review.kind]}.</strong> {words.meanings[review.kind]}
      </p>
      {review.message && (
        <Notice kind="plain">
          <q>{review.message}</q>
        </Notice>
      )}
      {review.profile ? <ProfileFacts profile={review.profile} more={asked} /> : <Facts facts={asked} />}
      <p className="hint">{words.recorded}</p>
      {decided ? (
        <Notice kind="good">{words.decided[decided]}</Notice>
      ) : (
        <Decision
          task={decide}
          approve={words.approvals[review.kind]}
          refuse={words.refusePractitioner}
          max={1000}
          send={(approve, reason) => decide.send({ reviewId: review.id, decision: approve ? "APPROVED" : "REFUSED", reason })}
        />
      )}
    </>
  );
}
