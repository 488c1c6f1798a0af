/** The practitioner's desk after certifying. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hasAccount, hasDraft, isCertified, isIdentified } from "./api.mjs";
import { DESKTOP, PHONE, somebody } from "./browser.mjs";
import { mailTo } from "./inbox.mjs";
import { PASSWORD, patient, physician } from "./people.mjs";

test("patients are found by name and by what waits, and a sheet is printed", async () => {
  const [doctor, ana, ben] = [physician(51), patient(), patient()];
  const token = await isIdentified(doctor);
  await isCertified(token, ana);
  await hasDraft(token, ben);
  const window = await somebody("desk", PHONE);
  await window.open("/app/sign-in");
  await window.signIn(doctor.email, PASSWORD);
  await window.arrives("Your patients");
  const listed = window.page.getByRole("link", { name: /^Ana Silva/ });
  await listed.nth(1).waitFor();
  await window.looks("two");

  await window.click("button", "Drafts (1)");
  await window.page.getByRole("link", { name: ana.last }).waitFor({ state: "detached" });
  await window.click("button", "All");
  await window.fill("Family name", ana.last);
  await window.page.getByRole("link", { name: ben.last }).waitFor({ state: "detached" });
  await listed.click();
  await window.arrives("Your patient is certified");
  const [sheet] = await Promise.all([window.page.waitForEvent("download"), window.click("button", "Save the sheet to print")]);
  assert.equal(sheet.suggestedFilename(), "certification.pdf");
});

test("a wrong address is corrected, and the mail goes to the right one", async () => {
  const [doctor, ana, right] = [physician(52), patient(), patient().email];
  const certification = await isCertified(await isIdentified(doctor), ana);
  const window = await somebody("address", DESKTOP);
  await window.open(`/app/certifications/${certification}`);
  await window.signIn(doctor.email, PASSWORD);
  await window.arrives("Your patient is certified");
  await window.page.getByText("The address is wrong").click();
  await window.fill("Right e-mail address", right);
  await window.click("button", "Correct it and send the mail");
  await window.sees("The address is corrected, and the mail goes out anew.");
  await window.looks("corrected");
  await mailTo(right);
});

test("what a patient reports is seen by the practitioner, who sees to it", async () => {
  const [doctor, ana] = [physician(53), patient()];
  const certification = await isCertified(await isIdentified(doctor), ana);
  await hasAccount(ana.email, "PATIENT");
  const home = await somebody("reporting", PHONE);
  await home.open("/app/identify/patient");
  await home.signIn(ana.email, PASSWORD);
  await home.fill("Patient's date of birth", ana.born);
  await home.click("button", "Continue");
  await home.arrives("Your registration");
  await home.page.getByText("Something is wrong or has changed").click();
  await home.fill("What is different?", "I moved to 9 Oak Lane.");
  await home.click("button", "Tell the practitioner");
  await home.sees("The practitioner was told.");

  const window = await somebody("reported", DESKTOP);
  await window.open(`/app/certifications/${certification}`);
  await window.signIn(doctor.email, PASSWORD);
  await window.sees("I moved to 9 Oak Lane.");
  await window.looks("change");
  await window.click("button", "Seen to");
  await window.page.getByText("I moved to 9 Oak Lane.").waitFor({ state: "detached" });
});

test("a caregiver is named and taken back, and a draft that nobody needs is deleted", async () => {
  const doctor = physician(54);
  const draft = await hasDraft(await isIdentified(doctor), patient());
  const window = await somebody("discarded", DESKTOP);
  await window.open(`/app/certifications/${draft}`);
  await window.signIn(doctor.email, PASSWORD);
  await window.arrives("Add New Patient");
  await window.answer("Does the patient need a caregiver?", "Yes");
  await window.page.getByLabel("Caregiver's first name").waitFor();
  await window.answer("Does the patient need a caregiver?", "No");
  await window.page.getByLabel("Caregiver's first name").waitFor({ state: "detached" });
  await window.sees("Everything that blocks is answered.");
  await window.page.getByText("Discard this draft").click();
  await window.click("button", "Delete the draft");
  await window.arrives("Your patients");
  await window.sees("No patients yet.");
});
