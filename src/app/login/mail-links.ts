import { buildMessage, type Message } from '../../email/message.ts';
import type { OwnMailLanguage } from '../../email/own-mails.ts';
import { type PreparedTemplate, renderMail } from '../../email/render.ts';
import { messageOf } from '../../errors.ts';
import { findKeysOf } from '../../store/api-keys.ts';
import { type AskedLink, armLink, settleLink, takeAskedLinks } from '../../store/login-links.ts';
import type { App, Sender } from '../context.ts';
import { goodForMs, makeToken } from './links.ts';

/** Until a mail that the server did not take is tried again: by then its conversation is surely over. */
const againAfterMs = 60_000;
const deadlineMs = 30_000;
const atOnce = 20;

/** One round: mails the links that somebody has asked for since, to those who have a key. */
export type MailLinks = () => Promise<void>;

/**
 * Mails links for logging in, from the first mailbox and signed as its mails are. They are no mails of a cadence: no cap
 * counts them, nothing follows them, nobody opts out of them.
 */
export function createLinkMailer(app: App, sender: Sender): MailLinks {
  const prepared = new Map<OwnMailLanguage, Promise<PreparedTemplate>>();
  const templateIn = (language: OwnMailLanguage) => {
    const kept = prepared.get(language) ?? prepare(language);
    prepared.set(language, kept);
    return kept;
  };
  return async () => {
    const now = app.clock.machineNow();
    const again = new Date(now.getTime() + againAfterMs);
    const asked = await takeAskedLinks(app.db, now, again, atOnce);
    await Promise.all(
      asked.map(async (one) => {
        try {
          const language = one.language === 'nb' ? 'nb' : 'en';
          const isOver = await mailLink(app, sender, one, await templateIn(language));
          if (isOver) await settleLink(app.db, one.id);
        } catch (error) {
          app.log.warn({ linkId: one.id, err: messageOf(error) }, 'login link not mailed');
        }
      }),
    );
  };
}

/** MJML is loaded by whoever mails a link, and by no other worker. */
async function prepare(language: OwnMailLanguage): Promise<PreparedTemplate> {
  const { prepareOwnMail } = await import('../../email/own-mails.ts');
  return prepareOwnMail('login/link', language);
}

/** @returns true when it is not to be tried again */
async function mailLink(
  app: App,
  { transport, mailbox }: Sender,
  { id, email, askedAt }: AskedLink,
  template: PreparedTemplate,
): Promise<boolean> {
  const now = app.clock.machineNow();
  if (now.getTime() - askedAt.getTime() > goodForMs) return true;
  if ((await findKeysOf(app.db, email)).length === 0) return true;
  const { token, hash } = makeToken();
  const link = `${app.publicUrl}/console/l/${token}`;
  const rendered = renderMail(template, { email, link, minutes: goodForMs / 60_000 });
  const message = buildMessage({
    from: mailbox.from,
    to: { name: '', address: email },
    ...rendered,
    messageId: `<${id}@${mailbox.from.address.split('@').at(-1)}>`,
    date: now,
    isAutomatic: true,
  });
  const signed: Message =
    mailbox.wire.sign === null
      ? message
      : { ...message, raw: await mailbox.wire.sign(message.raw) };
  // Before the first byte leaves: a link that somebody holds is one that we know.
  await armLink(app.db, id, hash, new Date(now.getTime() + goodForMs));
  const outcome = await transport.send(signed, deadlineMs);
  const isOver = outcome.kind !== 'deferred' && outcome.kind !== 'not_sent';
  if (outcome.kind !== 'sent') {
    app.log.warn({ linkId: id, outcome: outcome.kind }, 'login link not mailed');
  }
  return isOver;
}
