/** The first use of a temporary address: its one-time password is replaced by the patient's own. */
import { useState } from "react";
import { ReplaceTemporaryPasswordDocument } from "../api/generated";
import { request } from "../api/request";
import { TextField } from "../parts/field";
import { Form } from "../parts/form";
import { Page } from "../parts/page";
import { useTask } from "../parts/task";
import { useRouting } from "../routing";
import { useText } from "../text";

export function ChoosePassword() {
  const { t } = useText();
  const { go } = useRouting();
  const task = useTask();
  const [input, setInput] = useState({ email: "", temporaryPassword: "", newPassword: "" });

  const submit = async () => {
    const send = async () => (await request(ReplaceTemporaryPasswordDocument, { input })).replaceTemporaryPassword.userErrors;
    if (await task.run(send)) go("/sign-in?reset");
  };
  return (
    <Page title={t.choosePassword.title} narrow>
      <p>{t.choosePassword.text}</p>
      <Form task={task} submit={t.reset.submit} onSubmit={() => void submit()}>
        <TextField
          label={t.email}
          type="email"
          name="email"
          autoComplete="username"
          required
          value={input.email}
          onChange={(email) => setInput({ ...input, email })}
        />
        <TextField
          label={t.choosePassword.temporary}
          type="password"
          name="temporaryPassword"
          autoComplete="current-password"
          required
          value={input.temporaryPassword}
          onChange={(temporaryPassword) => setInput({ ...input, temporaryPassword })}
        />
        <TextField
          label={t.newPassword}
          type="password"
          name="newPassword"
          autoComplete="new-password"
          required
          hint={t.newPasswordHint}
          error={task.errorOf("newPassword")}
          value={input.newPassword}
          onChange={(newPassword) => setInput({ ...input, newPassword })}
        />
      </Form>
    </Page>
  );
}
