/** What it takes to read one reply: a whole mail of 30 kB as a mail program writes it, and a short text from a webhook. */
import { readMail } from '../../src/inbound/mail/read-mail.ts';
import { readReply } from '../../src/inbound/reply/read-reply.ts';
import { limitResult, median, type Result } from './result.ts';

const rounds = 200;

export async function benchReading(): Promise<Result[]> {
  const raw = Buffer.from(longReply());
  const at = new Date();
  const text = 'Interesting, but a little too expensive for us. Write again in the autumn?';
  const mails: number[] = [];
  const texts: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    let startedAt = performance.now();
    await readMail(raw);
    mails.push(performance.now() - startedAt);
    startedAt = performance.now();
    readReply({ text, html: null, subject: null }, { at });
    texts.push(performance.now() - startedAt);
  }
  return [
    limitResult(
      `reading a reply, ${Math.round(raw.length / 1_000)} kB of MIME`,
      'ms',
      median(mails),
      10,
    ),
    limitResult('reading the text of a reply', 'ms', median(texts), 10),
  ];
}

const answer = 'Thank you, Kari. We plan by hand today, so tell me more. Thursday at ten suits us.';
const quoted =
  'Most people we talk to have the same kind of morning, and one person carries the puzzle.';

/** A reply of 30 kB, by this person. */
export function longReply(from = 'ola@example.no', messageId = '<answer@example.no>'): string {
  const lines = Array.from({ length: 120 }, () => `> ${quoted}`);
  const html = Array.from({ length: 120 }, () => `<p>${quoted}</p>`);
  return [
    `From: Ola Nordmann <${from}>`,
    'To: Kari Nordmann <kari@fjord.example>',
    'Subject: Re: The routes at Firm AS',
    'Date: Tue, 24 Nov 2026 09:00:00 +0100',
    `Message-ID: ${messageId}`,
    'In-Reply-To: <touch@fjord.example>',
    'References: <touch@fjord.example>',
    'MIME-Version: 1.0',
    'Content-Type: multipart/alternative; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain; charset=utf-8',
    '',
    answer,
    '',
    'On Mon, 23 Nov 2026 at 09:00, Kari Nordmann <kari@fjord.example> wrote:',
    ...lines,
    '--b',
    'Content-Type: text/html; charset=utf-8',
    '',
    `<div>${answer}</div><div class="gmail_quote"><blockquote>`,
    ...html,
    '</blockquote></div>',
    '--b--',
    '',
  ].join('\r\n');
}
