import { expect, test } from 'vitest';
import { assembleMail, type MailPart, sectionsOf } from '../../../src/email/imap-big-mail.ts';
import { readMail } from '../../../src/inbound/mail/read-mail.ts';

const report: MailPart = {
  type: 'multipart/report',
  parameters: { boundary: 'b' },
  childNodes: [
    { part: '1', type: 'text/plain' },
    { part: '2', type: 'message/delivery-status' },
    { part: '3', type: 'message/rfc822', childNodes: [{ part: '3.1', type: 'text/plain' }] },
  ],
};

test('of a report its texts, and of the mail that came back the header', () => {
  expect(sectionsOf(report).map(({ key }) => key)).toEqual([
    'HEADER',
    ...['1.MIME', '1', '2.MIME', '2', '3.MIME', '3.HEADER'],
  ]);
});

test('what was fetched reads as the mail would', async () => {
  const sections: Readonly<Record<string, string>> = {
    HEADER:
      'From: MAILER-DAEMON@mx.example\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n',
    '1.MIME': 'Content-Type: text/plain\r\n\r\n',
    '1': 'It could not be delivered.',
    '2.MIME': 'Content-Type: message/delivery-status\r\n\r\n',
    '2': 'Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; kari@example.no\r\nAction: failed\r\nStatus: 5.1.1\r\n',
    '3.MIME': 'Content-Type: message/rfc822\r\n\r\n',
    '3.HEADER': 'Message-ID: <one@fjord.example>\r\nTo: kari@example.no\r\n\r\n',
  };
  const raw = assembleMail(report, (key) => Buffer.from(sections[key] ?? ''));
  const { kind, events, refersTo } = await readMail(raw);
  expect(kind).toBe('bounce');
  expect(events[0]).toMatchObject({ recipient: 'kari@example.no', status: '5.1.1' });
  expect(refersTo).toContain('<one@fjord.example>');
});

test('attachments are left out, whatever they call themselves', () => {
  const keys = sectionsOf({
    type: 'multipart/mixed',
    parameters: { boundary: 'b' },
    childNodes: [
      { type: 'multipart/alternative', childNodes: [{ part: '1.1', type: 'text/html' }] },
      { part: '2', type: 'text/csv', disposition: 'attachment' },
      { part: '3', type: 'application/pdf' },
    ],
  }).map(({ key }) => key);
  expect(keys).toEqual(['HEADER', '1.1.MIME', '1.1']);
});

test('a mail of one part, and one whose boundary is not told, by its first bytes', () => {
  for (const root of [{ type: 'text/plain' }, { type: 'multipart/mixed' }]) {
    expect(sectionsOf(root).map(({ key }) => key)).toEqual(['HEADER', 'TEXT']);
  }
});

test('nested deeper than any mail is, it ends', () => {
  let part: MailPart = { part: '1', type: 'text/plain' };
  for (let depth = 0; depth < 100_000; depth += 1) {
    part = { type: 'multipart/mixed', parameters: { boundary: 'b' }, childNodes: [part] };
  }
  expect(sectionsOf(part)).toHaveLength(3);
});
