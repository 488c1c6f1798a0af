/** Where the mail to a new address leads; whoever asked for the change is signed in. */
import { useState } from "react";
import { ConfirmEmailChangeDocument } from "../api/generated";
import { request } from "../api/request";
import { TextField } from "../parts/field";
import { Form } from "../parts/form";
import { Notice } from "../parts/notice";
import { Page } from "../parts/page";
import { useTask } from "../parts/task";
import { useSecretOfLink } from "../routing";
import { useSignedIn } from "../signed-in";
import { useText } from "../text";

export function ConfirmEmail() {
  const { t } = useText();
  const { load } = useSignedIn();
  const task = useTask();
  const token = useSecretOfLink();
  const [code, setCode] = useState("");
  const [done, setDone] = useState(false);

  const submit = async () => {
    const input = token ? { token } : { code };
    const send = async () => (await request(ConfirmEmailChangeDocument, { input })).confirmEmailChange.userErrors;
    if (await task.run(send)) {
      setDone(true);
      await load();
    }
  };
  return (
    <Page title={t.confirmEmail.title} narrow>
      {done ? (
        <Notice kind="good">{t.confirmEmail.done}</Notice>
      ) : (
        <Form task={task} submit={t.confirmEmail.submit} onSubmit={() => void submit()}>
          {!token && (
            <TextField label={t.code} name="code" autoComplete="one-time-code" required value={code} onChange={setCode} />
          )}
        </Form>
      )}
    </Page>
  );
}
