import PostalMime from 'postal-mime';
import type { Cadence } from '../../domain/cadence.ts';
import { checkRendered } from '../../email/rendered-checks.ts';
import { InvalidInput, isKnownError, messageOf } from '../../errors.ts';
import type { ListRow } from '../lists/list-rows.ts';
import type { ComposedMail } from '../sending/compose-mail.ts';
import { missingFields } from '../sending/missing-fields.ts';
import { refuseClipped } from '../sending/refuse-clipped.ts';
import { prospectFacts } from '../sending/step-condition.ts';
import {
  type AuditExample,
  type AuditTally,
  type AuditTarget,
  createTally,
  type MailAudit,
} from './audit-figures.ts';
import {
  type PlacedMail,
  type PreviewLibrary,
  placedMails,
  previewComposer,
} from './preview-composer.ts';
import { skippedSteps } from './simulate.ts';
import { pickTemplate } from './versions.ts';

export interface AuditRequest {
  readonly library: PreviewLibrary;
  readonly cadence: Cadence;
  readonly rows: AsyncIterable<ListRow>;
  /** Those that are looked at: by default all, also those of tracks. */
  readonly mails?: readonly PlacedMail[];
  readonly onRow?: (rowsRead: number) => void;
}

/** A mail that would not go out, and to whom. */
export interface HeldMail extends AuditExample {
  readonly step: string;
  readonly variant: string | null;
  readonly code: string;
  /** Merge fields without a value, or what went wrong. */
  readonly details: readonly string[];
}

export interface ListAudit {
  readonly cadence: string;
  readonly prospects: number;
  /** How many of them would not get at least one of the mails. */
  readonly prospectsHeld: number;
  readonly mails: number;
  readonly held: number;
  readonly steps: readonly MailAudit[];
  /** In the order of the list; no more than the first ten thousand. */
  readonly heldMails: readonly HeldMail[];
}

const heldKept = 10_000;

/**
 * Renders every mail of a cadence, each variant of it, for everybody in a list, as the worker would, and says what would be held
 * and what is to be thought about. Of a list of any length it keeps figures and examples.
 *
 * @throws InvalidInput `empty_list`
 */
export async function auditList(request: AuditRequest): Promise<ListAudit> {
  const { cadence, rows, mails = placedMails(cadence) } = request;
  const targets = mails
    .flatMap(targetsOf)
    .map((target) => ({ target, tally: createTally(target) }));
  const audit = mailAuditor(request);
  const heldMails: HeldMail[] = [];
  let prospects = 0;
  let prospectsHeld = 0;
  for await (const row of rows) {
    prospects += 1;
    const held = await audit(row, targets);
    if (held.length > 0) prospectsHeld += 1;
    heldMails.push(...held.slice(0, heldKept - heldMails.length));
    request.onRow?.(prospects);
  }
  if (prospects === 0) {
    throw new InvalidInput('empty_list', 'There is nobody in the list whom a mail could go to.');
  }
  const steps = targets.map(({ tally }) => tally.figures());
  const sum = (figure: (step: MailAudit) => number) =>
    steps.reduce((total, step) => total + figure(step), 0);
  const held = sum((step) => step.held);
  const all = held + sum((step) => step.ok);
  return { cadence: cadence.key, prospects, prospectsHeld, mails: all, held, steps, heldMails };
}

function targetsOf(mail: PlacedMail): AuditTarget[] {
  const { template, variants } = mail.step.email;
  return variants === undefined
    ? [{ ...mail, variant: null, template }]
    : variants.map((variant) => ({ ...mail, variant: variant.id, template: variant.template }));
}

interface Counted {
  readonly target: AuditTarget;
  readonly tally: AuditTally;
}

/** What renders all mails for one prospect and counts what comes of them. */
function mailAuditor({ library, cadence }: AuditRequest) {
  const compose = previewComposer(library, cadence);
  const version = { number: 0, cadence, templates: library.templates };
  const postalAddress = library.workspace.company?.postalAddress ?? null;
  return async (row: ListRow, targets: readonly Counted[]): Promise<HeldMail[]> => {
    const { prospect, candidate, line } = row;
    const who = { line, email: prospect.email };
    const owner = candidate.owner ?? candidate.prospect.owner ?? null;
    const to = { prospect, owner, variables: candidate.variables ?? {} };
    const enrolment = { owner: owner ?? '', variables: to.variables };
    const skips = skippedSteps(cadence, prospectFacts(prospect), enrolment);
    const skipped = new Set(skips.map(({ step }) => step));
    const subjects = new Map<string, string>();
    const held: HeldMail[] = [];
    for (const { target, tally } of targets) {
      const { step, variant, template } = target;
      if (skipped.has(step.id)) {
        tally.skip();
        continue;
      }
      const threadSubject = subjects.get(target.opener?.id ?? '') ?? null;
      let mail: ComposedMail;
      try {
        mail = await compose(step, { ...to, variant, threadSubject });
        refuseClipped(mail.parts.rendered);
      } catch (error) {
        const { code, details } = holdOf(error);
        tally.hold(code, details, who);
        held.push({ ...who, step: step.id, variant, code, details });
        continue;
      }
      if (!subjects.has(step.id)) subjects.set(step.id, mail.letter.subject);
      const { locale } = pickTemplate(version, template, prospect.locale);
      const isFallback = prospect.locale !== null && !speaks(prospect.locale, locale);
      const { subject, rendered } = mail.parts;
      const remarks = checkRendered({ ...mail.parts, postalAddress });
      const htmlBytes = Buffer.byteLength(rendered.html);
      tally.pass({ locale, isFallback, subject, htmlBytes, remarks }, who);
      if (tally.hasSample(locale)) continue;
      const { html = '', text = '' } = await PostalMime.parse(mail.message.raw);
      tally.keep({ ...who, locale, subject, html, text });
    }
    return held;
  };
}

/** What the worker would do with a mail that cannot be rendered, or must not go out. */
function holdOf(error: unknown): { readonly code: string; readonly details: readonly string[] } {
  const fields = missingFields(error);
  if (fields.length > 0) return { code: 'missing_merge_field', details: fields };
  const code = isKnownError(error) ? error.code : 'render_failed';
  return { code, details: [messageOf(error).split('\n')[0] ?? ''] };
}

/** Whether a template is in the language of a prospect: `nb` serves `nb-NO`. */
function speaks(wanted: string, locale: string | null): boolean {
  const language = (tag: string) => tag.split('-')[0]?.toLowerCase();
  return locale !== null && language(wanted) === language(locale);
}
