import { useState } from "react";
import { ResendVerificationDocument, SignUpDocument, type SignUpKind } from "../api/generated";
import { request } from "../api/request";
import { Choice, TextField } from "../parts/field";
import { Form, Problems } from "../parts/form";
import { Notice } from "../parts/notice";
import { Page } from "../parts/page";
import { useTask } from "../parts/task";
import { Link, useRouting } from "../routing";
import { useText } from "../text";

const KINDS = ["PRACTITIONER", "PATIENT", "CAREGIVER"] as const satisfies readonly SignUpKind[];

export function SignUp() {
  const { t, language } = useText();
  const { query } = useRouting();
  const task = useTask();
  const asked = query.get("as")?.toUpperCase();
  const [kind, setKind] = useState<SignUpKind>(KINDS.find((each) => each === asked) ?? "PRACTITIONER");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [sent, setSent] = useState(false);

  const submit = async () => {
    const input = { email, password, kind, language: language === "es" ? ("ES" as const) : ("EN" as const) };
    if (await task.run(async () => (await request(SignUpDocument, { input })).signUp.userErrors)) setSent(true);
  };
  if (sent) return <CheckYourMail email={email} kind={kind} />;

  return (
    <Page title={t.signUp.title} narrow>
      <Form task={task} submit={t.signUp.submit} onSubmit={() => void submit()}>
        <Choice
          legend={t.signUp.kind}
          name="kind"
          value={kind}
          onChange={(value) => setKind(value as SignUpKind)}
          options={KINDS.map((each) => [each, t.signUp.kinds[each]])}
        />
        <TextField
          label={t.email}
          type="email"
          name="email"
          autoComplete="username"
          required
          hint={kind === "PRACTITIONER" ? undefined : t.signUp.sameAddress}
          error={task.errorOf("email")}
          value={email}
          onChange={setEmail}
        />
        <TextField
          label={t.password}
          type="password"
          name="password"
          autoComplete="new-password"
          required
          hint={t.newPasswordHint}
          error={task.errorOf("password")}
          value={password}
          onChange={setPassword}
        />
      </Form>
      <p>
        <Link to="/sign-in">{t.signUp.haveAccount}</Link>
      </p>
    </Page>
  );
}

function CheckYourMail({ email, kind }: { email: string; kind: SignUpKind }) {
  const { t } = useText();
  const task = useTask();
  const [again, setAgain] = useState(false);
  const resend = async () => {
    const send = async () => (await request(ResendVerificationDocument, { input: { email } })).resendVerification.userErrors;
    if (await task.run(send)) setAgain(true);
  };
  return (
    <Page title={t.checkMail.title} narrow>
      <p>{t.checkMail.text(email)}</p>
      {kind !== "PRACTITIONER" && <p>{t.checkMail.gate}</p>}
      <Problems task={task} />
      {again && <Notice kind="good">{t.checkMail.again}</Notice>}
      <p className="buttons">
        <button type="button" onClick={() => void resend()} aria-disabled={task.busy}>
          {t.checkMail.resend}
        </button>
        <Link to="/verify">{t.checkMail.haveCode}</Link>
      </p>
    </Page>
  );
}
