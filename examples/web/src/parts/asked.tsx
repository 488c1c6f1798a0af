/** One thing to write and send, behind a line that opens it: a reason, a report, another address. */
import { useState } from "react";
import { AreaField, TextField } from "./field";
import { Form } from "./form";
import { Notice } from "./notice";
import type { Task } from "./task";

interface AskedProps {
  task: Task;
  summary: string;
  /** What follows from it. */
  hint?: string;
  label: string;
  name: string;
  /** Where it is an address, and no text of sentences. */
  type?: "email";
  /** In characters. */
  max?: number;
  submit: string;
  send: (text: string) => Promise<unknown>;
  /** Said in its place once it is sent; without it the page shows what has changed. */
  done?: string;
}

export function Asked({ task, summary, hint, label, name, type, max, submit, send, done }: AskedProps) {
  const [text, setText] = useState("");
  const [sent, setSent] = useState(false);
  if (sent && done) return <Notice kind="good">{done}</Notice>;
  const field = { label, name, required: true, autoComplete: "off", error: task.errorOf(name), value: text, onChange: setText };
  return (
    <details>
      <summary>{summary}</summary>
      {hint && <p className="hint">{hint}</p>}
      <Form task={task} submit={submit} onSubmit={() => void send(text).then((answer) => setSent(answer !== null))}>
        {type ? <TextField {...field} type={type} /> : <AreaField {...field} maxLength={max} />}
      </Form>
    </details>
  );
}
