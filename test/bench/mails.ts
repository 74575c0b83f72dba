/** What it takes to read a reply of 30 kB, find out whose it is, and apply it: one after the other, as a mailbox is read. */
import { createEventReceiver } from '../../src/app/events/receive-events.ts';
import { createMailReceiver } from '../../src/app/intake/receive-mail.ts';
import type { BenchServer } from './installation.ts';
import { longReply } from './reading.ts';
import { limitResult, median, type Result } from './result.ts';
import { enrolPeople } from './webhooks.ts';

export async function benchMails(server: BenchServer, replies: number): Promise<Result[]> {
  const installation = await server.install();
  try {
    const { app } = installation.deps;
    const receive = createMailReceiver(app, createEventReceiver(app));
    const emails = await enrolPeople(installation, replies, 'mail');
    const times: number[] = [];
    for (const [index, email] of emails.entries()) {
      const raw = Buffer.from(longReply(email, `<${index}@client.example>`));
      const startedAt = performance.now();
      const { receipts } = await receive({
        raw,
        source: 'inbox',
        receivedAt: app.clock.now(),
        authserv: [],
      });
      times.push(performance.now() - startedAt);
      if (receipts[0]?.outcome !== 'applied') throw new Error(`The reply of ${email} was lost.`);
    }
    return [limitResult('a reply of 30 kB of MIME, read and applied', 'ms', median(times), 10)];
  } finally {
    await installation.close();
  }
}
