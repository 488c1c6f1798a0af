import type { ReactNode } from "react";
import type { LawOfTodayQuery } from "../api/generated";
import { useText } from "../text";
import { Affirmations } from "./affirmations";
import { isAskedFor } from "./assessment";
import { Caregiver } from "./caregiver";
import { Conditions } from "./conditions";
import { DraftField } from "./draft-field";
import { Duplicates } from "./duplicates";
import { FIELDS, type Field, type Section } from "./fields";
import { TemporaryEmail } from "./temporary-email";
import type { OpenDraft } from "./use-draft";

type Rulebook = LawOfTodayQuery["rulebook"];

interface SectionsProps {
  draft: OpenDraft;
  rulebook: Rulebook;
  /** Who designates no caregiver and makes no temporary address: both are the practitioner's. */
  byDelegate: boolean;
}

export function Sections({ draft, rulebook, byDelegate }: SectionsProps) {
  const { t } = useText();
  const minor = isUnder18(String(draft.values["patient.dateOfBirth"]), rulebook.asOf);
  const language = draft.values["patient.language"] === "ES" ? "ES" : "EN";
  return (
    <>
      <Part title={t.draft.sections.patient}>
        <Inputs draft={draft} section="patient" minor={minor} />
      </Part>
      <Part title={t.draft.sections.contact}>
        <Inputs draft={draft} section="contact" />
        {!byDelegate && <TemporaryEmail language={language} onMade={(address) => draft.edit("patient.email", address)} />}
      </Part>
      <Duplicates draft={draft} />
      <Part title={t.draft.sections.condition}>
        <Conditions
          draft={draft}
          list={minor ? rulebook.minorConditions : rulebook.conditions}
          otherList={minor ? rulebook.conditions : rulebook.minorConditions}
        />
        <Inputs draft={draft} section="condition" />
      </Part>
      <Part title={t.draft.sections.examination}>
        <Inputs draft={draft} section="examination" />
      </Part>
      <Part title={t.draft.sections.caregiver}>
        <Caregiver draft={draft} minor={minor} byDelegate={byDelegate}>
          <Inputs draft={draft} section="caregiver" />
        </Caregiver>
      </Part>
      <Part title={t.draft.sections.statement}>
        <Affirmations draft={draft} />
      </Part>
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="part">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** The inputs of a section that a rule asks for of this patient. */
function Inputs({ draft, section, minor = false }: { draft: OpenDraft; section: Section; minor?: boolean }) {
  const asked = (field: Field) => field.always || (field.minor && minor) || isAskedFor(draft.assessment, field.path);
  const shown = FIELDS.filter((field) => field.section === section && asked(field));
  return (
    <div className="inputs">
      {shown.map((field) => (
        <DraftField key={field.path} draft={draft} field={field} />
      ))}
    </div>
  );
}

function isUnder18(dateOfBirth: string, today: string): boolean {
  const [year, rest] = [Number(today.slice(0, 4)), today.slice(4)];
  return dateOfBirth !== "" && dateOfBirth > `${String(year - 18).padStart(4, "0")}${rest}`;
}
