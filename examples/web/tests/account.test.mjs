/** What the other mails about an account lead to, and a profile that is wrong. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hasAccount, send } from "./api.mjs";
import { DESKTOP, PHONE, somebody } from "./browser.mjs";
import { linkTo } from "./inbox.mjs";
import { PASSWORD, patient, physician } from "./people.mjs";

const OTHER_PASSWORD = "another-horse-battery-43";

test("a forgotten password is set anew, and the old one counts no more", async () => {
  const { email } = physician(55);
  await hasAccount(email, "PRACTITIONER");
  const window = await somebody("forgotten", PHONE);
  await window.open("/app/sign-in");
  await window.click("link", "I forgot my password");
  await window.arrives("Forgotten password", "forgotten");
  await window.fill("E-mail address", email);
  await window.click("button", "Send the mail");
  await window.arrives("Check your mail");
  await window.open(await linkTo("reset-password", email));
  await window.arrives("Set a new password", "reset");
  assert.ok(!window.page.url().includes("token"), "the secret is out of the address");
  await window.fill("New password", "short");
  await window.click("button", "Set password");
  await window.page.getByRole("alert").waitFor();
  await window.fill("New password", OTHER_PASSWORD);
  await window.click("button", "Set password");
  await window.arrives("Sign in");
  await window.signIn(email, PASSWORD);
  await window.page.getByRole("alert").waitFor();
  await window.signIn(email, OTHER_PASSWORD);
  await window.arrives("Who are you?");
});

test("a new address is confirmed by its mail, once signed in", async () => {
  const [{ email }, { email: newEmail }] = [physician(55), patient()];
  const token = await hasAccount(email, "PRACTITIONER");
  await send(
    "mutation($input: RequestEmailChangeInput!) { answer: requestEmailChange(input: $input) { userErrors { message } } }",
    { newEmail, password: PASSWORD },
    token,
  );
  const window = await somebody("new-address", DESKTOP);
  await window.open(await linkTo("confirm-email", newEmail));
  await window.arrives("Sign in");
  await window.signIn(email, PASSWORD);
  await window.arrives("Confirm your new e-mail address", "confirm");
  await window.click("button", "Confirm");
  await window.sees("The new address is yours now.");
  await window.page.getByRole("button", { name: `Account: ${newEmail}` }).waitFor();
});

test("a profile that is wrong is reported, and keeps from certifying until a reviewer decides", async () => {
  const doctor = physician(55);
  await hasAccount(doctor.email, "PRACTITIONER");
  const window = await somebody("wrong-profile", PHONE);
  await window.open("/app/identify/practitioner");
  await window.signIn(doctor.email, PASSWORD);
  await window.fill("DEA number", doctor.dea);
  await window.fill("Last 4 digits of your Social Security number", doctor.ssn);
  await window.click("button", "Continue");
  await window.arrives("Review your profile");
  await window.page.getByText("Something is wrong").click();
  await window.fill("What is wrong?", "I moved to another practice.");
  await window.click("button", "Report it to a reviewer");
  await window.sees("A reviewer was told, and decides.");
  await window.looks("reported");
});

test("the verification mail is sent again", async () => {
  const { email } = physician(55);
  const window = await somebody("resent", PHONE);
  await window.open("/app/sign-up?as=practitioner");
  await window.fill("E-mail address", email);
  await window.fill("Password", PASSWORD);
  await window.click("button", "Create account");
  await window.arrives("Check your mail");
  await window.click("button", "Send it again");
  await window.sees("It was sent again, if one was due.");
});
