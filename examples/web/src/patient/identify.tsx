/** The patient, or the caregiver, proves to be the person of a certified application by the date of birth. */
import { useState } from "react";
import { type ApplicationPart, IdentifyAsCaregiverDocument, IdentifyAsPatientDocument } from "../api/generated";
import { TextField } from "../parts/field";
import { Form } from "../parts/form";
import { Page } from "../parts/page";
import { useMutation } from "../parts/mutation";
import { useRouting } from "../routing";
import { placeOfApplications, useSignedIn } from "../signed-in";
import { useText } from "../text";

export function IdentifyAsPerson({ part }: { part: ApplicationPart }) {
  const { t } = useText();
  const words = t.identifyAs[part];
  const { go } = useRouting();
  const { me, renew } = useSignedIn();
  const asPatient = useMutation(IdentifyAsPatientDocument, { then: renew });
  const asCaregiver = useMutation(IdentifyAsCaregiverDocument, { then: renew });
  const identify = part === "PATIENT" ? asPatient : asCaregiver;
  const [dateOfBirth, setDateOfBirth] = useState("");

  const submit = async () => {
    if (await identify.send({ dateOfBirth })) go(placeOfApplications(me));
  };
  return (
    <Page title={words.title} narrow>
      <p>{words.text}</p>
      <Form task={identify} submit={t.identify.submit} onSubmit={() => void submit()}>
        <TextField
          label={words.dateOfBirth}
          type="date"
          name="dateOfBirth"
          autoComplete="bday"
          required
          error={identify.errorOf("dateOfBirth")}
          value={dateOfBirth}
          onChange={setDateOfBirth}
        />
      </Form>
    </Page>
  );
}
