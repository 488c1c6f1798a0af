/** Patients who may be the same: pointed out while a draft is filled in, and joined by nobody but the practitioner. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hasDraft, isCertified, isIdentified } from "./api.mjs";
import { DESKTOP, PHONE, somebody } from "./browser.mjs";
import { PASSWORD, STORY, patient, physician } from "./people.mjs";

const valueOf = (window, label) => window.page.getByLabel(label, { exact: true }).inputValue();

test("a patient who is entered once more is pointed out, and taken with what was found", async () => {
  const [doctor, ana] = [physician(66), patient()];
  await isCertified(await isIdentified(doctor), ana);
  const window = await somebody("duplicates", DESKTOP);
  await window.open("/app/sign-in");
  await window.signIn(doctor.email, PASSWORD);
  await window.click("button", "Add New Patient");
  await window.arrives("Add New Patient");
  await window.sees("Conditions that you found");
  await window.fill("First name", ana.first);
  await window.fill("Last name", ana.last);
  const asked = window.page.getByRole("heading", { name: "Is it one of your patients?" });
  assert.equal(await asked.count(), 0, "a name alone is many people's");
  await window.fill("Examined on", STORY.findings.examinedOn);
  await window.fill("Date of birth", ana.born);
  await asked.waitFor();
  await window.looks("alike");
  assert.equal(await valueOf(window, "Street and number"), "", "nothing is taken over by itself");

  const before = window.page.url();
  await window.click("button", `Certify this patient: ${ana.first} ${ana.last}`);
  await window.page.waitForURL((url) => url.href !== before);
  await window.sees("Conditions that you found");
  assert.equal(await valueOf(window, "Street and number"), STORY.patient.street);
  assert.equal(await valueOf(window, "Examined on"), STORY.findings.examinedOn);
  assert.equal(await asked.count(), 0);
  await window.click("link", "Your patients");
  await window.arrives("Your patients");
  await window.page.getByRole("button", { name: "Drafts (1)" }).waitFor();
  assert.deepEqual(window.complaints, []);
});

test("a draft that is there already is gone on with, in Spanish and on a phone", async () => {
  const [doctor, ana] = [physician(69), patient()];
  const token = await isIdentified(doctor);
  const former = await hasDraft(token, ana);
  const again = await hasDraft(token, { ...patient(), email: ana.email });
  const window = await somebody("duplicates-draft", PHONE, { language: "es-US" });
  await window.open(`/app/certifications/${again}`);
  await window.signIn(doctor.email, PASSWORD, { button: "Iniciar sesión", labels: ["Correo electrónico", "Contraseña"] });
  await window.page.getByRole("heading", { name: "¿Es uno de sus pacientes?" }).waitFor();
  await window.looks("alike");
  assert.equal(await window.page.getByRole("button", { name: /^Certificar a este paciente/ }).count(), 0);
  await window.click("link", `${ana.first} ${ana.last}`);
  await window.page.waitForURL((url) => url.pathname.endsWith(former));
  await window.sees("Ya nada impide certificar.");
  assert.deepEqual(window.complaints, []);
});
