import pino from 'pino';
import { afterEach, expect, test } from 'vitest';
import { createMxLookups } from '../../../src/app/sending/mx-lookups.ts';
import { startDns, type TestDns } from '../../helpers/dns.ts';
import { freePort } from '../../helpers/free-port.ts';

const dead = Array.from({ length: 8 }, (_, at) => `dead-${at}.example`);
const said = 'providers go by the names of domains: the DNS does not answer';
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function withDns(): Promise<TestDns> {
  const dns = await startDns({
    ...Object.fromEntries(dead.map((name) => [name, { broken: 'failing' as const }])),
    'one.example': { mx: ['1 aspmx.l.google.com'] },
    'two.example': { mx: ['1 aspmx.l.google.com'] },
  });
  closing.push(() => dns.close());
  return dns;
}

function lookupsAt(server: string) {
  const lines: string[] = [];
  const log = pino({}, { write: (line) => lines.push(JSON.parse(line).msg) });
  const kept: string[] = [];
  const lookups = createMxLookups(log, [server], async (found) => {
    kept.push(...found.map(({ domain }) => domain));
  });
  closing.push(() => lookups.close());
  return { ...lookups, lines, kept };
}

test('domains whose own servers do not answer keep nobody from asking about others', async () => {
  const lookups = lookupsAt((await withDns()).server);
  await lookups.look(['one.example', ...dead]);
  await lookups.look(['two.example']);
  expect(lookups.kept).toEqual(['one.example', 'two.example']);
  expect(lookups.lines).toEqual([]);
});

test('of domains that are asked about one by one, those count that nothing was answered between', async () => {
  const lookups = lookupsAt((await withDns()).server);
  const look = async (domains: readonly string[]) => {
    for (const domain of domains) await lookups.look([domain]);
  };
  await look([...dead.slice(0, 4), 'one.example', ...dead.slice(4), 'two.example']);
  expect(lookups.kept).toEqual(['one.example', 'two.example']);
  expect(lookups.lines).toEqual([]);
});

test('a round without any answer is a silence, in which nobody is asked', async () => {
  const dns = await withDns();
  const lookups = lookupsAt(dns.server);
  await lookups.look(dead.slice(0, 5));
  const asked = dns.asked.length;
  await lookups.look(['one.example']);
  expect(dns.asked).toHaveLength(asked);
  expect(lookups.lines).toEqual([said]);
});

test('where no server is at all one domain is enough', async () => {
  const lookups = lookupsAt(`127.0.0.1:${await freePort()}`);
  await lookups.look(['one.example']);
  expect(lookups.lines).toEqual([said]);
});
