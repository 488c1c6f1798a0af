import { useState } from "react";
import { type ApplicationPart, CompleteRegistrationDocument, type RegistrationStatement } from "../api/generated";
import { Tick } from "../parts/field";
import { Form } from "../parts/form";
import { useMutation } from "../parts/mutation";
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
  const completed = useMutation(CompleteRegistrationDocument, { once: true, then: onDone });
  const [affirmed, setAffirmed] = useState<RegistrationStatement[]>([]);
  const [tried, setTried] = useState(false);
  const open = statements.length - affirmed.length;

  const complete = async () => {
    setTried(true);
    if (open === 0) await completed.send({ certificationId, part, affirmed });
  };
  const tick = (statement: RegistrationStatement, checked: boolean) =>
    setAffirmed(checked ? [...affirmed, statement] : affirmed.filter((each) => each !== statement));

  return (
    <section className="part" aria-labelledby={`part-${part}`}>
      <h2 id={`part-${part}`}>{t.application.parts[part]}</h2>
      <Form task={completed} submit={t.application.complete} onSubmit={() => void complete()}>
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
