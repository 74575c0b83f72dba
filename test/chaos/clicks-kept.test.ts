import { afterAll, beforeAll, expect, test } from 'vitest';
import { signTrackedPart } from '../../src/email/tracking-token.ts';
import { type CadenceProcess, environmentOf, startCadence } from '../helpers/cadence-process.ts';
import { type OwnPostgres, startOwnPostgres } from '../helpers/own-postgres.ts';
import { waitFor } from '../helpers/wait.ts';
import { about, browser, type Followed, openFollowed } from '../integration/http/followed-mails.ts';

const count = 250;

let postgres: OwnPostgres;
let all: Followed;
let api: CadenceProcess | undefined;
beforeAll(async () => {
  postgres = await startOwnPostgres();
  all = await openFollowed({ database: { url: postgres.url, drop: async () => {} } });
});
afterAll(async () => {
  await api?.kill();
  await all?.close();
  await postgres?.remove();
});

/** Follows this many links of the mail at once; each is one of its own. */
async function clickAll(server: string, touchId: string): Promise<void> {
  const key = all.http.system.app.keys.tracking;
  const answers = await Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const token = signTrackedPart(key, { touchId, url: `${about}?n=${n}` });
      const answer = await fetch(`${server}/c/${token}`, { redirect: 'manual', headers: browser });
      return [answer.status, answer.headers.get('location')];
    }),
  );
  expect(answers).toEqual(Array.from({ length: count }, (_, n) => [302, `${about}?n=${n}`]));
}

test('while the database is away links lead on; when it is back every click is there once', async () => {
  const person = await all.mailed();
  await postgres.crash();
  await clickAll(all.http.url, person.touchId);
  await clickAll(all.http.url, person.touchId);
  await postgres.start();
  await waitFor('the clicks', async () => (await all.outcomes(person.touchId)).length >= count);
  expect(await all.outcomes(person.touchId)).toEqual(Array(count).fill('applied'));
});

test('a process that is asked to stop writes what it has heard', async () => {
  const person = await all.mailed();
  api = await startCadence(['api', '--port', '0'], {
    ...environmentOf(all.http.system.deps.config),
    KARI_SMTP: all.smtp.url,
  });
  const started = api;
  // While somebody else decides about the person nothing can be written.
  await all.http.system.app.db.transaction(async (tx) => {
    await tx.query('select from prospects where id = $1 for update', [person.prospectId]);
    await clickAll(started.url, person.touchId);
    started.signal('SIGTERM');
    await waitFor('its leave', () => started.output().includes('stopping'));
    expect(await all.outcomes(person.touchId)).toEqual([]);
  });
  expect(await started.ended()).toEqual({ code: 0, signal: null });
  expect(await all.outcomes(person.touchId)).toEqual(Array(count).fill('applied'));
});
