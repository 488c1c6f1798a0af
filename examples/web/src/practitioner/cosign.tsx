/** The second physician of a minor signs, by the reference that the first passed on. */
import { useState } from "react";
import {
  CertificationToCosignDocument,
  type CertificationToCosignQuery,
  CosignCertificationDocument,
  type PhysicianRole,
} from "../api/generated";
import { idempotencyKey, request } from "../api/request";
import { Facts } from "../parts/facts";
import { Choice, TextField } from "../parts/field";
import { Form } from "../parts/form";
import { Notice } from "../parts/notice";
import { Page } from "../parts/page";
import { useTask } from "../parts/task";
import { useText } from "../text";

type Found = NonNullable<CertificationToCosignQuery["certificationToCosign"]>;

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
  const task = useTask();
  const [role, setRole] = useState("");
  const [signed, setSigned] = useState(false);
  const sign = async () => {
    const input = { idempotencyKey: idempotencyKey(), reference, approve: true, role: (role || null) as PhysicianRole | null };
    const send = async () => (await request(CosignCertificationDocument, { input })).cosignCertification.userErrors;
    if (await task.run(send)) setSigned(true);
  };
  if (signed) return <Notice kind="good">{t.cosign.signed}</Notice>;
  const { patient, practitioner } = certification;
  return (
    <Form task={task} submit={t.cosign.sign} onSubmit={() => void sign()}>
      <Facts
        facts={[
          [t.outcome.patient, `${patient.firstName} ${patient.lastName}, ${patient.dateOfBirth ? day(patient.dateOfBirth) : ""}`],
          [t.outcome.conditions, certification.conditions.map((each) => each.name).join("; ")],
          [t.cosign.first, practitioner ? `${practitioner.firstName} ${practitioner.lastName}, ${practitioner.credential}` : ""],
        ]}
      />
      <Choice
        legend={t.fields["findings.physicianRole"]}
        name="role"
        value={role}
        onChange={setRole}
        options={Object.entries(t.roles)}
        error={task.errorOf("role")}
      />
    </Form>
  );
}
