import { useState } from "react";
import { ReportChangeDocument } from "../api/generated";
import { idempotencyKey, request } from "../api/request";
import { TextField } from "../parts/field";
import { Form } from "../parts/form";
import { Notice } from "../parts/notice";
import { useTask } from "../parts/task";
import { useText } from "../text";

/** Something of the application is wrong: the practitioner is told, and nothing is written by it. */
export function ReportChange({ certificationId }: { certificationId: string }) {
  const { t } = useText();
  const task = useTask();
  const [text, setText] = useState("");
  const [told, setTold] = useState(false);
  const tell = async () => {
    const input = { idempotencyKey: idempotencyKey(), certificationId, text };
    if (await task.run(async () => (await request(ReportChangeDocument, { input })).reportChange.userErrors)) setTold(true);
  };
  if (told) return <Notice kind="good">{t.application.reported}</Notice>;
  return (
    <details>
      <summary>{t.application.wrong}</summary>
      <Form task={task} submit={t.application.report} onSubmit={() => void tell()}>
        <TextField label={t.application.what} name="text" required value={text} onChange={setText} />
      </Form>
    </details>
  );
}
