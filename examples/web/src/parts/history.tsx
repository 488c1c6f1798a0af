/** What was done to a certification and who saw it, the newest first. */
import type { TimelineCapacity, TimelineDeed } from "../api/generated";
import { useText } from "../text";

export interface Entry {
  at: string;
  /** Null where it was only read: in an hour once, however often the page asked. */
  deed: TimelineDeed | null;
  capacity: TimelineCapacity;
  accountId: string | null;
  /** A patient is told which practitioner it was. */
  practitioner?: { firstName: string; lastName: string; credential: string } | null;
}

interface HistoryProps {
  entries: readonly Entry[];
  /** By account, as far as the reader knows them; all others are told by their capacity. */
  names: ReadonlyMap<string, string>;
}

export function History({ entries, names }: HistoryProps) {
  const { t, moment } = useText();
  const who = ({ accountId, capacity, practitioner }: Entry) =>
    (accountId && names.get(accountId)) ||
    (practitioner
      ? `${t.capacities[capacity]}: ${practitioner.firstName} ${practitioner.lastName}, ${practitioner.credential}`
      : t.capacities[capacity]);
  return (
    <ol className="history">
      {entries.map((entry, place) => (
        <li key={place}>
          <strong>{entry.deed ? t.deeds[entry.deed] : t.history.seen}</strong>
          <span className="hint">
            {who(entry)} · {moment(entry.at)}
          </span>
        </li>
      ))}
    </ol>
  );
}
