/** The guide's steps, from sign-up to the registered patient, at a desk and on a phone. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { DESKTOP, PHONE, somebody } from "./browser.mjs";
import { mailTo } from "./inbox.mjs";
import { STORY, caregiver, patient, physician } from "./people.mjs";
import { fillIn, identify, openAccount } from "./practice.mjs";

for (const [device, settings, place] of [
  ["desktop", DESKTOP, 0],
  ["phone", PHONE, 1],
]) {
  test(`a physician certifies a patient, who then registers (${device})`, async () => {
    const [doctor, ana] = [physician(place), patient()];
    const atDesk = await somebody(`${device}-physician`, settings);

    await openAccount(atDesk, doctor.email, "Create an account", { pictures: true });
    await identify(atDesk, doctor, { pictures: true });
    await atDesk.click("button", "Add New Patient");
    await atDesk.arrives("Add New Patient");
    await atDesk.sees("Conditions that you found");
    await atDesk.looks("form-empty");
    await fillIn(atDesk, ana);
    await atDesk.sees("Everything that blocks is answered.");
    await atDesk.looks("form-filled");
    await atDesk.click("button", "Certify");
    await atDesk.arrives("Your patient is certified");
    await atDesk.sees("delivered");
    await atDesk.looks("certified");

    assert.ok(atDesk.clicks < 12, `${atDesk.clicks} clicks from sign-up to certified`);
    console.log(`${device}: ${atDesk.clicks} clicks and ${atDesk.fields} fields from sign-up to certified`);

    await mailTo(ana.email, (text) => text.includes("/app"));
    const patientToo = await somebody(`${device}-patient`, settings);
    await openAccount(patientToo, ana.email, "Register");
    await patientToo.arrives("Who are you?");
    await patientToo.click("link", "I am a patient");
    await patientToo.arrives("I am a patient", "identify");
    await patientToo.fill("Patient's date of birth", ana.born);
    await patientToo.click("button", "Continue");
    await patientToo.arrives("Your registration");
    await patientToo.sees(`${ana.first} ${ana.last}`);
    await patientToo.looks("application");
    for (const code of STORY.statements) await patientToo.affirm(code);
    await patientToo.click("button", "Complete the registration");
    await patientToo.sees("Your registration is complete.");
    await patientToo.looks("registered");
    await patientToo.click("link", "Who saw my record");
    await patientToo.arrives("Who saw my record");
    const entries = patientToo.page.locator(".history li");
    await entries.filter({ hasText: "The patient's part completed" }).filter({ hasText: "You" }).waitFor();
    await entries.filter({ hasText: "Certified" }).filter({ hasText: "The practitioner" }).waitFor();
    await patientToo.looks("access-log");

    await atDesk.click("link", "Back to your patients");
    await atDesk.arrives("Your patients");
    await atDesk.sees(`${ana.first} ${ana.last}`);
    await atDesk.page.getByText("Registered", { exact: true }).waitFor();
    await atDesk.looks("desk");
    assert.deepEqual([...atDesk.complaints, ...patientToo.complaints], []);
  });
}

test("a caregiver is designated, and the patient is registered once both parts are complete", async () => {
  const [doctor, ana, lee] = [physician(2), patient(), caregiver()];
  const atDesk = await somebody("caregiver-physician", DESKTOP);
  await openAccount(atDesk, doctor.email, "Create an account");
  await identify(atDesk, doctor);
  await atDesk.click("button", "Add New Patient");
  await atDesk.arrives("Add New Patient");
  await fillIn(atDesk, ana);

  await atDesk.answer("Does the patient need a caregiver?", "Yes");
  await atDesk.fill("Caregiver's first name", lee.first);
  await atDesk.fill("Caregiver's last name", lee.last);
  await atDesk.fill("Caregiver's date of birth", lee.born);
  await atDesk.choose("Relationship to the patient", "Sibling");
  await atDesk.fill("Caregiver's e-mail address", lee.email);
  await atDesk.answer(/agree to manage/, "Yes");
  await atDesk.answer(/the patient's physician/, "No");
  await atDesk.answer(/lack legal capacity/, "No");
  await atDesk.fill("Why a caregiver is needed", "Cannot travel alone");
  await atDesk.tick(/the caregiver was never convicted/);
  await atDesk.sees("Everything that blocks is answered.");
  await atDesk.looks("caregiver");
  await atDesk.click("button", "Certify");
  await atDesk.arrives("Your patient is certified");

  for (const [who, person, option, label, statements] of [
    ["patient", ana, "I am a patient", "Patient's date of birth", STORY.statements],
    ["caregiver", lee, "I am a caregiver", "Caregiver's date of birth", null],
  ]) {
    const window = await somebody(`caregiver-${who}`, DESKTOP);
    await openAccount(window, person.email, "Register", { as: who });
    await window.click("link", option);
    await window.fill(label, person.born);
    await window.click("button", "Continue");
    await window.arrives("Your registration");
    await window.sees("Complete the registration");
    const boxes = window.page.getByRole("checkbox");
    if (statements) assert.equal(await boxes.count(), statements.length);
    for (const box of await boxes.all()) await box.check();
    await window.looks("application");
    await window.click("button", "Complete the registration");
    await window.sees(who === "patient" ? "The caregiver must now complete theirs." : "Your registration is complete.");
    assert.deepEqual(window.complaints, []);
  }
});
