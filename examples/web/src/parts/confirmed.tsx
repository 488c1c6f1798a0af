import { Problems } from "./form";
import type { Task } from "./task";

interface ConfirmedProps {
  task: Task;
  summary: string;
  /** What follows from it. */
  text: string;
  submit: string;
  onConfirm: () => void;
}

/** What cannot be taken back, behind a line that opens it and says what follows. */
export function Confirmed({ task, summary, text, submit, onConfirm }: ConfirmedProps) {
  return (
    <details className="confirmed">
      <summary>{summary}</summary>
      <Problems task={task} />
      <p>{text}</p>
      <button type="button" aria-disabled={task.busy} onClick={onConfirm}>
        {submit}
      </button>
    </details>
  );
}
