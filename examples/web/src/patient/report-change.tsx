import { ReportChangeDocument } from "../api/generated";
import { Asked } from "../parts/asked";
import { useMutation } from "../parts/mutation";
import { useText } from "../text";

/** Something of the application is wrong: the practitioner is told, and nothing is written by it. */
export function ReportChange({ certificationId }: { certificationId: string }) {
  const { t } = useText();
  const report = useMutation(ReportChangeDocument, { once: true });
  return (
    <Asked
      task={report}
      summary={t.application.wrong}
      label={t.application.what}
      name="text"
      max={1000}
      submit={t.application.report}
      send={(text) => report.send({ certificationId, text })}
      done={t.application.reported}
    />
  );
}
