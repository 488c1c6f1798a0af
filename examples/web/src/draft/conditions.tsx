/** The debilitating conditions to choose from: the list in force for this patient's age. */
import { useState } from "react";
import type { LawOfTodayQuery } from "../api/generated";
import { TextField, Tick } from "../parts/field";
import { useText } from "../text";
import { outcomesAt } from "./assessment";
import { CONDITIONS } from "./fields";
import { RuleNotes } from "./rule-notes";
import type { OpenDraft } from "./use-draft";

type Condition = LawOfTodayQuery["rulebook"]["conditions"][number];

interface ConditionsProps {
  draft: OpenDraft;
  list: readonly Condition[];
  /** The list of other ages: what was chosen of it stays in sight. */
  otherList: readonly Condition[];
}

export function Conditions({ draft, list, otherList }: ConditionsProps) {
  const { t } = useText();
  const [wanted, setWanted] = useState("");
  const chosen = draft.values[CONDITIONS] as readonly string[];
  const fits = (condition: Condition) =>
    chosen.includes(condition.code) || condition.name.toLowerCase().includes(wanted.trim().toLowerCase());
  const known = new Set(list.map((condition) => condition.code));
  const strangers = otherList.filter(({ code }) => chosen.includes(code) && !known.has(code));
  const tick = (code: string, on: boolean) =>
    draft.edit(CONDITIONS, on ? [...chosen, code] : chosen.filter((each) => each !== code));
  return (
    <fieldset id={`at-${CONDITIONS}`}>
      <legend>{t.draft.conditions}</legend>
      <TextField label={t.draft.findCondition} name="findCondition" type="search" value={wanted} onChange={setWanted} />
      <div className="conditions" lang="en">
        {[...strangers, ...list]
          .filter((condition) => condition.known && fits(condition))
          .map(({ code, name }) => (
            <Tick key={code} name={code} label={name} checked={chosen.includes(code)} onChange={(on) => tick(code, on)} />
          ))}
      </div>
      <RuleNotes outcomes={outcomesAt(draft.assessment, CONDITIONS)} />
    </fieldset>
  );
}
