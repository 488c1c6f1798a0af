/** Reads the development inbox, by mailpit's HTTP API. */
const PATIENCE_MS = 30_000;
const PAUSE_MS = 50;

/** The newest mail to the address whose text fits, as soon as there is one. */
export async function mailTo(address, fits = () => true) {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    for (const mail of await mailsTo(address)) if (fits(mail.Text)) return mail;
    if (Date.now() > deadline) throw new Error(`no mail that fits came to ${address}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** All mails to the address, the newest first. */
export async function mailsTo(address) {
  const { messages } = await get("/api/v1/messages");
  const mine = messages.filter((message) => message.To.some((to) => to.Address === address));
  return Promise.all(mine.map((message) => get(`/api/v1/message/${message.ID}`)));
}

/** The link of a mail that leads to this page of the client. */
export async function linkTo(page, address) {
  const pattern = new RegExp(`https?://\\S+/app/${page}\\?token=[A-Za-z0-9._~-]+`);
  return pattern.exec((await mailTo(address, (text) => pattern.test(text))).Text)[0];
}

async function get(path) {
  const answer = await fetch(process.env.INBOX + path);
  if (!answer.ok) throw new Error(`the inbox answered ${answer.status}`);
  return answer.json();
}
