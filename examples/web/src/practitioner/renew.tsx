/** The next year: in the last 30 days, and after the end; the certification that took this one's place has its own page. */
import { RenewCertificationDocument } from "../api/generated";
import { Problems } from "../parts/form";
import { useMutation } from "../parts/mutation";
import { Link, useRouting } from "../routing";
import { useText } from "../text";
import type { Certification } from "./outcome";

const ENDED = ["EXPIRED", "WITHDRAWN", "REVOKED"];

export function Renew({ certification: { id, status, expiring, supersededBy } }: { certification: Certification }) {
  const { t } = useText();
  const { go } = useRouting();
  const renew = useMutation(RenewCertificationDocument, { once: true });
  const begin = async () => {
    const draft = (await renew.send({ certificationId: id }))?.certification;
    if (draft) go(`/certifications/${draft.id}`);
  };
  if (supersededBy) {
    return (
      <p>
        <Link to={`/certifications/${supersededBy}`}>{t.outcome.renewal}</Link>
      </p>
    );
  }
  if (!expiring && !ENDED.includes(status)) return null;
  return (
    <>
      <Problems task={renew} />
      <p className="hint">{t.outcome.renewText}</p>
      <div className="buttons">
        <button type="button" className="primary" aria-disabled={renew.busy} onClick={() => void begin()}>
          {t.outcome.renew}
        </button>
      </div>
    </>
  );
}
