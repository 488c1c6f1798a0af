/** What a reviewer can do about somebody else's certification: decide what waits, revoke what is in force. */
import { ReviewCertificationDocument, RevokeCertificationDocument } from "../api/generated";
import { Asked } from "../parts/asked";
import { useMutation } from "../parts/mutation";
import { useRouting } from "../routing";
import { useText } from "../text";
import { Decision } from "./decision";

const MAX_REASON = 500;

interface DecideProps {
  certificationId: string;
  /** Whether a caregiver waits, named while it is in force; else the certification itself does. */
  ofCaregiver: boolean;
}

/** A refused one is a draft again, which its reviewer sees no more: so both ways lead back to what else waits. */
export function DecideCertification({ certificationId, ofCaregiver }: DecideProps) {
  const { t } = useText();
  const { go } = useRouting();
  const review = useMutation(ReviewCertificationDocument, { once: true });
  const decide = async (approve: boolean, reason: string) => {
    if (await review.send({ certificationId, approve, reason })) go("/reviews?decided");
  };
  return (
    <Decision
      task={review}
      approve={ofCaregiver ? t.reviews.approveCaregiver : t.reviews.approve}
      refuse={ofCaregiver ? t.reviews.refuseCaregiver : t.reviews.refuse}
      max={MAX_REASON}
      send={decide}
    />
  );
}

interface RevokeProps {
  certificationId: string;
  onChange: () => Promise<void>;
}

export function RevokeCertification({ certificationId, onChange }: RevokeProps) {
  const { t } = useText();
  const revoke = useMutation(RevokeCertificationDocument, { once: true, then: onChange });
  return (
    <Asked
      task={revoke}
      summary={t.reviews.revoke}
      hint={t.reviews.revokeText}
      label={t.outcome.why}
      name="reason"
      max={MAX_REASON}
      submit={t.reviews.revokeNow}
      send={(reason) => revoke.send({ certificationId, reason })}
    />
  );
}
