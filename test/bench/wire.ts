/**
 * Mails a second of one process, the database left out: a message of the skeleton that was encoded once for its template,
 * handed to pooled nodemailer as `raw` and to our own connections, beside the bare loop over as many connections to the
 * same server.
 */
import { buildMessage, type Message } from '../../src/email/message.ts';
import { renderMail } from '../../src/email/render.ts';
import { createTransport } from '../../src/email/transport.ts';
import { bareLoop, compiledHtml, connections, mergedWith, perSecond, pooled } from './bare-loop.ts';
import { startChild } from './child.ts';
import type { BenchServer, Installation } from './installation.ts';
import { median, type Result, ratioResult } from './result.ts';

const rounds = 3;

export async function benchWire(server: BenchServer, mails: number): Promise<Result[]> {
  const sink = await startChild('./smtp-sink.ts');
  const port = Number(sink.said);
  const installation = await server.install();
  const figures = { bare: [] as number[], raw: [] as number[], own: [] as number[] };
  try {
    const html = await compiledHtml(installation);
    const message = await messages(installation);
    const pool = pooled(port);
    const raw = (count: number) =>
      perSecond(count, (index) => {
        const { raw: bytes, envelope } = message(index);
        return pool.sendMail({
          raw: bytes,
          envelope: { from: envelope.from, to: [...envelope.to] },
        });
      });
    const url = `smtp://127.0.0.1:${port}?ignoreTLS=true`;
    const own = createTransport({ url, maxConnections: connections, deadlineMs: 22_000 });
    // Our own takes a mail only when a connection is free, as the worker does: half as many at a time.
    const owned = (count: number) =>
      perSecond(count, (index) => own.send(message(index)), connections);
    for (const warm of [() => bareLoop(html, port, 1_000), () => raw(1_000), () => owned(1_000)]) {
      await warm();
    }
    for (let round = 0; round < rounds; round += 1) {
      figures.bare.push(await bareLoop(html, port, mails));
      figures.raw.push(await raw(mails));
      figures.own.push(await owned(mails));
    }
    pool.close();
    await own.close();
  } finally {
    await installation.close();
    await sink.stop();
  }
  const bare = median(figures.bare);
  const least = { least: 1.5 };
  return [
    ratioResult(
      'prepared mails, nodemailer with `raw`',
      'a second',
      median(figures.raw),
      bare,
      least,
    ),
    ratioResult('prepared mails, own connections', 'a second', median(figures.own), bare, least),
  ];
}

/** What makes the n-th mail, with all its headers, as the worker does. */
async function messages({ deps }: Installation): Promise<(index: number) => Message> {
  const { app } = deps;
  const { rows } = await app.db.query<{ hash: string }>(
    `select current_hash as hash from cadences where key = 'bench'`,
    [],
  );
  const version = await app.versions.load(rows[0]?.hash ?? '');
  const { prepared } = await app.versions.template(version, 'bench/one', null);
  return (index) => {
    const context = mergedWith(index);
    return buildMessage({
      ...renderMail(prepared, { ...context, company: {} }),
      from: { name: 'Fjord', address: 'kari@fjord.example' },
      to: { name: '', address: `prepared-${index}@example.com` },
      messageId: `<${index}@fjord.example>`,
      date: new Date(),
      unsubscribeUrl: context.unsubscribeUrl,
      feedbackId: 'bench:one:default:cadence',
    });
  };
}
