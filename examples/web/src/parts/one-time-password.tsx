/** A one-time password, which is shown this once, and the sheet that hands it out. */
import { useText } from "../text";
import { savePdf } from "./download";
import { Notice } from "./notice";

interface OneTimePasswordProps {
  text: string;
  password: string;
  /** A PDF in base64. */
  sheet: string;
}

export function OneTimePassword({ text, password, sheet }: OneTimePasswordProps) {
  const { t } = useText();
  return (
    <Notice kind="good">
      <p>{text}</p>
      <p>
        {t.temporary.password} <code>{password}</code>
      </p>
      <button type="button" onClick={() => savePdf(sheet, "registration.pdf")}>
        {t.temporary.print}
      </button>
    </Notice>
  );
}
