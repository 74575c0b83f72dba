import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSigner } from '../../../src/email/dkim.ts';
import { buildMessage, type MessageParts } from '../../../src/email/message.ts';
import { encodeFile } from '../../../src/email/mime-file.ts';
import { dkimPair, readSignatures } from '../../helpers/dkim.ts';
import { hostileText } from './hostile-text.ts';

const pair = dkimPair();
const dns = { 's2026._domainkey.fjord.example': pair.record };
const of = { domain: 'fjord.example', selector: 's2026', variable: 'DKIM_KEY' };
const sign = createSigner({ ...of, pem: pair.pem });

const plain: MessageParts = {
  from: { name: 'Ingrid Sæther', address: 'ingrid@fjord.example' },
  to: { name: 'Kari Løvaas', address: 'kari@example.no' },
  replyTo: { name: '', address: 'svar@fjord.example' },
  subject: 'Rutene hos Nordmat',
  html: '<p>Hei Kari</p>\n',
  text: 'Hei Kari\n',
  messageId: '<1.2@fjord.example>',
  inReplyTo: '<1.1@fjord.example>',
  references: ['<1.1@fjord.example>'],
  date: new Date('2026-11-24T09:05:07Z'),
  unsubscribeUrl: 'https://mail.example/u/abc',
  unsubscribeMailto: 'mailto:optout@fjord.example?subject=unsubscribe%20abc',
  feedbackId: 'new-business:intro:-:default',
};

test('an independent reader finds the signature good, over the headers that one-click needs', async () => {
  const { raw } = buildMessage(plain);
  const signed = await sign(raw);
  expect(signed.subarray(-raw.length)).toEqual(raw);
  expect(await readSignatures(signed, dns)).toEqual([
    {
      domain: 'fjord.example',
      selector: 's2026',
      result: 'pass',
      headers: expect.arrayContaining([
        'From',
        'To',
        'Reply-To',
        'Subject',
        'Date',
        'Message-ID',
        'In-Reply-To',
        'References',
        'List-Unsubscribe',
        'List-Unsubscribe-Post',
        'Feedback-ID',
        'MIME-Version',
        'Content-Type',
      ]),
    },
  ]);
  expect(signed.toString('latin1')).toMatch(
    /^DKIM-Signature: v=1; a=rsa-sha256; c=relaxed\/relaxed;/,
  );
});

test.each([
  ['subject', (text: string) => text.replace(/^Subject: /m, 'Subject: Fwd: ')],
  ['one-click link', (text: string) => text.replace('/u/abc', '/u/abd')],
  ['one-click promise', (text: string) => text.replace('=One-Click', '=one-click')],
  ['text', (text: string) => text.replace('Hei Kari', 'Hei Karl')],
])('a change of the %s breaks it', async (_what, change) => {
  const signed = await sign(buildMessage(plain).raw);
  const changed = Buffer.from(change(signed.toString('latin1')), 'latin1');
  expect(changed).not.toEqual(signed);
  const [result] = await readSignatures(changed, dns);
  expect(result?.result).toMatch(/^(fail|neutral)$/);
});

test('whatever a mail holds, its signature is good, and a hundred at once are not mixed up', async () => {
  await fc.assert(
    fc.asyncProperty(hostileText, hostileText, hostileText, async (subject, name, text) => {
      const { raw } = buildMessage({
        ...plain,
        to: { ...plain.to, name },
        subject,
        text,
        html: text,
        files: [{ name, type: 'application/pdf', encoded: encodeFile(Buffer.from(text)) }],
      });
      const [found] = await readSignatures(await sign(raw), dns);
      expect(found?.result).toBe('pass');
    }),
    { numRuns: 40 },
  );
  const mails = Array.from({ length: 100 }, (_, index) =>
    buildMessage({ ...plain, subject: `Mail ${index}` }),
  );
  const signed = await Promise.all(mails.map(({ raw }) => sign(raw)));
  for (const [index, each] of signed.entries()) {
    expect(each.toString('latin1')).toContain(`Subject: Mail ${index}\r\n`);
    const [found] = await readSignatures(each, dns);
    expect(found?.result).toBe('pass');
  }
});

test('a key may be set in one line, as in files of variables', async () => {
  const inOneLine = pair.pem.trim().replaceAll('\n', '\\n');
  const signed = await createSigner({ ...of, pem: inOneLine })(buildMessage(plain).raw);
  const [found] = await readSignatures(signed, dns);
  expect(found?.result).toBe('pass');
});

const ed25519 = generateKeyPairSync('ed25519').privateKey;
test.each([
  ['not set', undefined, 'is not set'],
  ['empty', '  ', 'is not set'],
  ['no key', 'hunter2', 'is no private key in PEM'],
  ['too short', dkimPair(1_024).pem, 'has 1024 bits, and needs 2048'],
  [
    'of another kind',
    ed25519.export({ type: 'pkcs8', format: 'pem' }).toString(),
    'is a key of the type ed25519, and must be RSA',
  ],
])('a key that is %s is refused with the name of its variable', (_what, pem, told) => {
  const opening = () => createSigner({ ...of, pem });
  expect(opening).toThrow(`DKIM_KEY ${told}`);
  expect(opening).toThrow(expect.objectContaining({ code: 'bad_dkim_key' }));
  expect(opening).not.toThrow('hunter2');
});
