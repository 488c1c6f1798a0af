/** What the rules say of one input: what holds, what is missing or wrong, and which law says so. */
import { Fragment } from "react";
import { useText } from "../text";
import { type Outcome, isOpen } from "./assessment";

export function RuleNotes({ outcomes }: { outcomes: readonly Outcome[] }) {
  if (outcomes.length === 0) return null;
  return (
    <ul className="rules">
      {outcomes.map((each) => (
        <RuleNote key={each.rule.id} outcome={each} />
      ))}
    </ul>
  );
}

function RuleNote({ outcome }: { outcome: Outcome }) {
  const { t } = useText();
  const kind = kindOf(outcome);
  const { rule, message } = outcome;
  return (
    <li className={kind}>
      <span className="sign">{t.rules[kind]}</span>{" "}
      <span lang="en">
        {kind !== "missing" && outcome.result === "FAILS" && <>{message} </>}
        {rule.title}. <Citation text={rule.citation} />
      </span>
    </li>
  );
}

/** A section's number is not broken at its hyphens: "21a-408" stays on one line. */
function Citation({ text }: { text: string }) {
  return (
    <cite>
      {text.split(" ").map((word, place) => (
        <Fragment key={place}>
          {place > 0 && " "}
          {word.includes("-") ? <span className="unbroken">{word}</span> : word}
        </Fragment>
      ))}
    </cite>
  );
}

/** An affirmation that was not given yet is missing, and not wrong. */
export function kindOf(outcome: Outcome): "holds" | "missing" | "wrong" | "review" | "warning" {
  if (!isOpen(outcome)) return "holds";
  if (outcome.rule.severity === "WARNS") return "warning";
  if (outcome.rule.severity === "REVIEW") return "review";
  const given = outcome.paths.every((path) => path.join(".") !== "findings.attestations");
  return outcome.result === "FAILS" && given ? "wrong" : "missing";
}
