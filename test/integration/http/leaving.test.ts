import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { waitFor } from '../../helpers/wait.ts';
import { openHttp, type TestHttp } from './open-http.ts';

let http: TestHttp;
afterEach(() => http?.system.close());

test('a list that was answered with 202 says how far it came when the process leaves', async () => {
  http = await openHttp();
  const { db } = http.system.app;
  const rows = Array.from({ length: 12_000 }, (_, n) => `leaving-${n}@list.example`);
  const answer = await http.call('POST', '/v1/enrolments/bulk?cadence=smoke', {
    as: 'ops',
    body: `email\n${rows.join('\n')}\n`,
    headers: { 'content-type': 'text/csv' },
  });
  const read = async () => {
    const { rows: found } = await db.query<{ status: string; accepted: number; kept: number }>(
      `select status, accepted, (select count(*)::int from enrolments where import_id = i.id) as kept
         from imports i where id = $1`,
      [answer.body.importId],
    );
    return found[0];
  };
  await waitFor('its beginning', async () => ((await read())?.accepted ?? 0) > 0);
  await http.server.close();
  const left = await read();
  expect(left?.status).toBe('failed');
  expect(left?.accepted).toBeGreaterThan(0);
  expect(left?.accepted).toBeLessThan(rows.length);
  expect(left?.kept).toBe(left?.accepted);
});

test('a request that never ends does not keep the process from leaving', async () => {
  http = await openHttp();
  const socket = connect(Number(new URL(http.url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(
    'POST /webhooks/crm HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
  );
  await waitFor('the request', async () => {
    const count = await new Promise<number>((resolve) =>
      http.server.server.getConnections((_error, connections) => resolve(connections)),
    );
    return count > 0;
  });
  const startedAt = performance.now();
  await http.server.close();
  expect(performance.now() - startedAt).toBeLessThan(8_000);
}, 20_000);
