/** "Add New Patient": the form of a certification, built from the rulebook and checked while it is filled in. */
import { type FormEvent, useState } from "react";
import { LawOfTodayDocument, SubmitCertificationDocument } from "../api/generated";
import { Problems } from "../parts/form";
import { useMutation } from "../parts/mutation";
import { Notice, Waiting } from "../parts/notice";
import { Page } from "../parts/page";
import { useQuery } from "../parts/query";
import { useText } from "../text";
import { mayBeSubmitted } from "./assessment";
import { Discard } from "./discard";
import { Sections } from "./sections";
import { Summary } from "./summary";
import { useDraft } from "./use-draft";

interface DraftPageProps {
  id: string;
  /** Whose signature it awaits, by id, where that is not who looks: a delegate fills it in for them. */
  preparedFor: string | null;
  returnedBecause: string | null;
  onSubmitted: () => Promise<void>;
}

export function DraftPage({ id, preparedFor, returnedBecause, onSubmitted }: DraftPageProps) {
  const { t } = useText();
  const certify = useMutation(SubmitCertificationDocument, { once: true, then: onSubmitted });
  const law = useQuery(LawOfTodayDocument, {});
  const { draft, failure } = useDraft(id);
  const [stopped, setStopped] = useState(false);
  if (!draft || !law.data) {
    return (
      <Page title={t.draft.title}>
        <Waiting failure={failure ?? law.failure} />
      </Page>
    );
  }

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const assessment = await draft.flush();
    if (!assessment || !mayBeSubmitted(assessment)) {
      setStopped(true);
      document.getElementById("summary")?.focus();
      return;
    }
    if (!(await certify.send({ certificationId: id, version: draft.version() }))) await draft.readAnew();
  };

  return (
    <Page key="open" title={t.draft.title}>
      {returnedBecause && (
        <Notice kind="plain">
          {t.draft.returned} <q>{returnedBecause}</q>
        </Notice>
      )}
      <form className="draft" onSubmit={(event) => void submit(event)} noValidate>
        <div>
          <Sections draft={draft} rulebook={law.data.rulebook} byDelegate={preparedFor !== null} />
          <section>
            {preparedFor && <p>{t.drafts.signs}</p>}
            {stopped && !mayBeSubmitted(draft.assessment) && (
              <p className="error" role="alert">
                {t.draft.stopped}
              </p>
            )}
            <Problems task={certify} />
            {!preparedFor && (
              <>
                <p>{t.draft.sign}</p>
                <button type="submit" className="primary" aria-disabled={certify.busy}>
                  {t.draft.submit}
                </button>
              </>
            )}
          </section>
        </div>
        <Summary draft={draft} />
      </form>
      <Discard draft={draft} after={preparedFor ? `/drafts/${preparedFor}` : "/"} />
    </Page>
  );
}
