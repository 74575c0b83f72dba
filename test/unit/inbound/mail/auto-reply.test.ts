import { describe, expect, test } from 'vitest';
import { readMail } from '../../../../src/inbound/mail/read-mail.ts';
import { mail } from './mails.ts';

/** An automatic reply of Tuesday, 24 November 2026. */
function automatic(
  subject: string,
  text: string,
  headers: readonly string[] = ['Auto-Submitted: auto-replied'],
) {
  const head = [
    'From: Ola <ola@example.no>',
    'To: kari@fjord.example',
    'Date: Tue, 24 Nov 2026 10:00:00 +0100',
  ];
  const raw = [
    ...head,
    `Subject: ${subject}`,
    'Content-Type: text/plain; charset=utf-8',
    ...headers,
  ];
  return readMail(mail(raw, text));
}

describe('the first day back', () => {
  test.each([
    ['I am out of the office until December 3.', '2026-12-03'],
    ['I will be back on Monday, 30 November 2026.', '2026-11-30'],
    ['I am on leave and return on 12/4/2026.', '2027-04-12', null],
    ['I am away from November 23 through November 27.', '2026-11-28'],
    ['On vacation November 23-27. Limited access to email.', '2026-11-28'],
    ['I am out of the office and will be back on Monday.', '2026-11-30'],
    ['Out of office today. I am back tomorrow.', '2026-11-25'],
    ['I am on leave, returning January 4th.', '2027-01-04'],
    ['Jeg er på ferie og er tilbake 1. desember.', '2026-12-01'],
    ['Jeg har ferie til og med 4. desember.', '2026-12-05'],
    ['Jeg er på reise i perioden 23.11 - 27.11.', '2026-11-28'],
    ['Eg er ikkje på kontoret, og er attende måndag.', '2026-11-30'],
    ['Jag är på semester och är åter den 7 december.', '2026-12-07'],
    ['Jag är ledig t.o.m. 4 december.', '2026-12-05'],
    ['Jeg er på ferie og er tilbage d. 2. december.', '2026-12-02'],
    ['Jeg holder fri frem til 2. december.', '2026-12-02'],
    ['Ich bin ab dem 07.12.2026 wieder im Büro.', '2026-12-07'],
    ['Ich bin vom 23.11. bis einschließlich 04.12.2026 nicht im Büro.', '2026-12-05'],
    ['Ich bin bis zum 4. Dezember abwesend.', '2026-12-05'],
    ['Je suis absent du 23 au 27 novembre, de retour le 30 novembre.', '2026-11-30'],
    ["Je suis en congés jusqu'au 4 décembre inclus.", '2026-12-05'],
    ['Estoy de vacaciones hasta el 4 de diciembre.', '2026-12-05'],
    ['Estaré fuera de la oficina y vuelvo el 9 de diciembre de 2026.', '2026-12-09'],
    ['Our office is closed and reopens on January 4, 2027.', '2027-01-04'],
    ['Jag är inte på kontoret förrän den 1 december.', '2026-12-01'],
    ['Jeg holder ferie til og med søndag d. 6/12.', '2026-12-07'],
    ['I was out of the office until November 20, 2026.', null],
    ['I am on parental leave until August 30, 2027.', null],
    ['I am out of the office. Call +47 22 33 44 55 or 12.30 to 14.00.', null],
  ])('%s', async (text, expected, ...rest) => {
    const reading = await automatic('Automatic reply: Hello', text);
    const day = rest.length > 0 ? null : expected;
    expect(reading).toMatchObject({
      kind: 'auto-reply',
      events: [{ type: 'reply.auto', reason: 'out_of_office' }],
    });
    expect(reading.events[0]?.until ?? null).toEqual(
      day === null ? null : new Date(`${day}T00:00:00Z`),
    );
  });
});

describe('what programs write', () => {
  test.each([
    ['Automatic reply: Hello', 'I am out of the office.', []],
    ['Automatisk svar: Hei', 'Jeg er ikke på kontoret.', []],
    ['Autosvar: Hej', 'Jag är på semester.', []],
    ['Automatische Antwort: Hallo', 'Ich bin im Urlaub.', []],
    ['Réponse automatique : Bonjour', 'Je suis en congé.', []],
    ['Respuesta automática: Hola', 'Estoy de vacaciones.', []],
    ['Re: Hello', 'I am on vacation this week.', ['X-Autoreply: yes']],
    ['Re: Hello', 'I am on vacation this week.', ['Return-Path: <>']],
    ['Fravær', 'Dette er en automatisk melding. Jeg er på ferie.', []],
  ])('%s: %s', async (subject, text, headers) => {
    expect((await automatic(subject, text, headers)).kind).toBe('auto-reply');
  });

  test('says nothing of an absence', async () => {
    const reading = await automatic('Re: Hello', 'Thank you, we have received your message.');
    expect(reading.events).toMatchObject([
      { type: 'reply.auto', reason: 'automatic', until: null },
    ]);
  });

  test.each([
    'I no longer work at Example. Please contact Eva Berg (eva@example.no).',
    'Jeg har sluttet i Example. Kontakt Eva Berg, eva@example.no.',
    'Ich arbeite nicht mehr bei Example. Bitte wenden Sie sich an Eva Berg (eva@example.no).',
    'Je ne travaille plus chez Example, merci de contacter Eva Berg <eva@example.no>.',
  ])('an address that is gone, and who is there instead: %s', async (text) => {
    const reading = await automatic('Automatic reply: Hello', text);
    expect(reading.events).toMatchObject([{ reason: 'address_gone' }]);
    expect(reading.deputy).toEqual({ name: 'Eva Berg', address: 'eva@example.no' });
  });
});

describe('what people write', () => {
  test.each([
    ['Re: Hello', 'I am out of the office until Monday, but this looks good. Call me then.'],
    ['SV: Hei', 'Jeg er på ferie til 1. desember, men ring meg gjerne etterpå.'],
    ['Re: Automatic reply: Hello', 'Thanks for waiting, I am back now. Let us talk.'],
    ['AW: Angebot', 'Ich bin bis Freitag nicht im Büro, danach gerne.'],
    ['Re: Hello', 'We use automatic replies from another vendor.\n\n> Hello\n> Do you?'],
    ['Office hours', 'When is your office closed?'],
  ])('%s: %s', async (subject, text) => {
    expect((await automatic(subject, text, [])).kind).toBe('reply');
  });
});
