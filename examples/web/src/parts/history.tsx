/** What was done to a certification and who saw it, the newest first; what one person saw on one day is one entry. */
import type { TimelineCapacity, TimelineDeed } from "../api/generated";
import { useText } from "../text";

export interface Entry {
  at: string;
  /** Null where it was only read. */
  deed: TimelineDeed | null;
  capacity: TimelineCapacity;
  accountId: string | null;
}

interface HistoryProps {
  entries: readonly Entry[];
  /** By account, as far as the reader knows them; all others are told by their capacity. */
  names: ReadonlyMap<string, string>;
}

export function History({ entries, names }: HistoryProps) {
  const { t, moment, dayOf } = useText();
  const who = ({ accountId, capacity }: Entry) => (accountId && names.get(accountId)) || t.capacities[capacity];
  return (
    <ol className="history">
      {seenOncePerDay(entries, (entry) => `${dayOf(entry.at)} ${entry.accountId} ${entry.capacity}`).map(({ entry, times }, place) => (
        <li key={place}>
          <strong>{entry.deed ? t.deeds[entry.deed] : t.history.seen(times)}</strong>
          <span className="hint">
            {who(entry)} · {entry.deed ? moment(entry.at) : dayOf(entry.at)}
          </span>
        </li>
      ))}
    </ol>
  );
}

function seenOncePerDay(entries: readonly Entry[], key: (entry: Entry) => string): { entry: Entry; times: number }[] {
  const shown: { entry: Entry; times: number }[] = [];
  const seen = new Map<string, { entry: Entry; times: number }>();
  for (const entry of entries) {
    const before = entry.deed ? undefined : seen.get(key(entry));
    if (before) {
      before.times += 1;
      continue;
    }
    const row = { entry, times: 1 };
    shown.push(row);
    if (!entry.deed) seen.set(key(entry), row);
  }
  return shown;
}
