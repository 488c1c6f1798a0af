/** The second physician of a minor signs, by the reference that the first passed on. */
import { useState } from "react";
import {
  type Attestation,
  CertificationToCosignDocument,
  type CertificationToCosignQuery,
  CosignCertificationDocument,
  type PhysicianRole,
} from "../api/generated";
import { request } from "../api/request";
import { Asked } from "../parts/asked";
import { Facts } from "../parts/facts";
import { Choice, TextField, Tick } from "../parts/field";
import { Form } from "../parts/form";
import { useMutation } from "../parts/mutation";
import { Notice } from "../parts/notice";
import { Page } from "../parts/page";
import { useTask } from "../parts/task";
import { Link } from "../routing";
import { useText } from "../text";

type Found = NonNullable<CertificationToCosignQuery["certificationToCosign"]>;
const BEST_INTEREST = "IN_MINORS_BEST_INTEREST";

export function Cosign() {
  const { t } = useText();
  const task = useTask();
  const [reference, setReference] = useState("");
  const [found, setFound] = useState<Found | null>(null);
  const find = () =>
    task.run(async () => {
      const read = await request(CertificationToCosignDocument, { reference: reference.trim() });
      setFound(read.certificationToCosign ?? null);
      return [];
    });
  return (
    <Page title={t.cosign.title} narrow>
      {found ? (
        <Sign reference={reference.trim()} certification={found} />
      ) : (
        <Form task={task} submit={t.cosign.find} onSubmit={() => void find()}>
          <TextField label={t.cosign.reference} name="reference" required value={reference} onChange={setReference} />
        </Form>
      )}
    </Page>
  );
}

function Sign({ reference, certification }: { reference: string; certification: Found }) {
  const { t, day } = useText();
  const cosign = useMutation(CosignCertificationDocument, { once: true });
  const refusal = useMutation(CosignCertificationDocument, { once: true });
  const [role, setRole] = useState("");
  const [affirmed, setAffirmed] = useState(false);
  const [said, setSaid] = useState<"signed" | "refused" | null>(null);
  const sign = async () => {
    const attestations: Attestation[] = affirmed ? [BEST_INTEREST] : [];
    const input = { reference, approve: true, role: (role || null) as PhysicianRole | null, attestations, reason: null };
    if (await cosign.send(input)) setSaid("signed");
  };
  const refuse = async (reason: string) => {
    if (await refusal.send({ reference, approve: false, role: null, attestations: null, reason })) setSaid("refused");
  };
  if (said) {
    return (
      <>
        <Notice kind="good">{t.cosign[said]}</Notice>
        <p>
          <Link to="/">{t.outcome.back}</Link>
        </p>
      </>
    );
  }
  const { patient, practitioner } = certification;
  return (
    <>
      <Facts
        facts={[
          [t.outcome.patient, `${patient.firstName} ${patient.lastName}, ${patient.dateOfBirth ? day(patient.dateOfBirth) : ""}`],
          [t.outcome.conditions, certification.conditions.map((each) => each.name).join("; ")],
          [t.cosign.first, practitioner ? `${practitioner.firstName} ${practitioner.lastName}, ${practitioner.credential}` : ""],
        ]}
      />
      <Form task={cosign} submit={t.cosign.sign} onSubmit={() => void sign()}>
        <Choice
          legend={t.fields["findings.physicianRole"]}
          name="role"
          required
          value={role}
          onChange={setRole}
          options={Object.entries(t.roles)}
          error={cosign.errorOf("role")}
        />
        <fieldset>
          <legend>{t.draft.affirm}</legend>
          <Tick name={BEST_INTEREST} label={t.attestations[BEST_INTEREST]} checked={affirmed} onChange={setAffirmed} />
        </fieldset>
      </Form>
      <Asked
        task={refusal}
        summary={t.cosign.refuse}
        hint={t.cosign.refuseText}
        label={t.outcome.why}
        name="reason"
        max={500}
        submit={t.cosign.refuseNow}
        send={refuse}
      />
    </>
  );
}
