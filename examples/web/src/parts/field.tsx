import { type InputHTMLAttributes, type ReactNode, type TextareaHTMLAttributes, useId } from "react";

interface Common {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  /** What else is said of the field, read out with it. */
  notes?: ReactNode;
}

type TextFieldProps = Common &
  Omit<InputHTMLAttributes<HTMLInputElement>, "onChange" | "id"> & {
    value: string;
    onChange: (value: string) => void;
  };

export function TextField({ label, hint, error, notes, onChange, ...input }: TextFieldProps) {
  const id = useId();
  return (
    <Labelled id={id} label={label} hint={hint} error={error} notes={notes}>
      <input
        {...input}
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={described(id, hint, error, notes)}
        onChange={(event) => onChange(event.target.value)}
      />
    </Labelled>
  );
}

type AreaFieldProps = Common &
  Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, "onChange" | "id"> & {
    value: string;
    onChange: (value: string) => void;
  };

/** For sentences. */
export function AreaField({ label, hint, error, notes, onChange, ...area }: AreaFieldProps) {
  const id = useId();
  return (
    <Labelled id={id} label={label} hint={hint} error={error} notes={notes}>
      <textarea
        rows={3}
        {...area}
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={described(id, hint, error, notes)}
        onChange={(event) => onChange(event.target.value)}
      />
    </Labelled>
  );
}

interface SelectFieldProps extends Common {
  name: string;
  value: string;
  onChange: (value: string) => void;
  options: readonly (readonly [value: string, text: string])[];
}

export function SelectField({ label, hint, error, notes, name, value, onChange, options }: SelectFieldProps) {
  const id = useId();
  return (
    <Labelled id={id} label={label} hint={hint} error={error} notes={notes}>
      <select
        id={id}
        name={name}
        value={value}
        aria-invalid={error ? true : undefined}
        aria-describedby={described(id, hint, error, notes)}
        onChange={(event) => onChange(event.target.value)}
      >
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

interface TickProps {
  label: ReactNode;
  name: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  notes?: ReactNode;
}

export function Tick({ label, name, checked, onChange, notes }: TickProps) {
  const id = useId();
  return (
    <div className="tick">
      <input
        id={id}
        name={name}
        type="checkbox"
        checked={checked}
        aria-describedby={notes ? `${id}-notes` : undefined}
        onChange={(event) => onChange(event.target.checked)}
      />
      <label htmlFor={id}>{label}</label>
      {notes && <div id={`${id}-notes`}>{notes}</div>}
    </div>
  );
}

interface ChoiceProps {
  legend: string;
  name: string;
  required?: boolean;
  value: string;
  onChange: (value: string) => void;
  options: readonly (readonly [value: string, text: string])[];
  hint?: ReactNode;
  error?: string | undefined;
  notes?: ReactNode;
}

/** One of a few, as radio buttons. */
export function Choice({ legend, name, required, value, onChange, options, hint, error, notes }: ChoiceProps) {
  const id = useId();
  return (
    <fieldset className="radios" aria-describedby={described(id, hint, error, notes)}>
      <legend>{legend}</legend>
      {hint && <Said id={`${id}-hint`} kind="hint">{hint}</Said>}
      {options.map(([option, text]) => (
        <label key={option}>
          <input
            type="radio"
            name={name}
            value={option}
            required={required}
            checked={value === option}
            onChange={() => onChange(option)}
          />
          {text}
        </label>
      ))}
      {error && <Said id={`${id}-error`} kind="error">{error}</Said>}
      {notes && <div id={`${id}-notes`}>{notes}</div>}
    </fieldset>
  );
}

/** One input with what is said of it, in the order in which it is read. */
function Labelled({ id, label, hint, error, notes, children }: Common & { id: string; children: ReactNode }) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {hint && <Said id={`${id}-hint`} kind="hint">{hint}</Said>}
      {children}
      {error && <Said id={`${id}-error`} kind="error">{error}</Said>}
      {notes && <div id={`${id}-notes`}>{notes}</div>}
    </div>
  );
}

function Said({ id, kind, children }: { id: string; kind: "hint" | "error"; children: ReactNode }) {
  return (
    <p id={id} className={kind}>
      {children}
    </p>
  );
}

function described(id: string, hint: unknown, error: unknown, notes: unknown): string | undefined {
  const parts = [hint && `${id}-hint`, error && `${id}-error`, notes && `${id}-notes`].filter(Boolean);
  return parts.length ? parts.join(" ") : undefined;
}
