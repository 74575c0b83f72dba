import fc from 'fast-check';
import PostalMime, { type Email } from 'postal-mime';
import { describe, expect, test } from 'vitest';
import { buildMessage, type MessageParts } from '../../../src/email/message.ts';
import { encodeFile, type MimeFile } from '../../../src/email/mime-file.ts';
import { hostileText } from './hostile-text.ts';

const plain: MessageParts = {
  from: { name: 'Ingrid Sæther', address: 'ingrid@fjordrute.example' },
  to: { name: 'Kari Løvaas', address: 'kari@example.no' },
  subject: 'Rutene hos Nordmat',
  html: '<p>Hei Kari</p><img src="cid:logo@images.invalid" alt="">\n',
  text: 'Hei Kari\n',
  messageId: '<1.2@fjordrute.example>',
  date: new Date('2026-11-24T09:05:07Z'),
};

const content = Buffer.from(Array.from({ length: 1_000 }, (_, index) => index % 256));
const offer: MimeFile = {
  name: 'offer.pdf',
  type: 'application/pdf',
  encoded: encodeFile(content),
};
const logo: MimeFile = {
  name: 'logo.png',
  type: 'image/png',
  contentId: 'logo@images.invalid',
  encoded: encodeFile(content),
};

const textOf = (files: readonly MimeFile[]) => buildMessage({ ...plain, files }).raw.toString();
const bytesOf = ({ attachments }: Email) =>
  attachments.map(({ content: found }) =>
    typeof found === 'string' ? Buffer.from(found) : Buffer.from(new Uint8Array(found)),
  );

describe('the parts of a mail', () => {
  test.each([
    ['nothing', [], ['multipart/alternative', 'text/plain', 'text/html']],
    [
      'an image',
      [logo],
      ['multipart/alternative', 'text/plain', 'multipart/related', 'text/html', 'image/png'],
    ],
    [
      'a file',
      [offer],
      ['multipart/mixed', 'multipart/alternative', 'text/plain', 'text/html', 'application/pdf'],
    ],
    [
      'both',
      [offer, logo],
      [
        ...['multipart/mixed', 'multipart/alternative', 'text/plain'],
        ...['multipart/related', 'text/html', 'image/png', 'application/pdf'],
      ],
    ],
  ])('with %s', (_what, files, types) => {
    const found = [...textOf(files).matchAll(/^Content-Type: ([\w/]+)/gm)].map(([, type]) => type);
    expect(found).toEqual(types);
  });

  test('are read as they were put in, text before HTML, with every boundary closed', async () => {
    const raw = buildMessage({
      ...plain,
      files: [offer, logo, { ...offer, name: 'more.pdf' }],
    }).raw;
    const mail = await PostalMime.parse(raw);
    expect(mail.text?.trim()).toBe('Hei Kari');
    expect(mail.html).toContain('cid:logo@images.invalid');
    expect(
      mail.attachments.map((each) => [
        each.filename,
        each.mimeType,
        each.disposition,
        each.contentId,
        each.related,
      ]),
    ).toEqual([
      ['logo.png', 'image/png', 'inline', '<logo@images.invalid>', true],
      ['offer.pdf', 'application/pdf', 'attachment', undefined, undefined],
      ['more.pdf', 'application/pdf', 'attachment', undefined, undefined],
    ]);
    for (const found of bytesOf(mail)) expect(found.equals(content)).toBe(true);
    const text = raw.toString();
    const boundaries = [...text.matchAll(/boundary="(.+?)"/g)].map(([, boundary]) => boundary);
    expect(new Set(boundaries).size).toBe(3);
    for (const boundary of boundaries) {
      expect(text.split(`\r\n--${boundary}--\r\n`)).toHaveLength(2);
    }
  });

  test('have lines that every server takes', () => {
    for (const line of textOf([offer, logo])
      .split('\r\n\r\n')
      .slice(1)
      .join('\r\n')
      .split('\r\n')) {
      expect(line.length).toBeLessThanOrEqual(76);
    }
  });
});

describe('the name of a file', () => {
  test('in plain letters stands once', () => {
    expect(textOf([offer])).toContain(
      'Content-Disposition: attachment;\r\n filename="offer.pdf"\r\n',
    );
  });

  test('with others stands as RFC 2231 has it, and in plain letters for programs that read only those', () => {
    const text = textOf([{ ...offer, name: 'Tilbud (på norsk).pdf' }]);
    expect(text).toContain(
      ` filename="Tilbud (pa norsk).pdf";\r\n filename*=UTF-8''Tilbud%20%28p%C3%A5%20norsk%29.pdf\r\n`,
    );
  });

  test('is read as it was given, and begins nothing of its own', async () => {
    await fc.assert(
      fc.asyncProperty(hostileText, async (name) => {
        const raw = buildMessage({ ...plain, files: [{ ...offer, name: `${name}.pdf` }] }).raw;
        expect(raw.every((byte) => byte < 0x80 && byte !== 0)).toBe(true);
        for (const line of raw.toString().split('\r\n')) {
          expect(line).not.toMatch(/[\r\n]/);
          expect(line.length).toBeLessThanOrEqual(998);
        }
        const mail = await PostalMime.parse(raw);
        expect(mail.attachments).toHaveLength(1);
        expect(mail.attachments[0]?.mimeType).toBe('application/pdf');
        expect(mail.headers.map(({ key }) => key)).not.toContain('bcc');
        expect(bytesOf(mail)[0]?.equals(content)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
