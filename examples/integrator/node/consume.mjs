// Reads the public events, and keeps in a file which certifications there are and how they stand.
//
//   npm ci
//   AMQP_URL=... AMQP_QUEUE=... node consume.mjs inbox.jsonl
//
// AMQP_CA_FILE names the broker's certificate where no public authority vouches for it. Ctrl-C ends it; what was not
// finished comes again. Each event is applied once: a line of the file is both its entry in the inbox and its effect,
// it is on the disk before the event is acknowledged, and at a start the file is read again.

import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { connect } from "amqplib";

const PREFIX = "cloudEvents:";
const PREFETCH = 50;
const PAUSE_MS = 1000;
const HEARTBEAT_SECONDS = 10;

/** The events that were applied, and what they say of each certification. */
class Inbox {
  #seen = new Set();
  #file;
  certifications = new Map();

  constructor(path) {
    this.#file = openSync(path, "a+");
    const text = readFileSync(path, "utf8");
    const whole = text.lastIndexOf("\n") + 1;
    for (const line of text.slice(0, whole).split("\n").filter(Boolean)) this.#remember(JSON.parse(line));
    ftruncateSync(this.#file, Buffer.byteLength(text.slice(0, whole))); // a line that a crash cut short
  }

  /** Apply an event once; what came of it. */
  apply(event) {
    if (this.#seen.has(event.id)) return "seen before";
    writeSync(this.#file, `${JSON.stringify(event)}\n`);
    fsyncSync(this.#file);
    return this.#remember(event) ? "applied" : "older than what is known";
  }

  /** Of one certification a higher sequence is later: a replayed or overtaken event never takes us back. */
  #remember(event) {
    this.#seen.add(event.id);
    const known = this.certifications.get(event.certification);
    if (known && known.sequence >= event.sequence) return false;
    this.certifications.set(event.certification, event);
    return true;
  }

  close() {
    closeSync(this.#file);
  }
}

/** What a message tells. Throws where it is no event; unknown types and fields are left alone. */
function read(message) {
  const attribute = (name) => {
    const value = message.properties.headers[PREFIX + name];
    if (typeof value !== "string") throw new Error(`no attribute ${name}`);
    return value;
  };
  const sequence = Number(attribute("sequence"));
  if (!Number.isSafeInteger(sequence) || sequence < 0) throw new Error("sequence is no number");
  const { status, registration, validUntil } = JSON.parse(message.content.toString("utf8"));
  if (![status, registration, validUntil].every((each) => typeof each === "string")) {
    throw new Error("a field is missing, or has another form");
  }
  return { id: attribute("id"), certification: attribute("subject"), sequence, status, registration, validUntil };
}

function receive(inbox, channel, message) {
  let outcome;
  try {
    outcome = inbox.apply(read(message));
  } catch (fault) {
    if (fault.syscall) throw fault; // our disk, not the event: it comes again
    outcome = `set aside (${fault.message})`; // sent again it would be no better
  }
  channel.ack(message);
  console.log(message.properties.type, message.properties.messageId, outcome);
}

/** Until the connection is lost, or somebody asks to stop. */
async function consume(inbox, stop) {
  const ca = process.env.AMQP_CA_FILE && readFileSync(process.env.AMQP_CA_FILE);
  const url = new URL(process.env.AMQP_URL);
  url.searchParams.set("heartbeat", HEARTBEAT_SECONDS);
  const connection = await connect(url.href, ca ? { ca } : {});
  const lost = new Promise((resolve, reject) => {
    connection.on("error", reject);
    connection.on("close", resolve);
  });
  lost.catch(() => {}); // it is awaited below, and may fail before that
  try {
    const channel = await connection.createChannel();
    channel.on("error", () => {}); // told by what was asked of it, or by its end below
    await channel.prefetch(PREFETCH);
    // It is made for us: we have no right to declare anything.
    await channel.checkQueue(process.env.AMQP_QUEUE);
    console.log(`reading ${process.env.AMQP_QUEUE}`);
    const failed = new Promise((_, reject) => {
      channel.on("close", () => reject(new Error("the channel was closed")));
      channel.consume(process.env.AMQP_QUEUE, (message) => {
        if (message === null) return reject(new Error("the queue was deleted"));
        try {
          receive(inbox, channel, message);
        } catch (fault) {
          reject(fault);
        }
      }).catch(reject);
    });
    await Promise.race([lost, failed, stop]);
  } finally {
    await connection.close().catch(() => {});
  }
}

const [path] = process.argv.slice(2);
if (!path || !process.env.AMQP_URL || !process.env.AMQP_QUEUE) {
  console.error("AMQP_URL=... AMQP_QUEUE=... node consume.mjs FILE");
  process.exit(2);
}
const inbox = new Inbox(path);
let stopped = false;
const stop = new Promise((resolve) => {
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, resolve);
}).then(() => {
  stopped = true;
});
while (!stopped) {
  try {
    await consume(inbox, stop);
  } catch (fault) {
    console.error(`connection lost (${fault.code ?? fault.message}), trying again`);
  }
  await Promise.race([stop, pause(PAUSE_MS)]);
}
inbox.close();
process.exit(0);
