/** How far the draft is: how many rules hold, and each that does not, with the way to its input. */
import { useText } from "../text";
import { type Outcome, isOpen, mayBeSubmitted, placesOf } from "./assessment";
import { RuleNotes, kindOf } from "./rule-notes";
import type { OpenDraft } from "./use-draft";

export function Summary({ draft }: { draft: OpenDraft }) {
  const { t } = useText();
  const { outcomes } = draft.assessment;
  const applying = outcomes.filter((each) => each.result !== "NOT_APPLICABLE");
  const blocking = outcomes.filter((each) => each.blocks);
  const others = applying.filter((each) => isOpen(each) && !each.blocks);
  const aboutYou = applying.filter((each) => placesOf(each).every((place) => place.startsWith("practitioner")));
  return (
    <aside className="summary" aria-labelledby="summary">
      <h2 id="summary" tabIndex={-1}>
        {t.summary.title}
      </h2>
      <div className="far">
        <p role="status">
          {mayBeSubmitted(draft.assessment)
            ? t.summary[blocking.length ? "awaitsCosignature" : "ready"]
            : t.summary.open(blocking.length)}{" "}
          <span className="hint">{t.summary.states[draft.state]}</span>
        </p>
        <progress max={applying.length} value={applying.length - blocking.length} aria-label={t.summary.title} />
      </div>
      {draft.changedElsewhere && <p className="hint">{t.summary.changedElsewhere}</p>}
      <ul className="open">
        {[...blocking, ...others].map((each) => (
          <li key={each.rule.id} className={kindOf(each)}>
            <OpenRule outcome={each} />
          </li>
        ))}
      </ul>
      <details>
        <summary>{t.summary.aboutYou(aboutYou.length)}</summary>
        <RuleNotes outcomes={aboutYou} />
      </details>
    </aside>
  );
}

function OpenRule({ outcome }: { outcome: Outcome }) {
  const { t } = useText();
  const place = placesOf(outcome).find((each) => !/^(practitioner|cosigner)\b/.test(each));
  const text = (
    <>
      <span className="sign">{t.rules[kindOf(outcome)]}</span> <span lang="en">{outcome.rule.title}</span>
    </>
  );
  if (!place) return <RuleNotes outcomes={[outcome]} />;
  const show = () => document.getElementById(`at-${place}`)?.querySelector<HTMLElement>("input, select, button")?.focus();
  return (
    <button type="button" className="link" onClick={show}>
      {text}
    </button>
  );
}
