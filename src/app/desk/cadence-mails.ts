import PostalMime from 'postal-mime';
import { type Cadence, type EmailStep, templatesOfStep } from '../../domain/cadence.ts';
import { saying, sentence } from '../../domain/sentence.ts';
import type { CompiledTemplate } from '../../email/compile.ts';
import type { MailRemark } from '../../email/rendered-checks.ts';
import { isKnownError, Refused } from '../../errors.ts';
import { readAsset } from '../../store/assets.ts';
import { type CadenceVersion, readCurrentVersion } from '../../store/cadences.ts';
import type { ClaimedProspect } from '../../store/claims.ts';
import { type Prospect, readProspect } from '../../store/prospects.ts';
import type { App } from '../context.ts';
import type { Library } from '../library/library.ts';
import type { PlacedMail, PreviewLibrary } from '../library/preview-composer.ts';
import { previewStep, requireMail } from '../library/preview-file.ts';
import { publishedTemplates } from '../library/published-templates.ts';
import { sampleProspect } from '../library/sample-prospect.ts';
import { unknownCadence, unknownWork } from '../unknown.ts';
import { type Why, whyOf } from '../why.ts';

/** Which mail is looked at, and with whose eyes. */
export interface MailWanted {
  readonly key: string;
  readonly step: string;
  /** `files`: as the files have it now. */
  readonly from: 'published' | 'files';
  /** Null: that of the prospect, else of the cadence. */
  readonly locale: string | null;
  readonly variant: string | null;
  /** Null: the sample. */
  readonly prospectId: string | null;
}

/** A cadence with what its mails are made of. */
export interface MailSource {
  readonly cadence: Cadence;
  /** Of which mails there are which languages. */
  readonly languages: (step: EmailStep) => readonly string[];
  readonly library: (mail: PlacedMail) => Promise<PreviewLibrary>;
}

/** A mail as its reader would get it, or why there would be none. */
export type LookedAt =
  | {
      readonly is: 'shown';
      readonly subject: string;
      readonly html: string;
      readonly text: string;
      readonly remarks: readonly MailRemark[];
      readonly hold: Why | null;
    }
  | { readonly is: 'held'; readonly code: string; readonly why: Why };

/** @throws NotFound `unknown_cadence`; Refused `file_has_errors` */
export async function openMails(
  app: App,
  readLibrary: () => Promise<Library>,
  { key, from }: Pick<MailWanted, 'key' | 'from'>,
): Promise<MailSource> {
  if (from === 'files') return mailsOfFiles(await readLibrary(), key);
  const version = await readCurrentVersion(app.db, key);
  if (version === null) {
    throw unknownCadence(key);
  }
  const { definition: cadence, templates } = version;
  return {
    cadence,
    languages: (step) => languagesIn(templates, step),
    library: (mail) => publishedMail(app, version, mail),
  };
}

function mailsOfFiles(library: Library, key: string): MailSource {
  const cadence = library.cadences.find((one) => one.cadence?.key === key)?.cadence ?? null;
  if (cadence === null) {
    throw new Refused('file_has_errors', ...saying(sentence('mail.file-has-errors', { key })));
  }
  return {
    cadence,
    languages: (step) => languagesIn(library.templates, step),
    library: async () => library,
  };
}

function languagesIn(
  templates: readonly { readonly key: string; readonly locale: string | null }[],
  step: EmailStep,
): string[] {
  const used = templatesOfStep(step);
  const found = templates.flatMap(({ key, locale }) =>
    locale !== null && used.includes(key) ? [locale] : [],
  );
  return [...new Set(found)].toSorted();
}

/** Of a published version only what one mail, and the one whose thread it continues, are made of. */
async function publishedMail(
  app: App,
  version: CadenceVersion,
  { step, opener }: PlacedMail,
): Promise<PreviewLibrary> {
  const used = new Set([step, opener].flatMap((one) => (one === null ? [] : templatesOfStep(one))));
  const refs = version.templates.filter(({ key }) => used.has(key));
  const templates = await publishedTemplates(app.db, refs);
  const attached = [step, opener].flatMap((one) => one?.email.attachments ?? []);
  const images = templates.flatMap(
    ({ compiled }: { readonly compiled: CompiledTemplate }) => compiled.images ?? [],
  );
  const hashes = new Set(
    [
      ...attached.flatMap((each) => ('file' in each ? [each.hash] : [])),
      ...images.map(({ hash }) => hash),
    ].flatMap((hash) => hash ?? []),
  );
  const assets = await Promise.all(
    [...hashes].map(async (hash) => {
      const content = (await readAsset(app.db, hash)) ?? Buffer.alloc(0);
      return { path: hash, hash, bytes: content.length, content };
    }),
  );
  return { workspace: app.workspace, templates, assets };
}

/** @throws NotFound `unknown_prospect` */
export async function requireReader(app: App, id: string): Promise<Prospect> {
  const found = await readProspect(app.db, id);
  if (found !== null && found.erasedAt === null) return found;
  throw unknownWork('prospect', id);
}

/** One mail with the eyes of somebody. @throws NotFound `unknown_step`, `unknown_variant`; Refused `not_a_mail` */
export async function lookAtMail(
  source: MailSource,
  { step: stepId, locale, variant }: MailWanted,
  prospect: Prospect | null,
): Promise<LookedAt> {
  const mail = requireMail(source.cadence, stepId);
  const library = await source.library(mail);
  const reader = { ...(prospect === null ? sampleProspect : asReader(prospect)) };
  const seen = { ...reader, locale: locale ?? reader.locale };
  try {
    const { eml, html, ...shown } = await previewStep(
      library,
      source.cadence,
      stepId,
      seen,
      variant,
    );
    return { is: 'shown', ...shown, html: await withImages(html, eml) };
  } catch (error) {
    // That there is no such mail is told as such; that it cannot be written for this reader is what one came to see.
    if (!isKnownError(error) || error.code === 'unknown_variant') throw error;
    return { is: 'held', code: error.code, why: whyOf(error) };
  }
}

function asReader(prospect: Prospect): ClaimedProspect {
  const { email, firstName, lastName, title, phone, company } = prospect;
  const { country, timezone, locale, attributes } = prospect;
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
  const who = { email, domain, firstName, lastName, title, phone, company };
  return { ...who, country, timezone, locale, attributes };
}

/** Images that a mail carries stand in its HTML by their id: a frame has them from there. */
async function withImages(html: string, eml: Buffer): Promise<string> {
  if (!html.includes('cid:')) return html;
  const { attachments } = await PostalMime.parse(eml);
  return attachments.reduce((shown, { contentId, mimeType, content }) => {
    if (contentId === undefined) return shown;
    const bytes =
      typeof content === 'string' ? Buffer.from(content) : Buffer.from(new Uint8Array(content));
    const url = `data:${mimeType};base64,${bytes.toString('base64')}`;
    return shown.replaceAll(`cid:${contentId.replace(/^<|>$/g, '')}`, () => url);
  }, html);
}
