/** The requests of the README about what could not be applied. */
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiKey } from '../../../src/app/api-keys.ts';
import { sectionOf } from '../../helpers/readme.ts';
import { tell } from '../../helpers/requirements.ts';
import { eventOf, openHttp, type TestHttp } from './open-http.ts';

const section = sectionOf('What could not be applied');
const requests = [...section.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text]) => text ?? '');

const missing = ['bash', 'curl'].filter((program) => spawnSync('which', [program]).status !== 0);
for (const program of missing) tell(program, `apt-get install ${program}`);

describe.skipIf(missing.length > 0)('the requests of the README', () => {
  let http: TestHttp;
  let environment: Readonly<Record<string, string>> = {};
  beforeAll(async () => {
    http = await openHttp();
    const { key } = await createApiKey(http.system.app, 'readme', 'ops');
    for (const name of ['kari', 'ola']) {
      const body = { cadence: 'smoke', prospect: { email: `${name}@fjord.example` } };
      await http.call('POST', '/v1/enrolments', { as: 'crm', body });
    }
    const prospect = { email: 'karri@fjord.example' };
    const answer = await http.webhook(eventOf('reply.received', { prospect }));
    environment = { CADENCE: http.url, KEY: key, ID: answer.body.receipts[0].id };
  });
  afterAll(() => http?.close());

  /** The answer to the request that holds these words. */
  async function ask(words: string) {
    const script = requests.find((text) => text.includes(words)) ?? 'exit 7';
    const env = { PATH: process.env.PATH, ...environment };
    const { stdout } = await promisify(execFile)('bash', ['-e', '-c', script], { env });
    return JSON.parse(stdout);
  }

  test('list, replay one, replay all', async () => {
    const { ID: id } = environment;
    expect((await ask('outcome=unmatched')).items).toMatchObject([{ id }]);
    const { candidates } = (await http.call('GET', `/v1/receipts/${id}`, { as: 'ops' })).body;
    expect(candidates[0]).toMatchObject({ email: 'kari@fjord.example' });
    expect((await ask('receipts/replay?dry_run')).receipts).toEqual([]);
    expect((await ask('$ID/replay')).receipts).toMatchObject([{ id, outcome: 'applied' }]);
    expect((await ask('$ID/replay')).receipts).toMatchObject([{ id, outcome: 'duplicate' }]);
  });

  test('states of a CRM', async () => {
    const { items } = await ask('/v1/reconcile');
    expect(items).toMatchObject([
      { differs: [{ what: 'deal', theirs: 'won' }], receipts: [{ outcome: 'applied' }] },
      { differs: [{ what: 'optedOut' }, { what: 'lastReplyAt' }], receipts: [{}, {}] },
    ]);
  });

  test('the feed', async () => {
    expect(await ask('/v1/feed')).toMatchObject({ cursor: expect.stringMatching(/^\d+-\d+$/) });
  });

  test('no request of the section is left out', () => {
    expect(requests).toHaveLength(5);
  });
});
