/** In Spanish, and without a mouse. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hasDraft, isIdentified } from "./api.mjs";
import { DESKTOP, PHONE, somebody } from "./browser.mjs";
import { mailTo } from "./inbox.mjs";
import { PASSWORD, patient, physician } from "./people.mjs";

const LABELS = { button: "Iniciar sesión", labels: ["Correo electrónico", "Contraseña"] };

test("whose browser is Spanish reads Spanish, and gets Spanish mails", async () => {
  const doctor = physician(30);
  const window = await somebody("spanish", PHONE, { language: "es-US" });
  await window.open("/app/sign-up?as=practitioner");
  await window.arrives("Crear una cuenta", "sign-up");
  assert.equal(await window.page.locator("html").getAttribute("lang"), "es");
  await window.fill("Correo electrónico", doctor.email);
  await window.fill("Contraseña", PASSWORD);
  await window.click("button", "Crear cuenta");
  await window.arrives("Revise su correo");
  assert.match((await mailTo(doctor.email)).Text, /contraseña|dirección|correo/i);
});

test("the form in Spanish: the client's words are, and the law's are marked as English", async () => {
  const doctor = physician(31);
  const draft = await hasDraft(await isIdentified(doctor), patient());
  const window = await somebody("spanish-form", DESKTOP);
  await window.open(`/app/certifications/${draft}`);
  await window.click("button", "Español");
  await window.arrives("Iniciar sesión");
  await window.signIn(doctor.email, PASSWORD, LABELS);
  await window.arrives("Añadir paciente");
  await window.sees("Ya nada impide certificar.");
  await window.looks("form");
  const law = await window.page.locator('[lang="en"]').filter({ hasText: "CGS 21a-408" }).count();
  assert.ok(law > 10);
  await window.page.reload();
  await window.arrives("Añadir paciente");
});

test("everything can be reached and used from the keyboard", async () => {
  const doctor = physician(32);
  await isIdentified(doctor);
  const window = await somebody("keyboard", DESKTOP);
  const { keyboard } = window.page;
  const focused = () => window.page.evaluate("document.activeElement.innerText || document.activeElement.name");
  const tabTo = async (wanted) => {
    for (let tabs = 0; tabs < 40; tabs++) {
      await keyboard.press("Tab");
      if ((await focused()) === wanted) return;
    }
    assert.fail(`${wanted} cannot be reached by the Tab key`);
  };

  await window.open("/app/sign-in");
  await window.arrives("Sign in");
  assert.equal(await focused(), "Sign in", "the heading is read out first");
  await tabTo("email");
  await keyboard.type(doctor.email);
  await tabTo("password");
  await keyboard.type(PASSWORD);
  await keyboard.press("Enter");
  await window.arrives("Your patients");
  await tabTo("Add New Patient");
  await keyboard.press("Enter");
  await window.arrives("Add New Patient");
  await window.sees("Conditions that you found"); // the Tab key does not wait for the form
  await tabTo("patient.firstName");
  await keyboard.type("Ana");
  await tabTo("patient.lastName");
  await keyboard.type("Silva");
  await tabTo("patient.confined");
  await keyboard.press("Space");
  await window.sees("Against the rule:");
  await keyboard.press("ArrowRight");
  await window.page.getByText("Against the rule:").first().waitFor({ state: "detached" });
});
