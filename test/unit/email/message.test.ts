import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import { normaliseAddress } from '../../../src/domain/address.ts';
import { buildMessage, type MessageParts } from '../../../src/email/message.ts';
import { headersOf, hostileText, visible } from './hostile-text.ts';

const plain: MessageParts = {
  from: { name: 'Ingrid Sæther', address: 'ingrid@fjordrute.example' },
  to: { name: 'Kari Løvaas', address: 'kari@example.no' },
  subject: 'Rutene hos Nordmat',
  html: '<p>Hei Kari</p>\n',
  text: 'Hei Kari\n',
  messageId: '<1.2@fjordrute.example>',
  date: new Date('2026-11-24T09:05:07Z'),
};

const ofNewMail = [
  'From',
  'To',
  'Subject',
  'Message-ID',
  'Date',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
  'MIME-Version',
  'Content-Type',
];
const withoutList = (names: readonly string[]) => names.filter((name) => !/^List-/.test(name));
const namesOf = (raw: Buffer) => headersOf(raw).map(([name]) => name);

/**
 * A part as postal-mime gives it: LF, and the line break before the boundary counted in. Half a character cannot be sent at
 * all: U+FFFD stands in its place.
 */
function asParsed(part: string): string {
  return `${Buffer.from(part.replace(/\r\n?/g, '\n')).toString()}\n`;
}

/** What every server takes, RFC 5321 and 5322: 7-bit, no NUL, lines end in CRLF and have 998 octets at most. */
function expectPlainBytes(raw: Buffer): void {
  expect(raw.every((byte) => byte < 0x80 && byte !== 0)).toBe(true);
  const lines = raw.toString('latin1').split('\r\n');
  for (const line of lines) {
    expect(line).not.toMatch(/[\r\n]/);
    expect(line.length).toBeLessThanOrEqual(998);
  }
  const bodyAt = lines.indexOf('');
  for (const line of lines.slice(bodyAt)) expect(line.length).toBeLessThanOrEqual(76);
}

test('a mail is read as it was written', async () => {
  const { raw, envelope } = buildMessage({
    ...plain,
    replyTo: { name: '', address: 'svar@fjordrute.example' },
    inReplyTo: '<1.1@fjordrute.example>',
    references: ['<1.0@fjordrute.example>', '<1.1@fjordrute.example>'],
    unsubscribeUrl: 'https://mail.example/u/abc',
  });
  const mail = await PostalMime.parse(raw);
  expect(mail).toMatchObject({
    from: { name: 'Ingrid Sæther', address: 'ingrid@fjordrute.example' },
    to: [{ name: 'Kari Løvaas', address: 'kari@example.no' }],
    replyTo: [{ name: '', address: 'svar@fjordrute.example' }],
    subject: 'Rutene hos Nordmat',
    messageId: '<1.2@fjordrute.example>',
    inReplyTo: '<1.1@fjordrute.example>',
    references: '<1.0@fjordrute.example> <1.1@fjordrute.example>',
    date: '2026-11-24T09:05:07.000Z',
    html: asParsed('<p>Hei Kari</p>\n'),
    text: asParsed('Hei Kari\n'),
  });
  expect(headersOf(raw)).toContainEqual(['List-Unsubscribe', '<https://mail.example/u/abc>']);
  expect(headersOf(raw)).toContainEqual(['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click']);
  expect(headersOf(raw)).toContainEqual(['Date', 'Tue, 24 Nov 2026 09:05:07 +0000']);
  expect(envelope).toEqual({ from: 'ingrid@fjordrute.example', to: ['kari@example.no'] });
});

test('text stands before HTML, so that whoever reads HTML takes the better part', () => {
  const raw = buildMessage(plain).raw.toString('latin1');
  expect(raw.indexOf('text/plain')).toBeGreaterThan(0);
  expect(raw.indexOf('text/html')).toBeGreaterThan(raw.indexOf('text/plain'));
});

test('nothing that is given can begin a header, and all of it can be read again', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({ from: hostileText, to: hostileText, subject: hostileText }),
      fc.record({ html: hostileText, text: hostileText, url: hostileText }),
      async ({ from, to, subject }, { html, text, url }) => {
        const { raw } = buildMessage({
          ...plain,
          from: { ...plain.from, name: from },
          to: { ...plain.to, name: to },
          subject,
          html,
          text,
          unsubscribeUrl: `https://mail.example/u/${url}`,
        });
        expectPlainBytes(raw);
        // A link that is too long for a line is left to the body.
        const whole = namesOf(raw).includes('List-Unsubscribe')
          ? ofNewMail
          : withoutList(ofNewMail);
        expect(namesOf(raw)).toEqual(whole);
        const mail = await PostalMime.parse(raw);
        expect(mail.from?.address).toBe(plain.from.address);
        expect(mail.to).toHaveLength(1);
        expect(mail.to?.[0]?.address).toBe(plain.to.address);
        expect(visible(mail.subject ?? '')).toBe(visible(subject));
        expect(visible(mail.from?.name ?? '')).toBe(visible(from));
        expect(visible(mail.to?.[0]?.name ?? '')).toBe(visible(to));
        expect(mail.text).toBe(asParsed(text));
        expect(mail.html).toBe(asParsed(html));
      },
    ),
    { numRuns: 400 },
  );
});

