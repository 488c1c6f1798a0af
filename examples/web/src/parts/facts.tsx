import { EmailAddress } from "./email-address";

export type Fact = readonly [name: string, fact: string | null | undefined | false];

/** Names and what they are, as a list; without those of which nothing is known. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="facts">
      {facts
        .filter(([, fact]) => fact && fact.trim())
        .map(([name, fact]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{fact && fact.includes("@") ? <EmailAddress address={fact} /> : fact}</dd>
          </div>
        ))}
    </dl>
  );
}
