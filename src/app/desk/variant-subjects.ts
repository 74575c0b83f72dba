import { readCurrentVersion } from '../../store/cadences.ts';
import type { App } from '../context.ts';
import type { Library } from '../library/library.ts';
import { requireMail } from '../library/preview-file.ts';
import { lookAtMail, openMails } from './cadence-mails.ts';

/** The variants of one mail as they would be for the sample. */
export interface VariantMails {
  /** Title of the cadence. */
  readonly title: string;
  /** Null: that of the cadence. */
  readonly locale: string | null;
  /** By variant; one that cannot be written for the sample has none. */
  readonly subjects: ReadonlyMap<string, string>;
}

/** By version, step and language: they never change. */
const kept = new Map<string, VariantMails>();
const keptAtMost = 500;

/** @param language  taken where the mail is there in it @throws NotFound `unknown_cadence`, `unknown_step`; Refused `not_a_mail` */
export async function readVariantMails(
  app: App,
  readLibrary: () => Promise<Library>,
  { key, step }: { readonly key: string; readonly step: string },
  language: string,
): Promise<VariantMails> {
  const version = await readCurrentVersion(app.db, key);
  const name = JSON.stringify([version?.hash, step, language]);
  const known = kept.get(name);
  if (known !== undefined) return known;
  const source = await openMails(app, readLibrary, { key, from: 'published' });
  const { step: mail } = requireMail(source.cadence, step);
  const locale = source.languages(mail).includes(language) ? language : null;
  const wanted = { key, step, from: 'published', locale, prospectId: null } as const;
  const subjects = new Map<string, string>();
  for (const { id } of mail.email.variants ?? []) {
    const seen = await lookAtMail(source, { ...wanted, variant: id }, null);
    if (seen.is === 'shown') subjects.set(id, seen.subject);
  }
  const mails = { title: source.cadence.title, locale, subjects };
  kept.set(name, mails);
  const [oldest] = kept.keys();
  if (kept.size > keptAtMost && oldest !== undefined) kept.delete(oldest);
  return mails;
}
