import { useState } from "react";
import * as session from "../api/session";
import { TextField } from "../parts/field";
import { Form } from "../parts/form";
import { Notice } from "../parts/notice";
import { Page } from "../parts/page";
import { useTask } from "../parts/task";
import { Link, useRouting } from "../routing";
import { useSignedIn } from "../signed-in";
import { useText } from "../text";

interface SignInProps {
  /** The page that is shown then, in the same place; the first page unless told otherwise. */
  after?: string;
  /** By a practitioner, to draft for them: who has no account yet opens one as staff. */
  invited?: boolean;
}

export function SignIn({ after, invited = false }: SignInProps) {
  const { t } = useText();
  const { go, query } = useRouting();
  const { load } = useSignedIn();
  const task = useTask();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");

  const submit = async () => {
    const done = await task.run(async () => {
      const errors = await session.signIn(email, password);
      if (errors.length === 0) await load();
      return errors;
    });
    if (done && !after) go("/");
  };
  const firstUse = task.userErrors.some((error) => error.code === "PASSWORD_CHANGE_REQUIRED");

  return (
    <Page title={t.signIn.title} narrow>
      {query.has("verified") && <Notice kind="good">{t.signIn.verified}</Notice>}
      {query.has("reset") && <Notice kind="good">{t.signIn.reset}</Notice>}
      {after && <p>{invited ? t.signIn.invited : t.signIn.first}</p>}
      <Form task={task} submit={t.signIn.submit} onSubmit={() => void submit()}>
        <TextField label={t.email} type="email" name="email" autoComplete="username" required value={email} onChange={setEmail} />
        <TextField
          label={t.password}
          type="password"
          name="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={setPassword}
        />
      </Form>
      {firstUse && (
        <p>
          <Link to="/choose-password" className="button primary">
            {t.choosePassword.title}
          </Link>
        </p>
      )}
      <p>
        <Link to="/forgotten-password">{t.signIn.forgotten}</Link>
      </p>
      <p>
        <Link to={invited ? "/sign-up?as=staff" : "/sign-up"}>{t.signIn.noAccount}</Link>
      </p>
    </Page>
  );
}
