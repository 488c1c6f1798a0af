/** "Designate caregiver", which the guide calls optional: for an adult who needs one, and for every minor. */
import type { ReactNode } from "react";
import { Choice } from "../parts/field";
import { useText } from "../text";
import { isAskedFor, outcomesAt } from "./assessment";
import { CAREGIVER_NEEDED } from "./fields";
import { RuleNotes } from "./rule-notes";
import type { OpenDraft } from "./use-draft";

interface CaregiverProps {
  draft: OpenDraft;
  minor: boolean;
  byDelegate: boolean;
  children: ReactNode;
}

export function Caregiver({ draft, minor, byDelegate, children }: CaregiverProps) {
  const { t } = useText();
  const needed = draft.values[CAREGIVER_NEEDED];
  const designate = (wanted: boolean) => {
    draft.edit(CAREGIVER_NEEDED, wanted);
    if (!byDelegate) draft.setCaregiver(wanted);
  };
  const outcomes = [...outcomesAt(draft.assessment, CAREGIVER_NEEDED), ...outcomesAt(draft.assessment, "caregiver")];
  return (
    <>
      <p className="hint">{byDelegate ? t.drafts.caregiver : t.draft.caregiverText}</p>
      {minor ? (
        <div id="at-caregiver">
          {!draft.hasCaregiver && !byDelegate && (
            <button type="button" onClick={() => draft.setCaregiver(true)}>
              {t.draft.nameGuardian}
            </button>
          )}
          <RuleNotes outcomes={outcomes} />
        </div>
      ) : (
        <div id={`at-${CAREGIVER_NEEDED}`}>
          <Choice
            legend={t.draft.caregiverNeeded}
            name={CAREGIVER_NEEDED}
            value={needed === null ? "" : String(needed)}
            onChange={(chosen) => designate(chosen === "true")}
            options={[
              ["true", t.yes],
              ["false", t.no],
            ]}
            notes={outcomes.length ? <RuleNotes outcomes={outcomes} /> : undefined}
          />
        </div>
      )}
      {draft.hasCaregiver && !byDelegate && isAskedFor(draft.assessment, "caregiver.email") && children}
    </>
  );
}
