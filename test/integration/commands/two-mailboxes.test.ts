/** The README's set-up of two mailboxes, with its own files; what leaves is read by programs that know nothing of ours. */
import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CadenceProcess, startCadence } from '../../helpers/cadence-process.ts';
import { dkimPair, readSignatures } from '../../helpers/dkim.ts';
import { startDns, type TestDns } from '../../helpers/dns.ts';
import { createTestDatabase } from '../../helpers/postgres.ts';
import { filesIn, sectionOf } from '../../helpers/readme.ts';
import { waitFor } from '../../helpers/wait.ts';
import { openCli, type TestCli } from './open-cli.ts';

const section = sectionOf('Two mailboxes in ten minutes');
const { pem, record } = dkimPair();
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let dns: TestDns;
let cli: TestCli;
let environment: Readonly<Record<string, string>>;
let up: CadenceProcess | undefined;

beforeAll(async () => {
  database = await createTestDatabase();
  dns = await startDns({
    's2026._domainkey.fjordrute.example': { txt: [record] },
    '_dmarc.fjordrute.example': {
      txt: ['v=DMARC1; p=quarantine; rua=mailto:dmarc@fjordrute.example'],
    },
    'fjordrute.example': { mx: ['10 mx.fjordrute.example'] },
    'mx.fjordrute.example': { a: ['203.0.113.9'] },
  });
  cli = await openCli({ DATABASE_URL: database.url, SALES_DKIM_KEY: pem });
  environment = {
    DATABASE_URL: database.url,
    SALES_DKIM_KEY: pem,
    DNS_SERVERS: dns.server,
    CADENCE_HOME: join(cli.folder, '.cadence'),
    CADENCES_DIR: join(cli.folder, 'cadences'),
    TEMPLATES_DIR: join(cli.folder, 'templates'),
  };
  for (const name of ['smoke', 'office']) await rm(join(cli.folder, `cadences/${name}.yaml`));
  await cp(join(import.meta.dirname, '../../../templates'), join(cli.folder, 'templates'), {
    recursive: true,
  });
  await cli.write(filesIn(section));
});
afterAll(async () => {
  await up?.kill();
  await cli?.close();
  await dns?.close();
  await database?.drop();
});

async function outbox(): Promise<Buffer[]> {
  const folder = join(cli.folder, '.cadence/outbox');
  const names = await readdir(folder).catch((): string[] => []);
  return Promise.all(
    names.filter((name) => name.endsWith('.eml')).map((name) => readFile(join(folder, name))),
  );
}

interface Listed {
  readonly id: string;
  readonly nextTouch: { readonly status: string; readonly reason: string | null } | null;
}

const enrolments = async (): Promise<Listed[]> =>
  (await cli.run(['status', '--cadence', 'hello', '--json'], environment)).json().enrolments;

test('the files of the README are published as they stand', async () => {
  const ran = await cli.run(['publish', '--json'], environment);
  expect(ran.stderr).toBe('');
  expect(ran.json()).toMatchObject([{ cadence: 'hello', number: 1 }]);
});

test('a mail leaves each mailbox, and explain says what the others wait for', async () => {
  up = await startCadence(['up', '--port', '0'], environment);
  const enrolled = await cli.run(['enrol', 'hello', 'hello.csv', '--json'], environment);
  expect(enrolled.json()).toMatchObject({ accepted: 4, refused: 0 });
  const waiting = await waitFor('two mails to have left, and two to wait', async () => {
    const held = (await enrolments()).filter(
      ({ nextTouch }) => nextTouch?.reason === 'cap_reached',
    );
    return (await outbox()).length === 2 && held.length === 2 ? held : null;
  });
  for (const { id } of waiting) {
    const { stdout } = await cli.run(['explain', id], environment);
    expect(stdout).toMatch(
      /^active \(cap_reached\): Step "question" waits for room: there is a gap after each mail that the mailbox (ingrid|jonas) has sent\. It goes out at \S+Z at the earliest\./,
    );
  }
  const mails = await Promise.all((await outbox()).map((raw) => PostalMime.parse(raw)));
  expect(mails.map(({ from }) => from?.address).sort()).toEqual([
    'ingrid@fjordrute.example',
    'jonas@fjordrute.example',
  ]);
});

test('what has left is signed, says how to opt out with one click, and has the text first', async () => {
  const mails = await outbox();
  expect(mails).toHaveLength(2);
  for (const raw of mails) {
    const [signature] = await readSignatures(raw, { 's2026._domainkey.fjordrute.example': record });
    expect(signature).toMatchObject({ domain: 'fjordrute.example', result: 'pass' });
    expect(signature?.headers).toEqual(
      expect.arrayContaining([
        'List-Unsubscribe',
        'List-Unsubscribe-Post',
        'Message-ID',
        'Date',
        'From',
        'Subject',
      ]),
    );
    const text = raw.toString('latin1');
    expect(text).toMatch(/^List-Unsubscribe: <https?:\/\/\S+\/u\/[\w-]+>\r?$/m);
    expect(text).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r?$/m);
    expect(text).toMatch(/^Content-Type: multipart\/alternative;/m);
    expect(text.indexOf('text/plain')).toBeLessThan(text.indexOf('text/html'));
    expect(text).not.toMatch(/[\x80-\xff]/);
    const { text: plain, html } = await PostalMime.parse(raw);
    for (const part of [plain, html]) expect(part).toContain('Storgata 1, 0155 Oslo');
  }
});

test('the doctor says what the DNS has of each mailbox, and what is to be published', async () => {
  const { stdout, code } = await cli.run(['doctor'], environment);
  expect(code, 'while mails go to the outbox nothing is worse than a warning').toBe(0);
  for (const key of ['ingrid', 'jonas']) {
    expect(stdout).toMatch(new RegExp(`^mailbox ${key}: DKIM +ok +s2026\\._domainkey`, 'm'));
    expect(stdout).toMatch(new RegExp(`^mailbox ${key}: DMARC +ok `, 'm'));
    expect(stdout).toMatch(new RegExp(`^mailbox ${key}: SPF +warning `, 'm'));
  }
  expect(stdout).toMatch(/^ {2}fjordrute\.example {2}TXT {2}"v=spf1 /m);
});
