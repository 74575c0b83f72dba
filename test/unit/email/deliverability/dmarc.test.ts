import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkDmarc } from '../../../../src/email/deliverability/dmarc.ts';
import { createDns, type Dns } from '../../../../src/email/dns.ts';
import { startDns, type TestDns } from '../../../helpers/dns.ts';

let server: TestDns;
let dns: Dns;
beforeAll(async () => {
  const rua = 'rua=mailto:d@fjord.no';
  const records: Readonly<Record<string, readonly string[]>> = {
    'fjord.no': [`v=DMARC1; p=reject; sp=none; ${rua}`],
    'fjell.co.uk': [`v=DMARC1; p=quarantine; ${rua}; aspf=s; adkim=s`],
    'watch.no': [`v=DMARC1; p=none; ${rua}`, 'some=thing'],
    'blind.no': ['v=DMARC1;p=reject;pct=50'],
    'typo.no': [`v=DMARC1; p=rejct; ${rua}`],
    'two.no': [`v=DMARC1; p=none; ${rua}`, `v=DMARC1; p=reject; ${rua}`],
    'older.no': [`v=DMARC2; p=none; ${rua}`],
  };
  server = await startDns({
    ...Object.fromEntries(
      Object.entries(records).map(([domain, txt]) => [`_dmarc.${domain}`, { txt }]),
    ),
    '_dmarc.dead.no': { broken: 'failing' },
  });
  dns = createDns([server.server]);
});
afterAll(async () => {
  dns?.close();
  await server?.close();
});

const identity = (from: string, returnPath = from, signedBy: string | null = from) => ({
  ...{ from, returnPath, signedBy, fromAddress: `kari@${from}` },
});

test.each([
  ['fjord.no', 'ok', '"v=DMARC1; p=reject;', undefined],
  [
    'sales.fjord.no',
    'warning',
    '(of fjord.no): p=none only watches',
    '_dmarc.fjord.no v=DMARC1; p=reject; sp=quarantine; rua=mailto:d@fjord.no',
  ],
  ['mail.fjell.co.uk', 'ok', '(of fjell.co.uk)', undefined],
  [
    'watch.no',
    'warning',
    'p=none only watches',
    '_dmarc.watch.no v=DMARC1; p=quarantine; rua=mailto:d@fjord.no',
  ],
  [
    'blind.no',
    'warning',
    'nobody gets the reports',
    '_dmarc.blind.no v=DMARC1; p=reject; pct=50; rua=mailto:kari@blind.no',
  ],
  [
    'typo.no',
    'failed',
    'has no policy that there is',
    '_dmarc.typo.no v=DMARC1; p=none; rua=mailto:d@fjord.no',
  ],
  ['two.no', 'failed', 'has 2 records', undefined],
  [
    'sales.older.no',
    'failed',
    'older.no has no DMARC record',
    '_dmarc.older.no v=DMARC1; p=none; rua=mailto:kari@sales.older.no',
  ],
  ['dead.no', 'unknown', 'do not answer', undefined],
])('the record for %s: %s', async (from, result, detail, publish) => {
  const [finding] = await checkDmarc(dns, identity(from));
  expect(finding).toMatchObject({ check: 'DMARC', result });
  expect(finding?.detail).toContain(detail);
  const { name, value } = finding?.publish ?? {};
  expect(name === undefined ? undefined : `${name} ${value}`).toBe(publish);
});

test.each([
  ['both', identity('fjord.no', 'bounces.fjord.no', 'mail.fjord.no'), 'ok'],
  ['DKIM alone', identity('fjord.no', 'mailer.example'), 'ok'],
  ['SPF alone', identity('fjord.no', 'fjord.no', 'mailer.example'), 'warning'],
  ['SPF, and no signature here', identity('fjord.no', 'fjord.no', null), 'ok'],
  ['none', identity('fjord.no', 'mailer.example', 'mailer.example'), 'failed'],
  ['none, and no signature here', identity('fjord.no', 'mailer.example', null), 'warning'],
  ['strict, the same', identity('fjell.co.uk'), 'ok'],
  [
    'strict, below it',
    identity('fjell.co.uk', 'bounces.fjell.co.uk', 'mail.fjell.co.uk'),
    'failed',
  ],
  ['two that share a public suffix', identity('older.no', 'watch.no', 'blind.no'), 'failed'],
])('alignment by %s', async (_by, of, result) => {
  const [, finding] = await checkDmarc(dns, of);
  expect(finding).toMatchObject({ check: 'alignment', result });
});
