/** Where the verification mail's link leads: it proves the address, the password the sign-up. */
import { useState } from "react";
import { VerifyEmailDocument } from "../api/generated";
import { TextField } from "../parts/field";
import { Form } from "../parts/form";
import { Page } from "../parts/page";
import { useMutation } from "../parts/mutation";
import { useRouting, useSecretOfLink } from "../routing";
import { useText } from "../text";
import { type Proof, ProofFields } from "./proof";

export function Verify() {
  const { t } = useText();
  const { go } = useRouting();
  const verify = useMutation(VerifyEmailDocument);
  const token = useSecretOfLink();
  const [proof, setProof] = useState<Proof>({ email: "", code: "" });
  const [password, setPassword] = useState("");

  const submit = async () => {
    if (await verify.send({ password, ...(token ? { token } : proof) })) go("/sign-in?verified");
  };
  return (
    <Page title={t.verify.title} narrow>
      <p>{token ? t.verify.text : t.verify.textCode}</p>
      <Form task={verify} submit={t.verify.submit} onSubmit={() => void submit()}>
        {!token && <ProofFields proof={proof} onChange={setProof} />}
        <TextField
          label={t.password}
          type="password"
          name="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={setPassword}
        />
      </Form>
    </Page>
  );
}
