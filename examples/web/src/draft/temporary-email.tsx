/** For a patient without e-mail: a temporary address with a one-time password, and the sheet to hand out. */
import { useState } from "react";
import { CreateTemporaryEmailDocument, type CreateTemporaryEmailMutation } from "../api/generated";
import { Problems } from "../parts/form";
import { useMutation } from "../parts/mutation";
import { OneTimePassword } from "../parts/one-time-password";
import { useText } from "../text";

type Made = CreateTemporaryEmailMutation["createTemporaryEmail"];

export function TemporaryEmail({ language, onMade }: { language: "EN" | "ES"; onMade: (address: string) => void }) {
  const { t } = useText();
  const create = useMutation(CreateTemporaryEmailDocument, { once: true });
  const [made, setMade] = useState<Made | null>(null);
  const ask = async () => {
    const answer = await create.send({ language });
    if (!answer?.address) return;
    setMade(answer);
    onMade(answer.address);
  };
  if (made?.oneTimePassword && made.handOut) {
    return <OneTimePassword text={t.temporary.made} password={made.oneTimePassword} sheet={made.handOut} />;
  }
  return (
    <details>
      <summary>{t.temporary.none}</summary>
      <p>{t.temporary.text}</p>
      <Problems task={create} />
      <button type="button" aria-disabled={create.busy} onClick={() => void ask()}>
        {t.temporary.create}
      </button>
    </details>
  );
}
