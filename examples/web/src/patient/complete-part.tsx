import { useState } from "react";
import { type ApplicationPart, CompleteRegistrationDocument, type RegistrationStatement } from "../api/generated";
import { idempotencyKey, request } from "../api/request";
import { Tick } from "../parts/field";
import { Form } from "../parts/form";
import { useTask } from "../parts/task";
import { useText } from "../text";

interface CompletePartProps {
  certificationId: string;
  part: ApplicationPart;
  statements: RegistrationStatement[];
  onDone: () => Promise<void>;
}

/** The statements of one part, each affirmed by itself. */
export function CompletePart({ certificationId, part, statements, onDone }: CompletePartProps) {
  const { t } = useText();
  const task = useTask();
  const [affirmed, setAffirmed] = useState<RegistrationStatement[]>([]);
  const [tried, setTried] = useState(false);
  const open = statements.length - affirmed.length;

  const complete = async () => {
    setTried(true);
    if (open > 0) return;
    const input = { idempotencyKey: idempotencyKey(), certificationId, part, affirmed };
    const send = async () => (await request(CompleteRegistrationDocument, { input })).completeRegistration.userErrors;
    if (await task.run(send)) await onDone();
  };
  const tick = (statement: RegistrationStatement, checked: boolean) =>
    setAffirmed(checked ? [...affirmed, statement] : affirmed.filter((each) => each !== statement));

  return (
    <section aria-labelledby={`part-${part}`}>
      <h2 id={`part-${part}`}>{t.application.parts[part]}</h2>
      <Form task={task} submit={t.application.complete} onSubmit={() => void complete()}>
        <fieldset>
          <legend>{t.application.affirm}</legend>
          {statements.map((statement) => (
            <Tick
              key={statement}
              name={statement}
              label={t.statements[statement]}
              checked={affirmed.includes(statement)}
              onChange={(checked) => tick(statement, checked)}
            />
          ))}
        </fieldset>
        {tried && open > 0 && (
          <p className="error" role="alert">
            {t.application.open(open)}
          </p>
        )}
      </Form>
    </section>
  );
}
