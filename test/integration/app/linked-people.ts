import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { grantMailWish, type MailWish } from '../../../src/app/people/choose-mail.ts';
import { type LinkHolder, readStanding } from '../../../src/app/people/mail-standing.ts';
import type { MailScope } from '../../../src/domain/mail-choice.ts';
import { somebody } from '../../helpers/system.ts';
import type { Weeks } from '../../helpers/weeks.ts';

/** A cadence of two mails, two days apart. */
export const twoMails = (key: string, more = '') => `
key: ${key}
title: Mails
schedule: { timezone: UTC, days: all, windows: always, holidays: none }
steps:
  - { id: one, stage: prospecting, email: { template: smoke/one } }
  - { id: two, after: 2 days, email: { template: smoke/two } }
on: { deal_won: { exit: closed_won, enrol: { cadence: more } }, out_of_office: { pause: until-return, default: 3 days } }
${more}`;

/** Somebody in a cadence, and what the page behind the link of their mails can do. */
export async function linkedIn(weeks: Weeks, cadenceKey = 'mails', email = somebody().email) {
  const { app } = weeks;
  const { enrolmentId, prospectId } = await enrolOne(app, cadenceKey, { prospect: { email } });
  const holder: LinkHolder = { prospectId, enrolmentId, address: email, cadenceKey };
  const wish = (asked: MailWish) => grantMailWish(app, holder, asked);
  const standing = () => readStanding(app, app.db, holder);
  const choose = async (scope: MailScope) => {
    const { takeBack: shown } = await standing();
    return wish({ do: 'choose', scope, instead: shown ?? undefined });
  };
  const takeBack = async () => {
    const { takeBack: choice } = await standing();
    return wish({ do: 'take-back', choice: choice ?? '00000000-0000-4000-8000-000000000000' });
  };
  return { email, id: enrolmentId, prospectId, choose, standing, takeBack, wish };
}
