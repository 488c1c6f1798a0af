/** A patient without e-mail: a temporary address, a sheet with a one-time password, then a registration like any other. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hasDraft, isIdentified } from "./api.mjs";
import { DESKTOP, PHONE, somebody } from "./browser.mjs";
import { PASSWORD, patient, physician } from "./people.mjs";

test("the sheet's password opens the account once the patient is certified", async () => {
  const [doctor, ana] = [physician(40), patient()];
  const draft = await hasDraft(await isIdentified(doctor), { ...ana, email: null });
  const atDesk = await somebody("temporary-physician", DESKTOP);
  await atDesk.open(`/app/certifications/${draft}`);
  await atDesk.signIn(doctor.email, PASSWORD);
  await atDesk.arrives("Add New Patient");
  await atDesk.page.getByText("The patient has no e-mail address").click();
  await atDesk.click("button", "Create a temporary e-mail address");
  await atDesk.sees("One-time password:");
  await atDesk.looks("made");
  const address = await atDesk.page.getByLabel("E-mail address", { exact: true }).inputValue();
  const oneTime = await atDesk.page.locator(".notice code").innerText();
  const [sheet] = await Promise.all([atDesk.page.waitForEvent("download"), atDesk.click("button", "Save the sheet to print")]);
  assert.equal(sheet.suggestedFilename(), "registration.pdf");
  await atDesk.sees("Everything that blocks is answered.");
  await atDesk.click("button", "Certify");
  await atDesk.arrives("Your patient is certified");
  await atDesk.sees("handed out on paper");

  const window = await somebody("temporary-patient", PHONE);
  await window.open("/app/sign-in");
  await window.signIn(address, oneTime);
  await window.click("link", "Choose your own password");
  await window.arrives("Choose your own password", "choose-password");
  await window.fill("E-mail address", address);
  await window.fill("One-time password of the sheet", oneTime);
  await window.fill("New password", PASSWORD);
  await window.click("button", "Set password");
  await window.arrives("Sign in");
  await window.signIn(address, PASSWORD);
  await window.click("link", "I am a patient");
  await window.fill("Patient's date of birth", ana.born);
  await window.click("button", "Continue");
  await window.arrives("Your registration");
  await window.sees(`${ana.first} ${ana.last}`);
});
