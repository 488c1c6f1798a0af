import { useState } from "react";
import { AreaField, Choice } from "../parts/field";
import { Form } from "../parts/form";
import type { Task } from "../parts/task";
import { useText } from "../text";

interface DecisionProps {
  task: Task;
  approve: string;
  refuse: string;
  /** How long the reason may be, in characters. */
  max: number;
  send: (approve: boolean, reason: string) => Promise<unknown>;
}

/** Yes or no, and always a reason. */
export function Decision({ task, approve, refuse, max, send }: DecisionProps) {
  const { t } = useText();
  const [chosen, setChosen] = useState("");
  const [reason, setReason] = useState("");
  return (
    <section className="card" aria-labelledby="decision">
      <h2 id="decision">{t.reviews.decision}</h2>
      <Form task={task} submit={t.reviews.decide} onSubmit={() => void send(chosen === "approve", reason)}>
        <Choice
          legend={t.reviews.decision}
          name="decision"
          required
          value={chosen}
          onChange={setChosen}
          options={[
            ["approve", approve],
            ["refuse", refuse],
          ]}
        />
        <AreaField
          label={t.outcome.why}
          name="reason"
          required
          maxLength={max}
          error={task.errorOf("reason")}
          value={reason}
          onChange={setReason}
        />
      </Form>
    </section>
  );
}
