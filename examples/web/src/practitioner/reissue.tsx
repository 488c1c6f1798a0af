/** The sheet with the one-time password got lost: another one, as long as the patient has not opened the account. */
import { useState } from "react";
import { ReissueTemporaryEmailDocument, type ReissueTemporaryEmailMutation } from "../api/generated";
import { Confirmed } from "../parts/confirmed";
import { useMutation } from "../parts/mutation";
import { OneTimePassword } from "../parts/one-time-password";
import { useText } from "../text";
import type { Certification } from "./outcome";

export function Reissue({ patient }: { patient: Certification["patient"] }) {
  const { t } = useText();
  const reissue = useMutation(ReissueTemporaryEmailDocument);
  const [anew, setAnew] = useState<ReissueTemporaryEmailMutation["reissueTemporaryEmail"] | null>(null);
  const ask = async () => setAnew(await reissue.send({ address: patient.email ?? "", language: patient.language }));
  if (anew?.oneTimePassword && anew.handOut) {
    return <OneTimePassword text={t.temporary.reissued} password={anew.oneTimePassword} sheet={anew.handOut} />;
  }
  return (
    <Confirmed
      task={reissue}
      summary={t.temporary.lost}
      text={t.temporary.lostText}
      submit={t.temporary.reissue}
      onConfirm={() => void ask()}
    />
  );
}
