import { useState } from "react";
import { ResendVerificationDocument, SignUpDocument, type SignUpKind } from "../api/generated";
import { Choice, TextField } from "../parts/field";
import { Form, Problems } from "../parts/form";
import { Notice } from "../parts/notice";
import { Page } from "../parts/page";
import { useMutation } from "../parts/mutation";
import { Link, useRouting } from "../routing";
import { useText } from "../text";

const KINDS = ["PRACTITIONER", "STAFF", "PATIENT", "CAREGIVER"] as const satisfies readonly SignUpKind[];
/** Who gets no mail before a practitioner has certified the patient. */
const GATED: ReadonlySet<SignUpKind> = new Set(["PATIENT", "CAREGIVER"]);

export function SignUp() {
  const { t, language } = useText();
  const { query } = useRouting();
  const signUp = useMutation(SignUpDocument);
  const asked = query.get("as")?.toUpperCase();
  const [kind, setKind] = useState<SignUpKind>(KINDS.find((each) => each === asked) ?? "PRACTITIONER");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [sent, setSent] = useState(false);

  const submit = async () => {
    if (await signUp.send({ email, password, kind, language: language === "es" ? "ES" : "EN" })) setSent(true);
  };
  if (sent) return <CheckYourMail email={email} kind={kind} />;

  return (
    <Page title={t.signUp.title} narrow>
      <Form task={signUp} submit={t.signUp.submit} onSubmit={() => void submit()}>
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
          hint={GATED.has(kind) ? t.signUp.sameAddress : undefined}
          error={signUp.errorOf("email")}
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
          error={signUp.errorOf("password")}
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
  const resend = useMutation(ResendVerificationDocument);
  const [again, setAgain] = useState(false);
  const sendAgain = async () => {
    if (await resend.send({ email })) setAgain(true);
  };
  return (
    <Page title={t.checkMail.title} narrow>
      <p>{t.checkMail.text(email)}</p>
      {GATED.has(kind) && <p>{t.checkMail.gate}</p>}
      {kind === "STAFF" && <p>{t.checkMail.staff}</p>}
      <Problems task={resend} />
      {again && <Notice kind="good">{t.checkMail.again}</Notice>}
      <p className="buttons">
        <button type="button" onClick={() => void sendAgain()} aria-disabled={resend.busy}>
          {t.checkMail.resend}
        </button>
        <Link to="/verify">{t.checkMail.haveCode}</Link>
      </p>
    </Page>
  );
}
