/** A mail of a prepared skeleton says what nodemailer's own message of the same parts says: both are read and compared. */
import fc from 'fast-check';
import MailComposer from 'nodemailer/lib/mail-composer';
import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import { createSigner } from '../../../src/email/dkim.ts';
import { buildMessage } from '../../../src/email/message.ts';
import { type Bodies, prepareTemplate, renderMail } from '../../../src/email/render.ts';
import { dkimPair, readSignatures } from '../../helpers/dkim.ts';
import { hostileText, visible } from './hostile-text.ts';

const body = `<p>Hei {{name}}, dette er en setning som er så lang at den brytes, og mer til.</p>
{{#if company}}  <p>{{company}} = {{company}}</p>
{{/if}}<p>slutt{{name}}</p>
`;
const template = (bodies: Bodies) =>
  prepareTemplate(
    {
      ...{ key: 'stage/name', locale: null, subject: 'Til deg', preheader: '' },
      ...{ html: body, text: body, mergeFields: [] },
    },
    bodies,
  );
const [plain, prepared] = [template('plain'), template('quoted-printable')];
const parties = {
  from: { name: 'Ola Nordmann', address: 'ola@example.no' },
  to: { name: 'Kari', address: 'kari@example.no' },
};
const rest = { messageId: '<1.2@example.no>', date: new Date('2026-11-24T09:00:00Z') };

async function read(raw: Buffer) {
  const { html, text, subject, from, to, messageId, date } = await PostalMime.parse(raw);
  // How many lines a CR without its LF ends, each reads otherwise.
  const same = (part = '') => part.replace(/[\r\n]+/g, '\n').trimEnd();
  return {
    html: same(html),
    text: same(text),
    subject,
    from,
    to,
    messageId,
    date,
  };
}

const merged = fc.record({
  name: hostileText.filter((name) => visible(name) !== ''),
  company: hostileText.filter((name) => visible(name) !== ''),
});

/** Not in the subject: nodemailer lets a name that looks like an encoded word become one. */
test('whatever is merged into its parts', async () => {
  await fc.assert(
    fc.asyncProperty(merged, async (context) => {
      const whole = renderMail(plain, context);
      const theirs = await new MailComposer({
        ...{ ...parties, ...rest, subject: whole.subject, html: whole.html, text: whole.text },
        textEncoding: 'quoted-printable',
      })
        .compile()
        .build();
      const ours = buildMessage({ ...parties, ...rest, ...renderMail(prepared, context) });
      expect(await read(ours.raw)).toEqual(await read(theirs));
    }),
    { numRuns: 200 },
  );
});

test('a signature holds over both', async () => {
  const pair = dkimPair();
  const key = { domain: 'example.no', selector: 's', variable: 'KEY', pem: pair.pem };
  const sign = createSigner(key);
  const context = { name: 'Kåre \n.\n--=_ =0D', company: null };
  for (const one of [plain, prepared]) {
    const { raw } = buildMessage({ ...parties, ...rest, ...renderMail(one, context) });
    const [signature] = await readSignatures(await sign(raw), {
      's._domainkey.example.no': pair.record,
    });
    expect(signature?.result).toBe('pass');
  }
});
