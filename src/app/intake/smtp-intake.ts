import { type MailIntake, type MailListener, startMailListener } from '../../email/mail-intake.ts';
import { messageOf } from '../../errors.ts';
import type { App } from '../context.ts';
import { createEventReceiver } from '../events/receive-events.ts';
import { ownAddresses } from './own-addresses.ts';
import { createMailReceiver } from './receive-mail.ts';

/** What takes mail that comes by SMTP, for a server that listens. */
export function createMailIntake(
  app: App,
  source: string,
  isOurs: (address: string) => boolean,
  authserv: readonly string[] = [],
): MailIntake {
  const receive = createMailReceiver(app, createEventReceiver(app));
  return {
    isOurs,
    receive: async ({ raw, envelope }) => {
      const mail = { raw, source, receivedAt: app.clock.now(), envelope, authserv };
      const { kind } = await receive(mail);
      app.metrics.mailsRead.inc({ source, kind });
    },
  };
}

/**
 * Listens for mail where the workspace says so (`inbound.smtp`).
 *
 * @returns null where it does not
 * @throws Misconfigured `port_taken`, `cannot_listen`
 */
export async function startSmtpIntake(app: App): Promise<MailListener | null> {
  const { smtpIntake } = app.workspace;
  if (smtpIntake === null) return null;
  const { host, port, maxBytes, maxConnections, recipients, authserv } = smtpIntake;
  const isOurs = ownAddresses(app.workspace, null, recipients);
  return startMailListener({
    ...createMailIntake(app, 'smtp', isOurs, authserv),
    host,
    port,
    maxBytes,
    maxConnections,
    onFailure: (error) => {
      app.metrics.mailsNotRead.inc({ source: 'smtp' });
      app.log.error({ err: messageOf(error) }, 'a mail was not received; its server tries again');
    },
  });
}
