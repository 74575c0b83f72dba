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
    const begun = new Map<string | null, MailMention>();
    return mentions.mails.flatMap((mail) => {
      const opener = begun.get(mail.track);
      if (mail.thread === 'new') begun.set(mail.track, mail);
      else if (opener === undefined && mail.track === null) begun.set(null, mail);
      if (mail.thread === 'new' || opener === undefined) return [];
      const message = difference(mail, opener, subjects);
      if (message === null) return [];
      return [problemAt(file, locate([...mail.path, 'thread']), 'subject-in-thread', message)];
    });
  });
  return inOrder(problems);
}

function difference(mail: MailMention, opener: MailMention, subjects: Subjects): string | null {
  const theirs = subjects.get(opener.template);
  for (const [locale, own] of subjects.get(mail.template) ?? []) {
    const subject = theirs?.get(locale);
    if (subject === undefined || subject === own) continue;
    return `This mail continues the thread of ${opener.stepId} and goes out under its subject, ${quoted(subject)}; the own one, ${quoted(own)}, is never seen. Write the same, or take \`thread: reply\` out.`;
  }
  return null;
}
