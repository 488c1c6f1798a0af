import { useState } from "react";
import { ConfirmPractitionerProfileDocument, ReportProfileProblemDocument } from "../api/generated";
import { request } from "../api/request";
import { Facts } from "../parts/facts";
import { TextField } from "../parts/field";
import { Form, Problems } from "../parts/form";
import { Notice } from "../parts/notice";
import { Page } from "../parts/page";
import { useTask } from "../parts/task";
import { useRouting } from "../routing";
import { useSignedIn } from "../signed-in";
import { useText } from "../text";
import type { Profile } from "./identify";

export function ReviewProfile({ profile }: { profile: Profile }) {
  const { t, day } = useText();
  const words = t.profile;
  const { go } = useRouting();
  const { renew } = useSignedIn();
  const task = useTask();
  const practitionerId = profile.practitionerId;

  const confirm = async () => {
    const done = await task.run(async () => {
      const answer = await request(ConfirmPractitionerProfileDocument, { input: { practitionerId } });
      if (answer.confirmPractitionerProfile.userErrors.length === 0) await renew();
      return answer.confirmPractitionerProfile.userErrors;
    });
    if (done) go("/");
  };
  const credential = ({ number, standing, expiresOn }: Profile["license"]) =>
    [number, words.standings[standing], expiresOn && words.until(day(expiresOn))].filter(Boolean).join(", ");

  return (
    <Page title={words.title} narrow>
      <p>{words.text}</p>
      <Facts
        facts={[
          [words.name, `${profile.firstName} ${profile.lastName}, ${profile.credential}`],
          [words.profession, words.professions[profile.profession]],
          [words.license, credential(profile.license)],
          [words.controlledSubstance, credential(profile.controlledSubstance)],
          [words.dea, credential(profile.dea)],
          [words.address, `${profile.street}, ${profile.city}, ${profile.state} ${profile.zip}`],
          [words.boards, profile.boardCertifications.join(", ") || t.none],
        ]}
      />
      {profile.deaFindings.length > 0 && <p className="hint">{words.unusual}</p>}
      <Problems task={task} />
      <p>
        <button type="button" className="primary" aria-disabled={task.busy} onClick={() => void confirm()}>
          {words.confirm}
        </button>
      </p>
      <ReportProblem practitionerId={practitionerId} />
    </Page>
  );
}

function ReportProblem({ practitionerId }: { practitionerId: string }) {
  const { t } = useText();
  const task = useTask();
  const [message, setMessage] = useState("");
  const [reported, setReported] = useState(false);
  const report = async () => {
    const input = { practitionerId, message };
    const send = async () => (await request(ReportProfileProblemDocument, { input })).reportProfileProblem.userErrors;
    if (await task.run(send)) setReported(true);
  };
  if (reported) return <Notice kind="good">{t.profile.reported}</Notice>;
  return (
    <details>
      <summary>{t.profile.wrong}</summary>
      <Form task={task} submit={t.profile.report} onSubmit={() => void report()}>
        <TextField label={t.profile.what} name="message" required value={message} onChange={setMessage} />
      </Form>
    </details>
  );
}
