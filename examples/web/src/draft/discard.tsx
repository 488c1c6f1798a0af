import { DiscardCertificationDocument } from "../api/generated";
import { request } from "../api/request";
import { Problems } from "../parts/form";
import { useTask } from "../parts/task";
import { useRouting } from "../routing";
import { useText } from "../text";
import type { OpenDraft } from "./use-draft";

export function Discard({ draft }: { draft: OpenDraft }) {
  const { t } = useText();
  const { go } = useRouting();
  const task = useTask();
  const discard = async () => {
    const done = await task.run(async () => {
      await draft.flush();
      const input = { certificationId: draft.id, version: draft.version() };
      return (await request(DiscardCertificationDocument, { input })).discardCertification.userErrors;
    });
    if (done) go("/");
  };
  return (
    <details className="discard">
      <summary>{t.draft.discard}</summary>
      <Problems task={task} />
      <p>{t.draft.discardText}</p>
      <button type="button" onClick={() => void discard()}>
        {t.draft.discardNow}
      </button>
    </details>
  );
}
