/** Who traces is disturbed by nothing: neither by a collector that is away, nor by one that does not answer. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { freePort } from '../../helpers/free-port.ts';
import { startSmtpServer } from '../../helpers/smtp.ts';
import { openSystem, somebody } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Sends a mail with that collector. @returns how long it took to close, in milliseconds */
async function sendWith(endpoint: string): Promise<number> {
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', endpoint);
  vi.stubEnv('OTEL_BSP_SCHEDULE_DELAY', '50');
  const smtp = await startSmtpServer();
  const system = await openSystem({ smtpUrl: smtp.url });
  try {
    expect(system.app.tracing).toBeDefined();
    await system.work();
    const { email } = somebody();
    await enrolOne(system.app, 'smoke', { prospect: { email } });
    await waitFor('the mail', () => smtp.accepted.some(({ to }) => to === email));
    const since = performance.now();
    await system.close();
    return performance.now() - since;
  } finally {
    await system.close();
    await smtp.close();
  }
}

test('a collector that is away', async () => {
  expect(await sendWith(`http://127.0.0.1:${await freePort()}`)).toBeLessThan(30_000);
});

test('a collector that takes everything and says nothing', async () => {
  let connections = 0;
  const silent = createServer((socket) => {
    connections += 1;
    socket.on('error', () => undefined).resume();
  }).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const address = silent.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  try {
    // Worker, queue, tracing and database: each within its deadline, whatever becomes of the traces.
    expect(await sendWith(`http://127.0.0.1:${port}`)).toBeLessThan(30_000);
    expect(connections).toBeGreaterThan(0);
  } finally {
    silent.close();
  }
});
