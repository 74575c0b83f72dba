import type { Answers, Playbook } from '../../app/desk/answers.ts';
import { type Reader, toldRefusal } from './sentence.ts';

/** Windows hands on no longer addresses to a mail program; a longer answer is copied. */
const longestMailto = 1_900;

/** What a reply may be answered with, ready for the rep's own mail program. */
export function shownAnswers(
  { subject, playbooks }: Answers,
  email: string,
  said: string | null,
  reader: Reader,
) {
  const shown = playbooks.map((one) => ({
    ...shownPlaybook(one, subject, email),
    missing: one.missing && toldRefusal(one.missing, reader),
  }));
  return {
    subject,
    blank: mailto(email, subject, said === null ? '' : `\n\n${quoted(said)}`).href,
    meant: shown.filter(({ isMeant }) => isMeant),
    others: shown.filter(({ isMeant }) => !isMeant),
  };
}

function shownPlaybook(
  { track, categories, text, standing, isMeant }: Playbook,
  subject: string,
  email: string,
) {
  const others = categories.filter((one) => one !== track);
  return {
    ...{ track, text, isMeant },
    ...mailto(email, subject, text),
    rows: Math.min(14, text.split('\n').length + Math.ceil(text.length / 90)),
    categories: others.join(', '),
    standingWord: standing === null ? null : `answer.${standing}`,
  };
}

const quoted = (text: string) =>
  text
    .split(/\r?\n/)
    .map((line) => `> ${line}`)
    .join('\n');

/** The body is left out where the address would be too long for it. */
function mailto(email: string, subject: string, body: string) {
  const to = `mailto:${encodeURIComponent(email).replaceAll('%40', '@')}`;
  const head = subject === '' ? [] : [`subject=${encodeURIComponent(subject)}`];
  const lines = encodeURIComponent(body.replace(/\r?\n/g, '\r\n'));
  const whole = [...head, ...(body === '' ? [] : [`body=${lines}`])];
  const hrefOf = (fields: readonly string[]) =>
    fields.length === 0 ? to : `${to}?${fields.join('&')}`;
  const isCut = hrefOf(whole).length > longestMailto;
  return { href: hrefOf(isCut ? head : whole), isCut };
}
