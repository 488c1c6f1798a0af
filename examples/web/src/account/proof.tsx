import { TextField } from "../parts/field";
import { useText } from "../text";

export interface Proof {
  email: string;
  code: string;
}

/** For somebody who types the mail's code instead of following its link. */
export function ProofFields({ proof, onChange }: { proof: Proof; onChange: (proof: Proof) => void }) {
  const { t } = useText();
  return (
    <>
      <TextField
        label={t.email}
        type="email"
        name="email"
        autoComplete="username"
        required
        value={proof.email}
        onChange={(email) => onChange({ ...proof, email })}
      />
      <TextField
        label={t.code}
        name="code"
        autoComplete="one-time-code"
        required
        value={proof.code}
        onChange={(code) => onChange({ ...proof, code })}
      />
    </>
  );
}
