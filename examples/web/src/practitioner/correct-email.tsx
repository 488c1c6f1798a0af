/** A wrong address, while the patient has no account: the mail goes out anew, to the right one. */
import { CorrectPatientEmailDocument } from "../api/generated";
import { Asked } from "../parts/asked";
import { useMutation } from "../parts/mutation";
import { useText } from "../text";

export function CorrectEmail({ certificationId, onChange }: { certificationId: string; onChange: () => Promise<void> }) {
  const { t } = useText();
  const correct = useMutation(CorrectPatientEmailDocument, { once: true, then: onChange });
  return (
    <Asked
      task={correct}
      summary={t.outcome.wrongEmail}
      label={t.outcome.rightEmail}
      name="email"
      type="email"
      submit={t.outcome.correct}
      send={(email) => correct.send({ certificationId, email })}
      done={t.outcome.corrected}
    />
  );
}
