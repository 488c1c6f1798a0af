/** How a certification ends, and how the next one begins. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hasAccount, isCertified, isIdentified } from "./api.mjs";
import { PHONE, somebody } from "./browser.mjs";
import { mailTo } from "./inbox.mjs";
import { PASSWORD, STORY, patient, physician } from "./people.mjs";

test("a physician withdraws with a reason, the patient hears of it, and the next year begins with the same patient", async () => {
  const [doctor, ana] = [physician(64), patient()];
  const certification = await isCertified(await isIdentified(doctor), ana);
  await hasAccount(ana.email, "PATIENT");
  const window = await somebody("withdrawn", PHONE);
  await window.open(`/app/certifications/${certification}`);
  await window.signIn(doctor.email, PASSWORD);
  await window.arrives("Your patient is certified");
  assert.equal(await window.page.getByRole("button", { name: "Renew for another year" }).count(), 0, "it is not time yet");
  await window.page.getByText("Withdraw this certification").click();
  await window.looks("asked");
  await window.fill("Reason", "Treated elsewhere.");
  await window.click("button", "Withdraw");
  await window.arrives("Withdrawn");
  await window.sees("Treated elsewhere.");
  await window.looks("withdrawn");
  await mailTo(ana.email, (text) => !text.includes("/verify"));

  await window.click("button", "Renew for another year");
  await window.arrives("Add New Patient");
  await window.sees("Conditions that you found");
  assert.equal(await window.page.getByLabel("Last name", { exact: true }).inputValue(), ana.last);
  await window.fill("Examined on", STORY.findings.examinedOn);
  await window.choose("How", "In person");
  await window.fill("Prescription history reviewed on", STORY.findings.prescriptionsReviewedOn);
  for (const code of STORY.findings.attestations) await window.affirm(code);
  await window.sees("Everything that blocks is answered.");
  await window.click("button", "Certify");
  await window.arrives("Your patient is certified");
  assert.deepEqual(window.complaints, []);
});

test("what waits for a reviewer is taken back, and can be changed again", async () => {
  const doctor = physician(65);
  const certification = await isCertified(await isIdentified(doctor), patient(), { findings: { modality: "TELEHEALTH" } });
  const window = await somebody("taken-back", PHONE);
  await window.open(`/app/certifications/${certification}`);
  await window.signIn(doctor.email, PASSWORD);
  await window.arrives("In review", "waits");
  await window.page.getByText("Take it back").click();
  await window.fill("Reason", "I see the patient tomorrow.");
  await window.click("button", "Take back");
  await window.arrives("Add New Patient");
  await window.choose("How", "In person");
  await window.sees("Everything that blocks is answered.");
});
