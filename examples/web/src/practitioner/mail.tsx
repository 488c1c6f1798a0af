/** What the patient gets: the sheet to print, and the registration mail once more. */
import { useState } from "react";
import { PrintCertificationDocument, ResendRegistrationEmailDocument } from "../api/generated";
import { request } from "../api/request";
import { savePdf } from "../parts/download";
import { Problems } from "../parts/form";
import { useMutation } from "../parts/mutation";
import { Notice } from "../parts/notice";
import { useTask } from "../parts/task";
import { useText } from "../text";
import { CorrectEmail } from "./correct-email";
import type { Certification } from "./outcome";
import { Reissue } from "./reissue";

export function Mail({ certification, onChange }: { certification: Certification; onChange: () => Promise<void> }) {
  const { t } = useText();
  const printing = useTask();
  const resend = useMutation(ResendRegistrationEmailDocument, { then: onChange });
  const [resent, setResent] = useState(false);
  const { id, patient, registration, registrationEmail } = certification;
  const awaited = registration?.status === "AWAITING_PATIENT";
  const onPaper = registrationEmail?.state === "HANDED_OUT";
  const print = () =>
    printing.run(async () => {
      const { certification: read } = await request(PrintCertificationDocument, { id });
      if (read?.printed) savePdf(read.printed, "certification.pdf");
      return [];
    });
  const sendAgain = async () => setResent((await resend.send({ certificationId: id })) !== null);
  return (
    <>
      <Problems task={printing} />
      <Problems task={resend} />
      {resent && <Notice kind="good">{t.outcome.resent}</Notice>}
      <div className="buttons">
        <button type="button" aria-disabled={printing.busy} onClick={() => void print()}>
          {t.outcome.print}
        </button>
        {awaited && !onPaper && (
          <button type="button" aria-disabled={resend.busy} onClick={() => void sendAgain()}>
            {t.outcome.resend}
          </button>
        )}
      </div>
      {awaited && onPaper && <Reissue patient={patient} />}
      {awaited && <CorrectEmail certificationId={id} onChange={onChange} />}
    </>
  );
}
