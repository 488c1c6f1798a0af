/** The patient, or the caregiver, proves to be the person of a certified application by the date of birth. */
import { useState } from "react";
import { type ApplicationPart, IdentifyAsCaregiverDocument, IdentifyAsPatientDocument } from "../api/generated";
import { request } from "../api/request";
import { TextField } from "../parts/field";
import { Form } from "../parts/form";
import { Page } from "../parts/page";
import { useTask } from "../parts/task";
import { useRouting } from "../routing";
import { useSignedIn } from "../signed-in";
import { useText } from "../text";

export function IdentifyAsPerson({ part }: { part: ApplicationPart }) {
  const { t } = useText();
  const words = t.identifyAs[part];
  const { go } = useRouting();
  const { renew } = useSignedIn();
  const task = useTask();
  const [dateOfBirth, setDateOfBirth] = useState("");

  const submit = async () => {
    const done = await task.run(async () => {
      const input = { dateOfBirth };
      const answer =
        part === "PATIENT"
          ? (await request(IdentifyAsPatientDocument, { input })).identifyAsPatient
          : (await request(IdentifyAsCaregiverDocument, { input })).identifyAsCaregiver;
      if (answer.userErrors.length === 0) await renew();
      return answer.userErrors;
    });
    if (done) go("/");
  };
  return (
    <Page title={words.title} narrow>
      <p>{words.text}</p>
      <Form task={task} submit={t.identify.submit} onSubmit={() => void submit()}>
        <TextField
          label={words.dateOfBirth}
          type="date"
          name="dateOfBirth"
          autoComplete="bday"
          required
          error={task.errorOf("dateOfBirth")}
          value={dateOfBirth}
          onChange={setDateOfBirth}
        />
      </Form>
    </Page>
  );
}
