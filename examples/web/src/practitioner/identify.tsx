/** "I am a physician", the same door for nurse practitioners: proof, then the profile to review and to confirm. */
import { useState } from "react";
import { IdentifyAsPractitionerDocument, type ProfileFragment } from "../api/generated";
import { TextField } from "../parts/field";
import { Form } from "../parts/form";
import { Page } from "../parts/page";
import { useMutation } from "../parts/mutation";
import { useText } from "../text";
import { ReviewProfile } from "./review-profile";

export function IdentifyAsPractitioner() {
  const { t } = useText();
  const prove = useMutation(IdentifyAsPractitionerDocument);
  const [proof, setProof] = useState({ deaNumber: "", ssnLast4: "" });
  const [profile, setProfile] = useState<ProfileFragment | null>(null);

  const submit = async () => setProfile((await prove.send(proof))?.profile ?? null);
  if (profile) return <ReviewProfile profile={profile} />;

  return (
    <Page title={t.identify.title} narrow>
      <p>{t.identify.text}</p>
      <Form task={prove} submit={t.identify.submit} onSubmit={() => void submit()}>
        <TextField
          label={t.identify.dea}
          hint={t.identify.deaHint}
          name="deaNumber"
          autoComplete="off"
          autoCapitalize="characters"
          required
          error={prove.errorOf("deaNumber")}
          value={proof.deaNumber}
          onChange={(deaNumber) => setProof({ ...proof, deaNumber })}
        />
        <TextField
          label={t.identify.ssn}
          hint={t.identify.ssnHint}
          name="ssnLast4"
          type="password"
          inputMode="numeric"
          autoComplete="off"
          maxLength={4}
          required
          error={prove.errorOf("ssnLast4")}
          value={proof.ssnLast4}
          onChange={(ssnLast4) => setProof({ ...proof, ssnLast4 })}
        />
      </Form>
    </Page>
  );
}
