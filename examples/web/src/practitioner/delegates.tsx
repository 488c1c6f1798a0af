/** A practitioner's staff who prepare drafts: invited by mail, revoked at any time. */
import { useState } from "react";
import { DelegatesDocument, type DelegatesQuery, InviteDelegateDocument, type Language, RevokeDelegateDocument } from "../api/generated";
import { SelectField, TextField } from "../parts/field";
import { Form, Problems } from "../parts/form";
import { useMutation } from "../parts/mutation";
import { Notice, Waiting } from "../parts/notice";
import { Page } from "../parts/page";
import { useQuery } from "../parts/query";
import { useText } from "../text";

type Delegate = NonNullable<DelegatesQuery["delegates"]>[number];

const POLL_MS = 15_000;

export function Delegates() {
  const { t } = useText();
  const { data, failure, reload } = useQuery(DelegatesDocument, {}, { everyMs: POLL_MS });
  return (
    <Page title={t.delegates.title}>
      <p className="lead">{t.delegates.text}</p>
      {data ? <DelegateList delegates={data.delegates ?? []} onChange={reload} /> : <Waiting failure={failure} />}
      <Invite onInvited={reload} />
    </Page>
  );
}

function DelegateList({ delegates, onChange }: { delegates: readonly Delegate[]; onChange: () => Promise<void> }) {
  const { t, moment } = useText();
  const revoke = useMutation(RevokeDelegateDocument, { then: onChange });
  const lasting = delegates.filter((each) => each.status !== "REVOKED");
  if (lasting.length === 0) return <p className="empty">{t.delegates.nobody}</p>;
  return (
    <>
      <Problems task={revoke} />
      <ul className="list">
        {lasting.map(({ id, name, email, status, expiresAt }) => (
          <li key={id}>
            <span>
              <strong className="name">{name}</strong>
              <span className="hint line">{email}</span>
            </span>
            <span className="buttons">
              <span className={status === "ACTIVE" ? "tag good" : "tag"}>
                {status === "INVITED" ? t.delegates.invitedUntil(moment(expiresAt)) : t.delegates.statuses[status]}
              </span>
              <button
                type="button"
                aria-label={`${t.delegates.revoke[status]}: ${name}`}
                aria-disabled={revoke.busy}
                onClick={() => void revoke.send({ delegateId: id })}
              >
                {t.delegates.revoke[status]}
              </button>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Invite({ onInvited }: { onInvited: () => Promise<void> }) {
  const { t, language } = useText();
  const empty = { name: "", email: "", language: language === "es" ? "ES" : "EN" } as const satisfies Invited;
  const [input, setInput] = useState<Invited>(empty);
  const [invited, setInvited] = useState("");
  const invite = useMutation(InviteDelegateDocument, { once: true, then: onInvited });
  const submit = async () => {
    setInvited("");
    if (!(await invite.send(input))) return;
    setInvited(input.email);
    setInput(empty);
  };
  return (
    <section className="card" aria-labelledby="invite">
      <h2 id="invite">{t.delegates.invite}</h2>
      {invited && <Notice kind="good">{t.delegates.invited(invited)}</Notice>}
      <Form task={invite} submit={t.delegates.send} onSubmit={() => void submit()}>
        <div className="inputs">
          <TextField
            label={t.delegates.name}
            name="name"
            autoComplete="off"
            required
            maxLength={200}
            error={invite.errorOf("name")}
            value={input.name}
            onChange={(name) => setInput({ ...input, name })}
          />
          <TextField
            label={t.email}
            type="email"
            name="email"
            autoComplete="off"
            required
            error={invite.errorOf("email")}
            value={input.email}
            onChange={(email) => setInput({ ...input, email })}
          />
          <SelectField
            label={t.delegates.language}
            name="language"
            value={input.language}
            onChange={(chosen) => setInput({ ...input, language: chosen as Language })}
            options={Object.entries(t.languages)}
          />
        </div>
      </Form>
    </section>
  );
}

interface Invited {
  name: string;
  email: string;
  language: Language;
}
