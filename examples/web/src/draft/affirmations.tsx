/** What the practitioner affirms: one statement for each rule in force that asks for one, with its law. */
import type { Attestation } from "../api/generated";
import { Tick } from "../parts/field";
import { useText } from "../text";
import { outcomesAt } from "./assessment";
import { ATTESTATIONS } from "./fields";
import { RuleNotes } from "./rule-notes";
import type { OpenDraft } from "./use-draft";

export function Affirmations({ draft }: { draft: OpenDraft }) {
  const { t } = useText();
  const given = draft.values[ATTESTATIONS] as readonly Attestation[];
  const asked = draft.assessment.outcomes.flatMap(({ rule, result }) =>
    rule.attestation && result !== "NOT_APPLICABLE" ? [rule.attestation] : [],
  );
  const tick = (attestation: Attestation, on: boolean) =>
    draft.edit(ATTESTATIONS, on ? [...given, attestation] : given.filter((each) => each !== attestation));
  return (
    <fieldset>
      <legend>{t.draft.affirm}</legend>
      {asked.map((attestation) => (
        <div key={attestation} id={`at-${ATTESTATIONS}.${attestation}`}>
          <Tick
            name={attestation}
            label={t.attestations[attestation]}
            checked={given.includes(attestation)}
            onChange={(on) => tick(attestation, on)}
            notes={<RuleNotes outcomes={outcomesAt(draft.assessment, `${ATTESTATIONS}.${attestation}`)} />}
          />
        </div>
      ))}
    </fieldset>
  );
}
