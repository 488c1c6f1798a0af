import { useText } from "../text";
import { TextField } from "./field";

interface Props {
  error: string | undefined;
  value: string;
  onChange: (value: string) => void;
}

/** The password that takes another's place. */
export function NewPassword(props: Props) {
  const { t } = useText();
  return (
    <TextField
      label={t.newPassword}
      type="password"
      name="newPassword"
      autoComplete="new-password"
      required
      hint={t.newPasswordHint}
      {...props}
    />
  );
}
