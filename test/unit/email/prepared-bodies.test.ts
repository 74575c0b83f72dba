import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import { buildMessage } from '../../../src/email/message.ts';
import { type Bodies, prepareTemplate, renderMail } from '../../../src/email/render.ts';
import { hostileText } from './hostile-text.ts';

const html = `<p>Hei {{default name "du"}}, dette er en setning som er så lang at den brytes.</p>\r
{{#if company}}  <p>{{company}} = {{company}} </p>
{{/if}}{{#each list}}<li>{{this}}</li>
{{/each}}<p>slutt{{name}}</p> `;

const prepared = (bodies: Bodies) =>
  prepareTemplate(
    {
      ...{ key: 'stage/name', locale: null, subject: '{{name}}', preheader: '' },
      ...{ html, text: html, mergeFields: [] },
    },
    bodies,
  );
const plain = prepared('plain');
const encodedOnce = prepared('quoted-printable');

async function parsed(template: typeof plain, context: unknown) {
  const { raw } = buildMessage({
    ...renderMail(template, context),
    from: { name: 'Ola', address: 'ola@example.no' },
    to: { name: '', address: 'kari@example.no' },
    messageId: '<1.2@example.no>',
    date: new Date('2026-11-24T09:00:00Z'),
  });
  const mail = await PostalMime.parse(raw);
  return { subject: mail.subject, html: mail.html, text: mail.text };
}

test('a template encoded once gives the mail that encoding the whole gives', async () => {
  await fc.assert(
    fc.asyncProperty(
      hostileText.filter((name) => name.trim() !== ''),
      hostileText,
      fc.array(
        hostileText.filter((item) => item.trim() !== ''),
        { maxLength: 3 },
      ),
      async (name, company, list) => {
        const context = { name, company: company.trim() === '' ? null : company, list };
        expect(await parsed(encodedOnce, context)).toEqual(await parsed(plain, context));
      },
    ),
    { numRuns: 300 },
  );
});
