/** A wrong address, while the patient has no account: the mail goes out anew, to the right one. */
import { useState } from "react";
import { CorrectPatientEmailDocument } from "../api/generated";
import { idempotencyKey, request } from "../api/request";
import { TextField } from "../parts/field";
import { Form } from "../parts/form";
import { Notice } from "../parts/notice";
import { useTask } from "../parts/task";
import { useText } from "../text";

export function CorrectEmail({ certificationId, onChange }: { certificationId: string; onChange: () => Promise<void> }) {
  const { t } = useText();
  const task = useTask();
  const [email, setEmail] = useState("");
  const [corrected, setCorrected] = useState(false);
  const correct = async () => {
    const input = { idempotencyKey: idempotencyKey(), certificationId, email };
    if (await task.run(async () => (await request(CorrectPatientEmailDocument, { input })).correctPatientEmail.userErrors)) {
      setCorrected(true);
      await onChange();
    }
  };
  if (corrected) return <Notice kind="good">{t.outcome.corrected}</Notice>;
  return (
    <details>
      <summary>{t.outcome.wrongEmail}</summary>
      <Form task={task} submit={t.outcome.correct} onSubmit={() => void correct()}>
        <TextField
          label={t.outcome.rightEmail}
          type="email"
          name="email"
          autoComplete="off"
          required
          error={task.errorOf("email")}
          value={email}
          onChange={setEmail}
        />
      </Form>
    </details>
  );
}
