/** Staff who prepare a practitioner's drafts, and leave the signature to them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hasAccount, isIdentified } from "./api.mjs";
import { DESKTOP, PHONE, somebody } from "./browser.mjs";
import { linkTo } from "./inbox.mjs";
import { PASSWORD, patient, physician, staff } from "./people.mjs";
import { fillIn } from "./practice.mjs";

test("somebody is invited, accepts, prepares a draft which the physician signs, and is let go", async () => {
  const [doctor, sam, ana] = [physician(60), staff(), patient()];
  await isIdentified(doctor);
  const atDesk = await somebody("staff-physician", DESKTOP);
  await atDesk.open("/app/delegates");
  await atDesk.signIn(doctor.email, PASSWORD);
  await atDesk.arrives("Your staff");
  await atDesk.sees("You have not invited anybody yet.");
  await atDesk.fill("Name", sam.name);
  await atDesk.fill("E-mail address", sam.email);
  await atDesk.click("button", "Send the invitation");
  await atDesk.sees(/^Invited, until/);
  await atDesk.looks("invited");

  await hasAccount(sam.email, "STAFF");
  const helper = await somebody("staff-delegate", PHONE);
  await helper.open(await linkTo("delegate", sam.email));
  await helper.arrives("Sign in", "invited");
  await helper.signIn(sam.email, PASSWORD);
  await helper.arrives("Prepare drafts for a practitioner", "accept");
  assert.ok(!helper.page.url().includes("token"), "the secret is out of the address");
  await helper.click("button", "Accept the invitation");
  await helper.sees("No drafts. Add a patient to begin one.");
  await helper.looks("drafts");
  await helper.click("button", "Add New Patient");
  await helper.arrives("Add New Patient");
  await helper.sees("Conditions that you found");
  await fillIn(helper, ana);
  await helper.sees("Everything that blocks is answered.");
  assert.equal(await helper.page.getByRole("button", { name: "Certify" }).count(), 0);
  await helper.looks("prepared");

  await atDesk.click("link", "Your patients");
  await atDesk.click("link", `${ana.first} ${ana.last}`);
  await atDesk.sees("Everything that blocks is answered.");
  await helper.fill("Town", "Milford"); // while she reads it
  await helper.fill("ZIP code", "06461");
  await helper.sees("Saved.");
  await atDesk.click("button", "Certify");
  await atDesk.sees("This draft was changed elsewhere.");
  assert.equal(await atDesk.page.getByLabel("Town", { exact: true }).inputValue(), "Milford");
  await atDesk.click("button", "Certify");
  await atDesk.arrives("Your patient is certified");

  await atDesk.click("link", "What was done and who saw it");
  await atDesk.arrives("History");
  const entries = atDesk.page.locator(".history li");
  await entries.filter({ hasText: "Draft begun" }).filter({ hasText: sam.name }).waitFor();
  await entries.filter({ hasText: "Certified" }).filter({ hasText: "You" }).waitFor();
  await entries.filter({ hasText: "Seen" }).filter({ hasText: sam.name }).waitFor();
  await atDesk.sees("Registration, to the patient");
  await atDesk.looks("history");

  await atDesk.click("link", "Your staff");
  await atDesk.click("button", `End: ${sam.name}`);
  await atDesk.sees("You have not invited anybody yet.");
  await helper.open("/app/");
  await helper.arrives("Who are you?");
  assert.deepEqual([...atDesk.complaints, ...helper.complaints], []);
});

test("whose account is new comes back to the invitation, and may leave", async () => {
  const [doctor, sam] = [physician(61), staff()];
  await isIdentified(doctor);
  const atDesk = await somebody("staff-inviting", PHONE);
  await atDesk.open("/app/delegates");
  await atDesk.signIn(doctor.email, PASSWORD);
  await atDesk.fill("Name", sam.name);
  await atDesk.fill("E-mail address", sam.email);
  await atDesk.click("button", "Send the invitation");
  await atDesk.sees(/^An invitation is on its way to/);
  await atDesk.click("button", "Send the invitation"); // what was sent is gone from the form
  assert.equal(await atDesk.page.getByLabel("Name", { exact: true }).inputValue(), "");

  const helper = await somebody("staff-new", DESKTOP);
  await helper.open(await linkTo("delegate", sam.email));
  await helper.click("link", "I have no account");
  await helper.arrives("Create an account");
  await helper.fill("E-mail address", sam.email);
  await helper.fill("Password", PASSWORD);
  await helper.click("button", "Create account");
  await helper.sees("follow the link of the invitation again");
  await helper.open(await linkTo("verify", sam.email));
  await helper.fill("Password", PASSWORD);
  await helper.click("button", "Verify");
  await helper.arrives("Sign in");
  await helper.open(await linkTo("delegate", sam.email));
  await helper.signIn(sam.email, PASSWORD);
  await helper.click("button", "Accept the invitation");
  await helper.page.getByText("I no longer prepare these drafts").click();
  await helper.click("button", "Leave");
  await helper.arrives("Who are you?");
});
