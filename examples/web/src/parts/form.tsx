import { type FormEvent, type ReactNode, useEffect, useRef } from "react";
import { useText } from "../text";
import type { Task } from "./task";

interface FormProps {
  task: Task;
  submit: string;
  onSubmit: () => void;
  children: ReactNode;
}

/** A form with one button, and what went wrong above it, which gets the focus. */
export function Form({ task, submit, onSubmit, children }: FormProps) {
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!task.busy) onSubmit();
  };
  return (
    <form onSubmit={send} aria-busy={task.busy}>
      <Problems task={task} />
      {children}
      <button type="submit" className="primary" aria-disabled={task.busy}>
        {submit}
      </button>
    </form>
  );
}

/** What went wrong. The server's words are English; what the code means is said in the person's language. */
export function Problems({ task }: { task: Task }) {
  const { t, language } = useText();
  const box = useRef<HTMLDivElement>(null);
  const wrong = task.failure !== null || task.userErrors.length > 0;
  useEffect(() => {
    if (wrong) box.current?.focus();
  }, [wrong, task.userErrors]);
  if (!wrong) return null;
  const of = (code: string) => (t.errors as Record<string, string>)[code] ?? t.errors.OTHER;
  return (
    <div className="problems" role="alert" tabIndex={-1} ref={box}>
      {task.failure && <p>{of(task.failure)}</p>}
      {task.userErrors.map((error) => (
        <p key={error.message}>
          {language !== "en" && <>{of(error.code)} </>}
          <span lang="en">{error.message}</span>
        </p>
      ))}
    </div>
  );
}
