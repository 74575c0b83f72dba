import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkParts } from '../../../src/app/check-parts.ts';
import { reconcile } from '../../../src/app/reconcile.ts';
import { createSetClock } from '../../helpers/set-clock.ts';
import { smoke, somebody } from '../../helpers/system.ts';
import { crmSecret, eventOf, openHttp, type TestHttp } from './open-http.ts';

const workspace = `sources:
  - { key: crm, scheme: standard, secret_env: CRM, expect_every: 1 business day }
  - { key: quiet, scheme: standard, secret_env: CRM }
`;

/** A Friday. */
const clock = createSetClock('2026-11-20T10:00:00Z');

let http: TestHttp;
beforeAll(async () => {
  http = await openHttp({
    clock,
    cadences: { 'workspace.yaml': workspace, 'smoke.yaml': smoke },
    http: { secretOf: () => crmSecret },
  });
});
afterAll(() => http?.close());

/** What each of those who should tell says. */
async function told() {
  const { app, deps } = http.system;
  await reconcile(app);
  const library = await deps.readLibrary();
  const request = {
    library,
    queueKind: 'postgres',
    mailboxUrls: [],
    secretOf: () => crmSecret,
  } as const;
  const checks = await checkParts(app, request);
  const { body } = await http.call('GET', '/readyz');
  const { text } = await http.call('GET', '/metrics');
  return {
    ready: body.silentSources,
    doctor: checks.filter(({ part }) => part.startsWith('source ')).map(({ result }) => result),
    metric: /cadence_source_silent\{source="crm"\} (\d)/.exec(text)?.[1],
  };
}

test('a secret that cannot be one of its scheme is told', async () => {
  const { app, deps } = http.system;
  const library = await deps.readLibrary();
  const secretOf = () => 'not base64!';
  const request = { library, queueKind: 'postgres', mailboxUrls: [], secretOf } as const;
  const checks = await checkParts(app, request);
  expect(checks.find(({ part }) => part === 'source quiet')).toMatchObject({
    result: 'warning',
    detail: 'CRM must be whsec_ and base64: its webhooks are refused',
  });
});

const well = { ready: [], doctor: ['ok', 'ok'], metric: '0' };

test('a source that is silent for longer than it should be is told until it is heard again', async () => {
  expect(await told()).toEqual(well);
  // The weekend does not count.
  clock.set('2026-11-23T09:59:00Z');
  expect(await told()).toEqual(well);
  clock.set('2026-11-23T10:01:00Z');
  const silent = { source: 'crm', since: '2026-11-20T10:00:00.000Z' };
  expect(await told()).toEqual({ ready: [silent], doctor: ['warning', 'ok'], metric: '1' });

  const event = eventOf('reply.received', { prospect: somebody() });
  await http.webhook(event, { query: '?dry_run=true' });
  await http.webhook(event, { secret: `whsec_${btoa('somebody elses secret')}` });
  expect((await told()).metric).toBe('1');
  expect((await http.webhook(event)).status).toBe(202);
  expect(await told()).toEqual(well);
});
