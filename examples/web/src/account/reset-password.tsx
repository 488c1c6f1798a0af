/** Where the mail about a forgotten password leads. */
import { useState } from "react";
import { ResetPasswordDocument } from "../api/generated";
import { Form } from "../parts/form";
import { NewPassword } from "../parts/new-password";
import { Page } from "../parts/page";
import { useMutation } from "../parts/mutation";
import { useRouting, useSecretOfLink } from "../routing";
import { useText } from "../text";
import { type Proof, ProofFields } from "./proof";

export function ResetPassword() {
  const { t } = useText();
  const { go } = useRouting();
  const reset = useMutation(ResetPasswordDocument);
  const token = useSecretOfLink();
  const [proof, setProof] = useState<Proof>({ email: "", code: "" });
  const [newPassword, setNewPassword] = useState("");

  const submit = async () => {
    if (await reset.send({ newPassword, ...(token ? { token } : proof) })) go("/sign-in?reset");
  };
  return (
    <Page title={t.reset.title} narrow>
      <Form task={reset} submit={t.reset.submit} onSubmit={() => void submit()}>
        {!token && <ProofFields proof={proof} onChange={setProof} />}
        <NewPassword
          error={reset.errorOf("newPassword")}
          value={newPassword}
          onChange={setNewPassword}
        />
      </Form>
    </Page>
  );
}
