import { type Sentence, sentence } from '../sentence.ts';
import { quoted } from './leaves.ts';
import type { MailMention } from './mentions.ts';
import { inOrder, type Problem } from './problem.ts';
import type { CadenceSource } from './references.ts';
import { problemAt } from './report.ts';

/** By template key, the subjects of its files by locale (null: the file without one). */
export type Subjects = ReadonlyMap<string, ReadonlyMap<string | null, string>>;

/**
 * Mails that continue a thread with a subject of their own: they go out under that of the mail that began it. A mail of a
 * track continues whatever went before, so only threads that the same list begins can be told.
 */
export function checkThreadSubjects(
  sources: readonly CadenceSource[],
  subjects: Subjects,
): readonly Problem[] {
  const problems = sources.flatMap(({ file, mentions, locate }) => {
    const begun = new Map<string | null, readonly MailMention[]>();
    return mentions.mails.flatMap((mail) => {
      const openers = begun.get(mail.track);
      const isVariant = openers?.[0]?.stepId === mail.stepId;
      if (mail.thread === 'new') {
        begun.set(mail.track, isVariant ? [...openers, mail] : [mail]);
      } else if (openers === undefined && mail.track === null) begun.set(null, [mail]);
      if (mail.thread === 'new' || openers === undefined || isVariant) return [];
      const said = difference(mail, openers, subjects);
      if (said === null) return [];
      return [problemAt(file, locate([...mail.path, 'thread']), 'subject-in-thread', said)];
    });
  });
  return inOrder(problems);
}

/** @param openers  the variants of the mail that began it: whoever follows several can have the subject of one of them */
function difference(
  mail: MailMention,
  openers: readonly MailMention[],
  subjects: Subjects,
): Sentence | null {
  for (const [locale, own] of subjects.get(mail.template) ?? []) {
    const theirs = openers.flatMap(({ template }) => subjects.get(template)?.get(locale) ?? []);
    const [subject] = theirs;
    if (subject === undefined || theirs.includes(own)) continue;
    const step = openers[0]?.stepId ?? '';
    return sentence('lint.subject-in-thread', { step, subject: quoted(subject), own: quoted(own) });
  }
  return null;
}
