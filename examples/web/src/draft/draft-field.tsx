/** One input of the draft, by its kind, with what the rules say of it. */
import type { ReactNode } from "react";
import { Choice, SelectField, TextField, Tick } from "../parts/field";
import { type Text } from "../text/en";
import { useText } from "../text";
import { outcomesAt } from "./assessment";
import { type Field, type FieldPath, OPTIONS } from "./fields";
import { RuleNotes } from "./rule-notes";
import type { OpenDraft } from "./use-draft";

interface DraftFieldProps {
  draft: OpenDraft;
  field: Field & { path: FieldPath };
}

export function DraftField({ draft, field }: DraftFieldProps) {
  const { t } = useText();
  const { path, kind } = field;
  const outcomes = outcomesAt(draft.assessment, path);
  const common = {
    name: path,
    error: draft.refused[path],
    notes: outcomes.length ? <RuleNotes outcomes={outcomes} /> : undefined,
  };
  const value = draft.values[path];
  return (
    <div id={`at-${path}`} className={`draft-field ${kind}`}>
      {kind === "yesNo" ? (
        <Choice
          {...common}
          legend={t.fields[path]}
          value={value === null ? "" : String(value)}
          onChange={(chosen) => draft.edit(path, chosen === "true")}
          options={[
            ["true", t.yes],
            ["false", t.no],
          ]}
        />
      ) : kind === "choice" ? (
        <SelectField
          {...common}
          label={t.fields[path]}
          value={String(value ?? "")}
          onChange={(chosen) => draft.edit(path, chosen)}
          options={[...(path.endsWith(".language") ? [] : [["", t.choose] as const]), ...optionsOf(t, path)]}
        />
      ) : kind === "many" ? (
        <Many {...common} draft={draft} path={path} />
      ) : (
        <TextField
          {...common}
          label={t.fields[path]}
          type={kind}
          min={kind === "number" ? 0 : undefined}
          autoComplete="off"
          value={String(value ?? "")}
          onChange={(typed) => draft.edit(path, typed)}
        />
      )}
    </div>
  );
}

function Many({ draft, path, notes }: { draft: OpenDraft; path: FieldPath; notes: ReactNode }) {
  const { t } = useText();
  const chosen = draft.values[path] as readonly string[];
  return (
    <fieldset>
      <legend>{t.fields[path]}</legend>
      {optionsOf(t, path).map(([option, text]) => (
        <Tick
          key={option}
          name={option}
          label={text}
          checked={chosen.includes(option)}
          onChange={(on) => draft.edit(path, on ? [...chosen, option] : chosen.filter((each) => each !== option))}
        />
      ))}
      {notes}
    </fieldset>
  );
}

function optionsOf(t: Text, path: FieldPath): (readonly [string, string])[] {
  const texts: Partial<Record<FieldPath, Record<string, string>>> = {
    "patient.language": t.languages,
    "caregiver.language": t.languages,
    "findings.modality": t.modalities,
    "findings.physicianRole": t.roles,
    "findings.dosageForms": t.dosageForms,
    "caregiver.relationship": t.relationships,
  };
  const options: readonly string[] = OPTIONS[path as keyof typeof OPTIONS] ?? [];
  return options.map((option) => [option, texts[path]?.[option] ?? option] as const);
}
