import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { type DeliveredMail, envelopeOf, type MailIntake } from './mail-intake.ts';

export interface Outbox {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * A mail server in this process that keeps every mail as a file: what is sent while no SMTP_URL is set. The conversation
 * is real SMTP; nothing leaves the machine.
 *
 * @param now  for the file names, which sort by time
 * @param intake  takes answers: what others send to addresses of ours is not kept as a file
 */
export async function startOutbox(
  directory: string,
  now: () => Date,
  intake?: MailIntake,
): Promise<Outbox> {
  await mkdir(directory, { recursive: true });
  // Two outboxes of one process may keep mails of one instant: neither overwrites the other's.
  const own = randomBytes(4).toString('hex');
  let count = 0;
  const take = async (raw: Buffer, envelope: DeliveredMail['envelope']) => {
    const { from, to } = envelope;
    const isOurs = intake?.isOurs ?? (() => false);
    // A mail of ours to somebody who happens to be one of us is sent, not received.
    const isAnswer = to.some(isOurs) && (from === null || !isOurs(from));
    if (isAnswer) await intake?.receive({ raw, envelope });
    if (isAnswer && to.every(isOurs)) return;
    count += 1;
    const stamp = now().toISOString().replaceAll(':', '-');
    await keep(directory, `${stamp}-${String(count).padStart(6, '0')}-${own}.eml`, raw);
  };
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    hideSTARTTLS: true,
    logger: false,
    size: 25 * 1024 * 1024,
    disableReverseLookup: true,
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        take(Buffer.concat(chunks), envelopeOf(session)).then(
          () => done(null),
          (error: Error) => done(error),
        );
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve());
  });
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}?ignoreTLS=true`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** A file appears whole or not at all. */
async function keep(directory: string, name: string, raw: Buffer): Promise<void> {
  const draft = join(directory, `.${name}`);
  await writeFile(draft, raw);
  await rename(draft, join(directory, name));
}

export interface OutboxMail {
  readonly file: string;
  readonly mail: Email;
}

/** The mails of an outbox, oldest first. */
export async function readOutbox(directory: string): Promise<OutboxMail[]> {
  const names = await readdir(directory).catch(() => []);
  const files = names.filter((name) => name.endsWith('.eml') && !name.startsWith('.')).sort();
  return Promise.all(
    files.map(async (name) => ({
      file: join(directory, name),
      mail: await PostalMime.parse(await readFile(join(directory, name))),
    })),
  );
}
