import { DiscardCertificationDocument } from "../api/generated";
import { Confirmed } from "../parts/confirmed";
import { useMutation } from "../parts/mutation";
import { useRouting } from "../routing";
import { useText } from "../text";
import type { OpenDraft } from "./use-draft";

export function Discard({ draft, after }: { draft: OpenDraft; after: string }) {
  const { t } = useText();
  const { go } = useRouting();
  const discard = useMutation(DiscardCertificationDocument);
  const discarded = async () => {
    await draft.flush();
    if (await discard.send({ certificationId: draft.id, version: draft.version() })) go(after);
  };
  return (
    <Confirmed
      task={discard}
      summary={t.draft.discard}
      text={t.draft.discardText}
      submit={t.draft.discardNow}
      onConfirm={() => void discarded()}
    />
  );
}