test('no address can add a header, a recipient or a command', async () => {
  await fc.assert(
    fc.asyncProperty(hostileText, hostileText, hostileText, async (from, to, reply) => {
      const message = buildMessage({
        ...plain,
        from: { name: 'A', address: from },
        to: { name: '', address: to },
        replyTo: { name: 'R', address: reply },
      });
      expect(namesOf(message.raw)).toEqual(
        withoutList(['From', 'To', 'Reply-To', ...ofNewMail.slice(2)]),
      );
      for (const address of [message.envelope.from, ...message.envelope.to]) {
        expect(address).not.toMatch(/[\s<>,;"\p{Cc}]/u);
      }
      expect(message.envelope.to).toHaveLength(1);
    }),
  );
});

test('addresses that we enrol come back as they are', async () => {
  const local = fc.string({
    unit: fc.constantFrom(..."abz09!#$%&'*+-/=?^_`{|}~.".split('')),
    minLength: 1,
    maxLength: 64,
  });
  const domain = fc.constantFrom(
    'example.no',
    'møller.example',
    'xn--mller-vua.example',
    'a.b.c.example',
  );
  await fc.assert(
    fc.asyncProperty(local, domain, hostileText, async (name, host, shown) => {
      const address = normaliseAddress(`${name}@${host}`);
      fc.pre(address !== null);
      const { raw, envelope } = buildMessage({
        ...plain,
        to: { name: shown, address: address ?? '' },
      });
      expectPlainBytes(raw);
      expect(envelope.to).toEqual([address]);
      const mail = await PostalMime.parse(raw);
      expect(mail.to?.map((to) => to.address)).toEqual([address]);
    }),
  );
});

test('an international address stands in its header as it is (RFC 6532), since nothing can encode it', async () => {
  const { raw, envelope } = buildMessage({
    ...plain,
    to: { name: 'Kåre', address: 'kåre@møller.example' },
  });
  expect(envelope.to).toEqual(['kåre@xn--mller-vua.example']);
  const [, to] = headersOf(raw).find(([name]) => name === 'To') ?? [];
  expect(Buffer.from(to ?? '', 'latin1').toString('utf8')).toContain(
    '<kåre@xn--mller-vua.example>',
  );
});

test('a mail without opt-out link has no header for it, nor one whose link cannot be a link', () => {
  const { unsubscribeUrl: _, ...without } = { ...plain, unsubscribeUrl: '' };
  expect(namesOf(buildMessage(without).raw)).not.toContain('List-Unsubscribe');
  const broken = buildMessage({ ...plain, unsubscribeUrl: 'no link\r\nBcc: a@b.example' });
  expect(namesOf(broken.raw).filter((name) => /List|Bcc/.test(name))).toEqual([]);
  const long = buildMessage({
    ...plain,
    unsubscribeUrl: `https://mail.example/${'x'.repeat(1_000)}`,
  });
  expect(namesOf(long.raw)).not.toContain('List-Unsubscribe');
});

test('a link to a host with a name of its own language is written in ASCII', () => {
  const { raw } = buildMessage({
    ...plain,
    unsubscribeUrl: 'https://møller.example/avmeld/å?x=<y>',
  });
  expect(headersOf(raw)).toContainEqual([
    'List-Unsubscribe',
    '<https://xn--mller-vua.example/avmeld/%C3%A5?x=%3Cy%3E>',
  ]);
});

test('references that are no Message-IDs are left out, and many are folded', async () => {
  const ids = Array.from(
    { length: 40 },
    (_, index) => `<touch-${index}.${'x'.repeat(40)}@fjordrute.example>`,
  );
  const { raw } = buildMessage({
    ...plain,
    inReplyTo: 'not one\r\nBcc: a@b.example',
    references: ['', '<>', '<a b>', '<a>b>', '<å@b>', '\r\nBcc: a@b.example', ...ids],
  });
  expectPlainBytes(raw);
  expect(namesOf(raw)).not.toContain('Bcc');
  expect(namesOf(raw)).not.toContain('In-Reply-To');
  const mail = await PostalMime.parse(raw);
  expect(mail.references?.split(/\s+/)).toEqual(ids);
  const head = raw.toString('latin1').split('\r\n\r\n')[0] ?? '';
  for (const line of head.split('\r\n')) expect(line.length).toBeLessThanOrEqual(100);
});

test('a boundary stands in no part, whatever the parts hold', async () => {
  const boundary = /boundary="(.+?)"/.exec(buildMessage(plain).raw.toString('latin1'))?.[1] ?? '';
  const text = `--${boundary}\r\n\r\n--${boundary}--\r\n`;
  const mail = await PostalMime.parse(buildMessage({ ...plain, text, html: text }).raw);
  expect(mail.text?.trim()).toBe(`--${boundary}\n\n--${boundary}--`);
  expect(mail.attachments).toEqual([]);
});
