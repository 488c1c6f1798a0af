import { useState } from "react";
import { PrintCertificationDocument, type ReadCertificationQuery, ResendRegistrationEmailDocument } from "../api/generated";
import { request } from "../api/request";
import { Assistance } from "../parts/assistance";
import { savePdf } from "../parts/download";
import { Facts } from "../parts/facts";
import { Problems } from "../parts/form";
import { Notice } from "../parts/notice";
import { Page } from "../parts/page";
import { useTask } from "../parts/task";
import { Link } from "../routing";
import { useText } from "../text";
import { CorrectEmail } from "./correct-email";
import { ReportedChanges } from "./reported-changes";

type Certification = NonNullable<ReadCertificationQuery["certification"]>;

/** What became of a certification that was submitted. */
export function Outcome({ certification, onChange }: { certification: Certification; onChange: () => Promise<void> }) {
  const { t } = useText();
  const { status, registration } = certification;
  const waits = status === "CERTIFIED" && registration?.status !== "REGISTERED";
  return (
    <Page title={status === "CERTIFIED" ? t.outcome.certified : t.statuses[status]}>
      {waits && <Notice kind="good">{t.outcome.mustRegister}</Notice>}
      {status === "AWAITING_COSIGNATURE" && (
        <Notice kind="plain">
          <p>{t.outcome.cosignature}</p>
          <p>
            <code>{certification.cosignature?.reference}</code>
          </p>
        </Notice>
      )}
      {status === "IN_REVIEW" && (
        <Notice kind="plain">
          <p>{t.outcome.review}</p>
          <ul lang="en">
            {certification.reviewReasons.map((reason) => (
              <li key={reason.ruleId}>{reason.message ?? reason.title}</li>
            ))}
          </ul>
        </Notice>
      )}
      <Summary certification={certification} />
      <ReportedChanges certification={certification} onChange={onChange} />
      {status === "CERTIFIED" && <Actions certification={certification} onChange={onChange} />}
      {waits && <Assistance zip={null} />}
      <p>
        <Link to="/">{t.outcome.back}</Link>
      </p>
    </Page>
  );
}

function Summary({ certification }: { certification: Certification }) {
  const { t, day } = useText();
  const { patient, caregiver, registration, registrationEmail } = certification;
  const facts: [string, string | null | undefined][] = [
    [t.outcome.patient, `${patient.firstName ?? ""} ${patient.lastName ?? ""}`],
    [t.email, patient.email],
    [t.outcome.conditions, certification.conditions.map((each) => each.name).join("; ")],
    [t.outcome.caregiver, caregiver && `${caregiver.firstName ?? ""} ${caregiver.lastName ?? ""}`],
    [t.outcome.signedOn, certification.signedOn && day(certification.signedOn)],
    [t.outcome.validUntil, certification.validUntil && day(certification.validUntil)],
    [t.outcome.registration, registration && t.registrations[registration.status]],
    [t.outcome.mail, registrationEmail && t.deliveries[registrationEmail.state]],
    [t.outcome.why, certification.endedBecause],
  ];
  return <Facts facts={facts.flatMap(([name, fact]) => (fact?.trim() ? [[name, fact] as const] : []))} />;
}

function Actions({ certification, onChange }: { certification: Certification; onChange: () => Promise<void> }) {
  const { t } = useText();
  const task = useTask();
  const [resent, setResent] = useState(false);
  const id = certification.id;
  const print = () =>
    task.run(async () => {
      const { certification: read } = await request(PrintCertificationDocument, { id });
      if (read?.printed) savePdf(read.printed, "certification.pdf");
      return [];
    });
  const resend = async () => {
    const send = async () =>
      (await request(ResendRegistrationEmailDocument, { input: { certificationId: id } })).resendRegistrationEmail.userErrors;
    if (await task.run(send)) {
      setResent(true);
      await onChange();
    }
  };
  return (
    <>
      <Problems task={task} />
      {resent && <Notice kind="good">{t.outcome.resent}</Notice>}
      <div className="buttons">
        <button type="button" aria-disabled={task.busy} onClick={() => void print()}>
          {t.outcome.print}
        </button>
        {certification.registration?.status === "AWAITING_PATIENT" && (
          <button type="button" aria-disabled={task.busy} onClick={() => void resend()}>
            {t.outcome.resend}
          </button>
        )}
      </div>
      {certification.registration?.status === "AWAITING_PATIENT" && <CorrectEmail certificationId={id} onChange={onChange} />}
    </>
  );
}
