/** A minor: two physicians sign, and the guardian completes both parts with one account. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hasDraft, isIdentified } from "./api.mjs";
import { DESKTOP, PHONE, somebody } from "./browser.mjs";
import { PASSWORD, boardCertified, caregiver, patient, physician } from "./people.mjs";
import { openAccount } from "./practice.mjs";

test("two physicians certify a minor, and the guardian registers", async () => {
  const [first, second, guardian] = [physician(50), boardCertified(0), caregiver()];
  const mia = { ...patient(), born: "2016-05-04", email: guardian.email };
  const draft = await hasDraft(await isIdentified(first), mia);
  await isIdentified(second);

  const atDesk = await somebody("minor-first", DESKTOP);
  await atDesk.open(`/app/certifications/${draft}`);
  await atDesk.signIn(first.email, PASSWORD);
  await atDesk.arrives("Add New Patient");
  await atDesk.page.getByRole("checkbox", { name: "Multiple Sclerosis" }).click(); // of the adults' list
  await atDesk.tick("Cerebral Palsy");
  await atDesk.tick("Oil");
  await atDesk.choose("Your part", "Primary care provider");
  await atDesk.tick(/^I hold the written consent/);
  await atDesk.tick(/best interest/);
  await atDesk.click("button", "Name the guardian as caregiver");
  await atDesk.fill("Caregiver's first name", guardian.first);
  await atDesk.fill("Caregiver's last name", guardian.last);
  await atDesk.fill("Caregiver's date of birth", guardian.born);
  await atDesk.choose("Relationship to the patient", "Parent");
  await atDesk.fill("Caregiver's e-mail address", guardian.email);
  await atDesk.answer(/agree to manage/, "Yes");
  await atDesk.answer(/undertake to control/, "Yes");
  await atDesk.answer(/the patient's physician/, "No");
  await atDesk.tick(/the caregiver was never convicted/);
  await atDesk.sees("Only the second physician's signature is missing.");
  await atDesk.click("button", "Certify");
  await atDesk.arrives("Waits for the second physician", "waits");
  const reference = await atDesk.page.locator(".notice code").innerText();

  const other = await somebody("minor-second", PHONE);
  await other.open("/app/sign-in");
  await other.signIn(second.email, PASSWORD);
  await other.click("link", "Sign for a minor as the second physician");
  await other.fill("Reference from the first physician", reference);
  await other.click("button", "Find");
  await other.sees(`${mia.first} ${mia.last}`);
  await other.answer("Your part", "Board certified in a field that treats the condition");
  await other.tick(/best interest/);
  await other.looks("cosign");
  await other.click("button", "Sign");
  await other.sees("You have signed.");

  const home = await somebody("minor-guardian", PHONE);
  await openAccount(home, guardian.email, "Register");
  await home.click("link", "I am a patient");
  await home.fill("Patient's date of birth", mia.born);
  await home.click("button", "Continue");
  await home.arrives("Your registration");
  await home.click("link", "I am also the caregiver of this patient");
  await home.fill("Caregiver's date of birth", guardian.born);
  await home.click("button", "Continue");
  await home.sees("The caregiver's part");
  await home.looks("both-parts");
  for (const part of ["The patient's part", "The caregiver's part"]) {
    const section = home.page.getByRole("region", { name: part });
    for (const box of await section.getByRole("checkbox").all()) await box.check();
    await section.getByRole("button", { name: "Complete the registration" }).click();
    await section.waitFor({ state: "detached" });
  }
  await home.sees("Your registration is complete.");
  assert.deepEqual([...atDesk.complaints, ...other.complaints, ...home.complaints], []);
});
