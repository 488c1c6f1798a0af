/** What somebody does with their own account, from its menu: password, address, sessions, and what happened to it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hasAccount } from "./api.mjs";
import { DESKTOP, PHONE, somebody } from "./browser.mjs";
import { mailTo } from "./inbox.mjs";
import { PASSWORD, patient, staff } from "./people.mjs";

const OTHER_PASSWORD = "another-horse-battery-43";

async function signedIn(name, device, email) {
  const window = await somebody(name, device);
  await window.open("/app/sign-in");
  await window.signIn(email, PASSWORD);
  await window.arrives("Who are you?");
  return window;
}

async function fromMenu(window, place) {
  await window.click("button", /^Account: /);
  await window.click("link", place);
  await window.arrives(place);
}

test("a password is changed by who knows it, and all other sessions end", async () => {
  const { email } = staff();
  await hasAccount(email, "STAFF");
  const window = await signedIn("own-password", PHONE, email);
  const other = await signedIn("own-password-other", DESKTOP, email);
  await window.click("button", /^Account: /);
  await window.looks("menu");
  await window.click("link", "Change password");
  await window.arrives("Change password", "asked");
  await window.fill("Present password", "not-the-password-of-it");
  await window.fill("New password", OTHER_PASSWORD);
  await window.click("button", "Set password");
  await window.page.getByRole("alert").waitFor();
  await window.looks("refused");
  await window.fill("Present password", PASSWORD);
  await window.click("button", "Set password");
  await window.sees("Your password is changed.");
  await window.looks("changed");
  await window.page.reload();
  await window.arrives("Change password");

  await other.page.reload();
  await other.arrives("Palliative use of marijuana: certification and registration");
  await other.open("/app/sign-in");
  await other.signIn(email, OTHER_PASSWORD);
  await other.arrives("Who are you?");
  assert.deepEqual([...window.complaints, ...other.complaints], []);
});

test("another address is asked for with the password, and is theirs once its code is entered", async () => {
  const [{ email }, { email: newEmail }] = [staff(), patient()];
  await hasAccount(email, "STAFF");
  const window = await signedIn("own-address", PHONE, email);
  await fromMenu(window, "Change e-mail address");
  await window.sees(`${email} stays your address`);
  await window.looks("asked");
  await window.fill("New e-mail address", newEmail);
  await window.fill("Present password", PASSWORD);
  await window.click("button", "Send the mail");
  await window.arrives("Check your mail", "sent");
  const code = /Or enter this code:\s+(\S+)/;
  const [, mailed] = code.exec((await mailTo(newEmail, (text) => code.test(text))).Text);
  await window.click("link", "I have a code");
  await window.arrives("Confirm your new e-mail address");
  await window.fill("Code from the mail", mailed);
  await window.click("button", "Confirm");
  await window.sees("The new address is yours now.");
  await window.page.getByRole("button", { name: `Account: ${newEmail}` }).waitFor();
  assert.deepEqual(window.complaints, []);
});

test("a session is ended, and then all of them", async () => {
  const { email } = staff();
  await hasAccount(email, "STAFF"); // by a session of its own, of no browser
  const window = await signedIn("own-sessions", PHONE, email);
  await fromMenu(window, "Where you are signed in");
  await window.sees("This one");
  await window.sees("Something else");
  await window.looks("two");
  await window.click("button", /^End this one: Something else/);
  await window.page.getByText("Something else").waitFor({ state: "detached" });
  await window.sees("This one");

  const other = await signedIn("own-sessions-other", DESKTOP, email);
  await window.page.reload();
  await window.page.getByRole("button", { name: /^End this one: Browser/ }).waitFor();
  await window.page.getByText("Sign out everywhere").click();
  await window.looks("everywhere");
  await window.click("button", "End all sessions");
  await window.arrives("Palliative use of marijuana: certification and registration");
  for (const each of [window, other]) {
    await each.page.reload();
    await each.arrives("Palliative use of marijuana: certification and registration");
  }
  assert.deepEqual([...window.complaints, ...other.complaints], []);
});

test("what happened to an account is told, in both languages", async () => {
  const { email } = staff();
  await hasAccount(email, "STAFF");
  const window = await somebody("own-activity", PHONE);
  await window.open("/app/account/activity");
  await window.arrives("Sign in");
  await window.signIn(email, "not-the-password-of-it");
  await window.page.getByRole("alert").waitFor();
  await window.signIn(email, PASSWORD);
  await window.arrives("What happened to your account");
  const entries = window.page.locator(".history li");
  await entries.filter({ hasText: "Account opened" }).waitFor();
  await entries.filter({ hasText: "Sign-in refused" }).waitFor();
  await entries.filter({ hasText: "Signed in" }).filter({ hasText: "in this session" }).waitFor();
  await window.looks("english");
  await window.click("button", "Español");
  await window.arrives("Qué ocurrió con su cuenta", "spanish");
  for (const [place, title] of [
    ["sessions", "Sus sesiones abiertas"],
    ["password", "Cambiar la contraseña"],
    ["email", "Cambiar el correo electrónico"],
  ]) {
    await window.open(`/app/account/${place}`);
    await window.arrives(title);
    await window.looks(`spanish-${place}`);
  }
  await window.click("button", `Cuenta: ${email}`);
  await window.looks("spanish-menu");
  assert.deepEqual(window.complaints, []);
});
