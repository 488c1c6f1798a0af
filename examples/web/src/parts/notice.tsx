import type { ReactNode } from "react";
import { useText } from "../text";

export function Notice({ kind, children }: { kind: "good" | "plain"; children: ReactNode }) {
  return <div role="status" className={`notice ${kind}`}>{children}</div>;
}

/** While something is read, or where that failed. */
export function Waiting({ failure }: { failure: string | null }) {
  const { t } = useText();
  if (failure === null) return <p role="status">{t.waiting}</p>;
  return (
    <div className="problems" role="alert">
      <p>{(t.errors as Record<string, string>)[failure] ?? t.errors.OTHER}</p>
    </div>
  );
}
