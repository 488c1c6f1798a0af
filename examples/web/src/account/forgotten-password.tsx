import { useState } from "react";
import { RequestPasswordResetDocument } from "../api/generated";
import { TextField } from "../parts/field";
import { Form } from "../parts/form";
import { Page } from "../parts/page";
import { useMutation } from "../parts/mutation";
import { Link } from "../routing";
import { useText } from "../text";

export function ForgottenPassword() {
  const { t } = useText();
  const ask = useMutation(RequestPasswordResetDocument);
  const [email, setEmail] = useState("");
  const [sent, setSent] = useState(false);

  const submit = async () => {
    if (await ask.send({ email })) setSent(true);
  };
  if (sent) {
    return (
      <Page key="sent" title={t.checkMail.title} narrow>
        <p>{t.forgotten.sent(email)}</p>
        <p>
          <Link to="/reset-password">{t.checkMail.haveCode}</Link>
        </p>
      </Page>
    );
  }
  return (
    <Page title={t.forgotten.title} narrow>
      <p>{t.forgotten.text}</p>
      <Form task={ask} submit={t.forgotten.submit} onSubmit={() => void submit()}>
        <TextField
          label={t.email}
          type="email"
          name="email"
          autoComplete="username"
          required
          error={ask.errorOf("email")}
          value={email}
          onChange={setEmail}
        />
      </Form>
    </Page>
  );
}
