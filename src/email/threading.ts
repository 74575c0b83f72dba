/** Reply prefixes of mail clients in the languages we write, one or several before the subject. */
const prefixes = /^\s*(?:(?:re|sv|vs|aw|antw|rv|ref|r)\s*(?:\[\d+\]\s*)?:\s*)+/i;

/** The subject of an answer in a thread: one `Re:`, whatever stood there. */
export function replySubject(subject: string): string {
  return `Re: ${bareSubject(subject)}`;
}

/** A subject without what replies put before it. */
export function bareSubject(subject: string): string {
  return subject.replace(prefixes, '').trim();
}
