/** Asks for another address; the mail that goes there leads to the page that confirms it. */
import { useState } from "react";
import { RequestEmailChangeDocument } from "../api/generated";
import { TextField } from "../parts/field";
import { Form } from "../parts/form";
import { useMutation } from "../parts/mutation";
import { Page } from "../parts/page";
import { Link } from "../routing";
import { useSignedIn } from "../signed-in";
import { useText } from "../text";

export function ChangeEmail() {
  const { t } = useText();
  const { me } = useSignedIn();
  const ask = useMutation(RequestEmailChangeDocument);
  const [input, setInput] = useState({ newEmail: "", password: "" });
  const [sent, setSent] = useState(false);

  const submit = async () => {
    if (await ask.send(input)) setSent(true);
  };
  if (sent) {
    return (
      <Page key="sent" title={t.checkMail.title} narrow>
        <p>{t.changeEmail.sent(input.newEmail)}</p>
        <p>
          <Link to="/confirm-email">{t.checkMail.haveCode}</Link>
        </p>
      </Page>
    );
  }
  return (
    <Page title={t.changeEmail.title} narrow>
      <p>{t.changeEmail.text(me?.email ?? "")}</p>
      <Form task={ask} submit={t.forgotten.submit} onSubmit={() => void submit()}>
        <TextField
          label={t.newEmail}
          type="email"
          name="newEmail"
          autoComplete="off"
          required
          error={ask.errorOf("newEmail")}
          value={input.newEmail}
          onChange={(newEmail) => setInput({ ...input, newEmail })}
        />
        <TextField
          label={t.presentPassword}
          type="password"
          name="password"
          autoComplete="current-password"
          required
          error={ask.errorOf("password")}
          value={input.password}
          onChange={(password) => setInput({ ...input, password })}
        />
      </Form>
    </Page>
  );
}
