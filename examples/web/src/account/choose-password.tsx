/** The first use of a temporary address: its one-time password is replaced by the patient's own. */
import { useState } from "react";
import { ReplaceTemporaryPasswordDocument } from "../api/generated";
import { TextField } from "../parts/field";
import { Form } from "../parts/form";
import { NewPassword } from "../parts/new-password";
import { Page } from "../parts/page";
import { useMutation } from "../parts/mutation";
import { useRouting } from "../routing";
import { useText } from "../text";

export function ChoosePassword() {
  const { t } = useText();
  const { go } = useRouting();
  const replace = useMutation(ReplaceTemporaryPasswordDocument);
  const [input, setInput] = useState({ email: "", temporaryPassword: "", newPassword: "" });

  const submit = async () => {
    if (await replace.send(input)) go("/sign-in?reset");
  };
  return (
    <Page title={t.choosePassword.title} narrow>
      <p>{t.choosePassword.text}</p>
      <Form task={replace} submit={t.reset.submit} onSubmit={() => void submit()}>
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
        <NewPassword
          error={replace.errorOf("newPassword")}
          value={input.newPassword}
          onChange={(newPassword) => setInput({ ...input, newPassword })}
        />
      </Form>
    </Page>
  );
}
