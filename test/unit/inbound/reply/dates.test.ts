import { describe, expect, test } from 'vitest';
import { readReply } from '../../../../src/inbound/reply/read-reply.ts';

function untilOf(text: string, at = '2026-11-24T10:00:00Z') {
  const [event] = readReply({ text, html: null, subject: null }, { at: new Date(at) }).events;
  return event?.until?.toISOString().slice(0, 10) ?? null;
}

describe('when a person says that we may ask again, read from 24 November 2026', () => {
  test.each([
    ['Ta kontakt igjen i mars.', '2027-03-01'],
    ['Prøv igjen 8. mars 2028.', '2028-03-08'],
    ['Ta kontakt igjen etter nyttår.', '2027-01-02'],
    ['Kom tilbake til våren.', '2027-03-01'],
    ['Ring igjen om to veker.', '2026-12-08'],
    ['Hør av deg igjen i tredje kvartal.', '2027-07-01'],
    ['Återkom i maj.', '2027-05-01'],
    ['Återkom om tre månader.', '2027-02-24'],
    ['Återkom efter årsskiftet.', '2027-01-02'],
    ['Vend tilbage i oktober.', '2027-10-01'],
    ['Vend tilbage efter sommerferien.', '2027-09-01'],
    ['Melden Sie sich im März wieder.', '2027-03-01'],
    ['Melden Sie sich am 15. Januar wieder.', '2027-01-15'],
    ['Melden Sie sich in sechs Wochen noch einmal.', '2027-01-05'],
    ['Recontactez-moi au mois d’août.', '2027-08-01'],
    ['Recontactez-moi le 3 février.', '2027-02-03'],
    ['Recontactez-moi dans deux mois.', '2027-01-24'],
    ['Escríbame de nuevo el 8 de marzo.', '2027-03-08'],
    ['Ahora no, llámeme en junio.', '2027-06-01'],
    ['Not now. Try again in May.', '2027-05-01'],
    ['Not now. Try again in June.', '2027-06-01'],
    ['Please come back in Q2.', '2027-04-01'],
    ['Please follow up in the second quarter.', '2027-04-01'],
    ['Reach out again on March 8th, 2027.', '2027-03-08'],
    ['Reach out again after 2027-03-08.', '2027-03-08'],
    ['Reach out again after 08.03.2027.', '2027-03-08'],
    ['Call me again in a month.', '2026-12-24'],
    ['Circle back next quarter.', '2027-01-01'],
  ])('%s', (text, expected) => {
    expect(untilOf(text)).toBe(expected);
  });

  test.each([
    ['May I ask you to try again later?', null],
    ['Try again on 31 February.', null],
    ['Try again on 8 March 2025.', null],
    ['Try again in March 2040.', null],
  ])('%s: no date', (text, expected) => {
    expect(untilOf(text)).toBe(expected);
  });

  test('a date for a meeting is not one to be left alone until', () => {
    expect(untilOf('Yes, call me on 26 November.')).toBeNull();
    expect(untilOf('Call me again in January.')).toBe('2027-01-01');
  });

  test('without the day of the mail no date is read', () => {
    const parts = { text: 'Try again in March.', html: null, subject: null };
    expect(readReply(parts)).toMatchObject({ meaning: 'timing', events: [{ until: null }] });
  });
});

test('the days of the week and the turn of the year', () => {
  expect(untilOf('Try again next week.', '2026-11-29T10:00:00Z')).toBe('2026-11-30');
  expect(untilOf('Try again in one month.', '2027-01-31T10:00:00Z')).toBe('2027-02-28');
  expect(untilOf('Try again after the holidays.', '2027-06-20T10:00:00Z')).toBe('2027-08-15');
});
