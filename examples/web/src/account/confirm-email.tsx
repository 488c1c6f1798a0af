/** Where the mail to a new address leads; whoever asked for the change is signed in. */
import { useState } from "react";
import { ConfirmEmailChangeDocument } from "../api/generated";
import { TextField } from "../parts/field";
import { Form } from "../parts/form";
import { Notice } from "../parts/notice";
import { Page } from "../parts/page";
import { useMutation } from "../parts/mutation";
import { useSecretOfLink } from "../routing";
import { useSignedIn } from "../signed-in";
import { useText } from "../text";

export function ConfirmEmail() {
  const { t } = useText();
  const { load } = useSignedIn();
  const confirm = useMutation(ConfirmEmailChangeDocument, { then: load });
  const token = useSecretOfLink();
  const [code, setCode] = useState("");
  const [done, setDone] = useState(false);

  const submit = async () => {
    if (await confirm.send(token ? { token } : { code })) setDone(true);
  };
  return (
    <Page title={t.confirmEmail.title} narrow>
      {done ? (
        <Notice kind="good">{t.confirmEmail.done}</Notice>
      ) : (
        <Form task={confirm} submit={t.confirmEmail.submit} onSubmit={() => void submit()}>
          {!token && (
            <TextField label={t.code} name="code" autoComplete="one-time-code" required value={code} onChange={setCode} />
          )}
        </Form>
      )}
    </Page>
  );
}
