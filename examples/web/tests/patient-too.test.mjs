/** A practitioner who is somebody else's patient: one account, with the desk and an application of their own. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { isCertified, isIdentified } from "./api.mjs";
import { PHONE, somebody } from "./browser.mjs";
import { PASSWORD, STORY, patient, physician } from "./people.mjs";

test("a physician whom another one certified registers beside the own desk", async () => {
  const [doctor, certifying] = [physician(67), physician(68)];
  await isIdentified(doctor);
  const asPatient = { ...patient(), email: doctor.email };
  await isCertified(await isIdentified(certifying), asPatient);

  const window = await somebody("patient-too", PHONE);
  await window.open("/app/sign-in");
  await window.signIn(doctor.email, PASSWORD);
  await window.arrives("Your patients");
  await window.sees("No patients yet.");
  await window.click("button", /^Account: /);
  await window.looks("menu");
  await window.click("link", "I am a patient");
  await window.arrives("I am a patient");
  await window.fill("Patient's date of birth", asPatient.born);
  await window.click("button", "Continue");
  await window.arrives("Your registration");
  await window.sees(`${asPatient.first} ${asPatient.last}`);
  for (const code of STORY.statements) await window.affirm(code);
  await window.click("button", "Complete the registration");
  await window.sees("Your registration is complete.");
  await window.looks("registered");
  await window.click("link", "Who saw my record");
  await window.arrives("Who saw my record");
  await window.page.locator(".history li").filter({ hasText: "Certified" }).filter({ hasText: "The practitioner" }).waitFor();

  await window.click("link", "Your patients");
  await window.arrives("Your patients");
  await window.sees("No patients yet."); // the own application is no patient's of this desk
  await window.click("link", "Your registration");
  await window.arrives("Your registration");
  await window.sees("Your registration is complete.");
  await window.click("button", "Español");
  await window.arrives("Su registro", "spanish");
  assert.deepEqual(window.complaints, []);
});
