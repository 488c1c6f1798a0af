import { useState } from "react";
import { ChangePasswordDocument } from "../api/generated";
import { TextField } from "../parts/field";
import { Form } from "../parts/form";
import { useMutation } from "../parts/mutation";
import { Notice } from "../parts/notice";
import { NewPassword } from "../parts/new-password";
import { Page } from "../parts/page";
import { useText } from "../text";

export function ChangePassword() {
  const { t } = useText();
  const change = useMutation(ChangePasswordDocument);
  const [input, setInput] = useState({ currentPassword: "", newPassword: "" });
  const [done, setDone] = useState(false);

  const submit = async () => {
    if (await change.send(input)) setDone(true);
  };
  return (
    <Page title={t.changePassword.title} narrow>
      {done ? (
        <Notice kind="good">{t.changePassword.done}</Notice>
      ) : (
        <>
          <p>{t.changePassword.text}</p>
          <Form task={change} submit={t.reset.submit} onSubmit={() => void submit()}>
            <TextField
              label={t.presentPassword}
              type="password"
              name="currentPassword"
              autoComplete="current-password"
              required
              error={change.errorOf("currentPassword")}
              value={input.currentPassword}
              onChange={(currentPassword) => setInput({ ...input, currentPassword })}
            />
            <NewPassword
              error={change.errorOf("newPassword")}
              value={input.newPassword}
              onChange={(newPassword) => setInput({ ...input, newPassword })}
            />
          </Form>
        </>
      )}
    </Page>
  );
}
