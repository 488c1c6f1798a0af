/** Takes a certification back; what still waits for a signature or a review is a draft again by it. */
import { WithdrawCertificationDocument } from "../api/generated";
import { Asked } from "../parts/asked";
import { useMutation } from "../parts/mutation";
import { useText } from "../text";
import type { Certification } from "./outcome";

export function Withdraw({ certification: { id, status }, onChange }: { certification: Certification; onChange: () => Promise<void> }) {
  const { t } = useText();
  const withdraw = useMutation(WithdrawCertificationDocument, { once: true, then: onChange });
  if (!["CERTIFIED", "AWAITING_COSIGNATURE", "IN_REVIEW"].includes(status)) return null;
  const words = status === "CERTIFIED" ? t.withdraw : t.takeBack;
  return (
    <Asked
      task={withdraw}
      summary={words.summary}
      hint={words.text}
      label={t.outcome.why}
      name="reason"
      max={500}
      submit={words.submit}
      send={(reason) => withdraw.send({ certificationId: id, reason })}
    />
  );
}
