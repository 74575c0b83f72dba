import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { createEventReceiver } from '../../../src/app/events/receive-events.ts';
import { openSystem, smoke, somebody, type TestSystem } from '../../helpers/system.ts';

const sockets = new Set<Socket>();
/** A Redis that takes connections and says nothing. */
const mute = createServer((socket) => {
  sockets.add(socket);
  socket.on('error', () => undefined);
});
let system: TestSystem;
beforeAll(async () => {
  mute.listen(0, '127.0.0.1');
  await once(mute, 'listening');
  const { port } = mute.address() as AddressInfo;
  const after = smoke.replace('key: smoke', 'key: after');
  const sale = smoke
    .replace('key: smoke', 'key: sale')
    .replace('exit: closed_won', 'exit: closed_won, enrol: { cadence: after }');
  system = await openSystem({
    redisUrl: `redis://127.0.0.1:${port}`,
    cadences: { 'sale.yaml': sale, 'after.yaml': after },
  });
});
afterAll(async () => {
  await system?.close();
  for (const socket of sockets) socket.destroy();
  mute.close();
});

test('a queue that does not answer does not keep a webhook waiting for its answer', async () => {
  const { email } = somebody();
  await enrolOne(system.app, 'sale', { prospect: { email }, startAt: new Date('2030-01-01') });
  const receive = createEventReceiver(system.app);
  const event = {
    source: 'crm',
    eventId: randomUUID(),
    type: 'deal.won' as const,
    occurredAt: new Date(),
    match: { email },
  };
  const startedAt = performance.now();
  expect(await receive([{ ...event, event }])).toMatchObject([{ outcome: 'applied' }]);
  expect(performance.now() - startedAt).toBeLessThan(3_000);
});
