import { randomUUID } from 'node:crypto';
import { afterEach } from 'vitest';
import { buildMessage, type Message } from '../../../src/email/message.ts';
import { createTransport, type MailTransport } from '../../../src/email/transport.ts';
import {
  type Behaviour,
  type SmtpServerOptions,
  startSmtpServer,
  type TestSmtpServer,
} from '../../helpers/smtp.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).toReversed()) await each.close();
});

export async function serve(
  behave?: (to: string, nth: number) => Behaviour,
  options?: SmtpServerOptions,
): Promise<TestSmtpServer> {
  const server = await startSmtpServer(behave, options);
  opened.push(server);
  return server;
}

export function connect(url: string, deadlineMs = 10_000): MailTransport {
  const transport = createTransport({ url, maxConnections: 10, deadlineMs });
  opened.push(transport);
  return transport;
}

export function mail(to = 'kari@example.no', text = 'Hei\n'): Message {
  return buildMessage({
    from: { name: 'Ingrid', address: 'ingrid@fjordrute.example' },
    to: { name: 'Kari', address: to },
    subject: 'Rutene',
    html: `<pre>${text}</pre>`,
    text,
    messageId: `<${randomUUID()}@fjordrute.example>`,
    date: new Date('2026-11-24T09:00:00Z'),
  });
}

/** The url of the server with a login in it. */
export function withLogin(url: string, user: string, pass: string): string {
  const whole = new URL(url);
  whole.username = user;
  whole.password = pass;
  return whole.href;
}

export const commandsOf = (server: TestSmtpServer) =>
  server.commands.map((line) => line.split(/[ :]/)[0]?.toUpperCase());
