import { execFile, spawnSync } from 'node:child_process';
import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tell } from '../../helpers/requirements.ts';
import { smoke } from '../../helpers/system.ts';
import { openHttp, type TestHttp } from './open-http.ts';

const readme = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8');
const start = readme.indexOf('### Providers, and how to try each');
const section = readme.slice(start, readme.indexOf('\n## ', start));

const blocks = (language: string) =>
  [...section.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, 'g'))].map(
    ([, text]) => text ?? '',
  );
const sources = blocks('yaml');
const requests = blocks('sh').map((text) => {
  const key = /\/webhooks\/([a-z]+)\?/.exec(text)?.[1] ?? '';
  return [key, text] as const;
});

const isThere = (program: string) => spawnSync('which', [program]).status === 0;
const missing = ['bash', 'curl', 'openssl'].filter((program) => !isThere(program));
for (const program of missing) tell(program, `apt-get install ${program}`);

const whsec = () => `whsec_${randomBytes(24).toString('base64')}`;
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const environment: Readonly<Record<string, string>> = {
  CRM_WEBHOOK_SECRET: whsec(),
  HUBSPOT_CLIENT_SECRET: '3f1c0b6e-7a52-4d0f-9c1e-0d9a5b7e2c44',
  PIPEDRIVE_LOGIN: 'cadence:a password',
  SALESFORCE_ORG: '00D5g00000LkW2bEAF:a-token',
  CLOSE_SIGNATURE_KEY: randomBytes(32).toString('hex'),
  ZOHO_TOKEN: 'a-token',
  SENDGRID_VERIFICATION_KEY: createPublicKey(pair.privateKey)
    .export({ type: 'spki', format: 'der' })
    .toString('base64'),
  MAILGUN_SIGNING_KEY: 'key-of-mailgun',
  POSTMARK_LOGIN: 'cadence:a password',
  RESEND_SIGNING_SECRET: whsec(),
  FRESHSALES_TOKEN: 'a-token',
  MIME_SECRET: 'a-secret',
};

/** Kari as all these CRMs know her. */
const externalIds = {
  'hubspot-deal': '1148278332',
  pipedrive: '91',
  'salesforce-deal': '0065g00000XyZ14AAB',
  close: 'cont_5xPq',
  'zoho-deal': '4876876000001',
};

describe.skipIf(missing.length > 0)('the requests of the README', () => {
  let http: TestHttp;
  const folder = mkdtempSync(join(tmpdir(), 'cadence-readme-'));
  let id = '';
  beforeAll(async () => {
    writeFileSync(
      join(folder, 'sendgrid.pem'),
      pair.privateKey.export({ type: 'sec1', format: 'pem' }),
    );
    const lines = sources
      .join('')
      .split('\n')
      .map((line) => `  ${line}`);
    http = await openHttp({
      cadences: { 'workspace.yaml': `sources:\n${lines.join('\n')}\n`, 'smoke.yaml': smoke },
      http: { secretOf: (name) => environment[name] },
    });
    const prospect = { email: 'kari@example.no' };
    await http.call('POST', '/v1/prospects', { as: 'crm', body: { ...prospect, externalIds } });
    const body = { cadence: 'smoke', prospect };
    id = (await http.call('POST', '/v1/enrolments', { as: 'crm', body })).body.id;
  });
  afterAll(async () => {
    await http?.close();
    rmSync(folder, { recursive: true });
  });

  test('there is one a source', () => {
    expect(requests.length).toBe(13);
    const keys = http.system.app.workspace.sources.map(({ key }) => key);
    expect(requests.map(([key]) => key)).toEqual(keys);
  });

  test.each(requests)('%s', async (key, text) => {
    const { publicUrl } = http.system.app;
    const env = {
      PATH: process.env.PATH,
      ...environment,
      CADENCE: http.url,
      PUBLIC_URL: publicUrl,
    };
    // Not the synchronous one: the server is in this process.
    const { stdout } = await promisify(execFile)('bash', ['-euc', text], { cwd: folder, env });
    const expected =
      key === 'ses'
        ? { error: { code: 'bad_signature' } }
        : { receipts: [{ outcome: 'applied', enrolmentId: id }] };
    expect(JSON.parse(stdout)).toMatchObject(expected);
  });
});
