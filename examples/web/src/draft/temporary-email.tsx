/** For a patient without e-mail: a temporary address with a one-time password, and the sheet to hand out. */
import { useState } from "react";
import { CreateTemporaryEmailDocument, type CreateTemporaryEmailMutation } from "../api/generated";
import { request } from "../api/request";
import { savePdf } from "../parts/download";
import { Problems } from "../parts/form";
import { Notice } from "../parts/notice";
import { useTask } from "../parts/task";
import { useText } from "../text";

type Made = CreateTemporaryEmailMutation["createTemporaryEmail"];

export function TemporaryEmail({ language, onMade }: { language: "EN" | "ES"; onMade: (address: string) => void }) {
  const { t } = useText();
  const task = useTask();
  const [made, setMade] = useState<Made | null>(null);
  const create = () =>
    task.run(async () => {
      const { createTemporaryEmail } = await request(CreateTemporaryEmailDocument, { input: { language } });
      if (createTemporaryEmail.address) {
        setMade(createTemporaryEmail);
        onMade(createTemporaryEmail.address);
      }
      return createTemporaryEmail.userErrors;
    });
  if (made?.address) {
    return (
      <Notice kind="good">
        <p>{t.temporary.made}</p>
        <p>
          {t.temporary.password} <code>{made.oneTimePassword}</code>
        </p>
        <button type="button" onClick={() => made.handOut && savePdf(made.handOut, "registration.pdf")}>
          {t.temporary.print}
        </button>
      </Notice>
    );
  }
  return (
    <details>
      <summary>{t.temporary.none}</summary>
      <p>{t.temporary.text}</p>
      <Problems task={task} />
      <button type="button" aria-disabled={task.busy} onClick={() => void create()}>
        {t.temporary.create}
      </button>
    </details>
  );
}
