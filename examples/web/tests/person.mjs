/**
 * Somebody at a browser. What they click is counted, and so is what they fill in. Every page they look at is held
 * against axe's rules, and photographed.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const PATIENCE_MS = 30_000;

export class Person {
  clicks = 0;
  fields = 0;
  /** What the browser complained of: scripts that failed, what the page's policy refused. */
  complaints = [];
  #pictures = 0;

  constructor(name, page) {
    this.name = name;
    this.page = page;
    page.setDefaultTimeout(PATIENCE_MS);
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    page.on("console", (message) => message.type() === "error" && this.complaints.push(message.text()));
  }

  async open(place) {
    await this.page.goto(place);
  }

  async click(role, name) {
    this.clicks += 1;
    await this.page.getByRole(role, { name, exact: typeof name === "string" }).click();
  }

  async fill(label, value) {
    this.fields += 1;
    await this.page.getByLabel(label, { exact: true }).fill(value);
  }

  async choose(label, option) {
    this.fields += 1;
    await this.page.getByLabel(label, { exact: true }).selectOption({ label: option });
  }

  async tick(label) {
    this.fields += 1;
    await this.page.getByRole("checkbox", { name: label, exact: typeof label === "string" }).check();
  }

  /** Ticks a statement, by its code. */
  async affirm(code) {
    this.fields += 1;
    await this.page.locator(`input[name="${code}"]`).check();
  }

  async answer(question, reply) {
    this.fields += 1;
    await this.page.getByRole("group", { name: question }).getByRole("radio", { name: reply, exact: true }).check();
  }

  /** Signs in where the page is, or at the sign-in page. */
  async signIn(email, password, { button = "Sign in", labels = ["E-mail address", "Password"] } = {}) {
    await this.fill(labels[0], email);
    await this.fill(labels[1], password);
    await this.click("button", button);
  }

  async sees(text) {
    await this.page.getByText(text).first().waitFor();
  }

  /** Waits for the page with this heading, and looks at it. */
  async arrives(heading, picture) {
    await this.page.getByRole("heading", { level: 1, name: heading, exact: true }).waitFor();
    if (picture) await this.looks(picture);
  }

  /** Nothing of the page is against axe's rules or wider than the window. */
  async looks(picture) {
    this.#pictures += 1;
    const file = `${this.name}-${String(this.#pictures).padStart(2, "0")}-${picture}.png`;
    await this.page.screenshot({ path: path.join(process.env.SCREENSHOTS, file), fullPage: true });
    const found = await this.page.evaluate(`${AXE}; axe.run({runOnly: ${JSON.stringify(TAGS)}})`);
    const violations = found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
    assert.deepEqual(violations, [], file);
    const overflow = await this.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
    assert.equal(overflow, 0, `${file} scrolls sideways`);
  }
}
