import { type Sentence, sentence } from '../sentence.ts';
import { nearest } from './nearest.ts';
import type { Workspace } from './workspace.ts';

/** Where a text with merge fields stands; each place knows its own fields. */
export type MergePlace = 'mail' | 'step-task' | 'rule-task';

/** What is known of a field at a place. */
export type FieldKind =
  /** Every render has a value. */
  | 'always'
  /** A column or variable that may be empty. */
  | 'sometimes'
  /** Nothing provides it. */
  | 'never';

const ruleTaskFields = [
  'prospect.email',
  'prospect.firstName',
  'prospect.lastName',
  'prospect.company',
  'prospect.country',
  'company.name',
  'owner',
  'cadence.key',
  'cadence.title',
];

const stepTaskFields = [
  ...ruleTaskFields,
  'prospect.title',
  'prospect.phone',
  'company.domain',
  'sender.name',
  'sender.email',
  'sender.company',
  'sender.postalAddress',
  'sender.signature',
  'step.id',
  'step.stage',
];

/** The one list of merge fields by place, as `mailContext` and the tasks of rules provide them. */
export const mergeFields: Readonly<Record<MergePlace, readonly string[]>> = {
  mail: [...stepTaskFields, 'unsubscribeUrl'],
  'step-task': stepTaskFields,
  'rule-task': ruleTaskFields,
};

/** Mappings whose members are the author's own: columns of a CSV file, variables of an enrolment. */
export const openMappings: readonly string[] = ['prospect.attributes', 'enrolment.variables'];

/** Fields that no prospect is without. What a sender has is in the workspace. */
const alwaysThere: readonly string[] = [
  'prospect.email',
  'company.domain',
  'cadence.key',
  'cadence.title',
  'step.id',
  'step.stage',
  'unsubscribeUrl',
];

/** The fields of the sender that all mailboxes of a workspace have a value for. */
export function senderFields({ company, mailboxes }: Workspace): ReadonlySet<string> {
  const named = mailboxes.length > 0 && mailboxes.every(({ from }) => from.name !== null);
  const signed = mailboxes.length > 0 && mailboxes.every(({ signature }) => signature !== null);
  return new Set([
    'sender.email',
    'sender.postalAddress',
    ...(named ? ['sender.name'] : []),
    ...(named || company !== null ? ['sender.company'] : []),
    ...(signed ? ['sender.signature'] : []),
  ]);
}

/** @param sender  see `senderFields` */
export function fieldKind(
  field: string,
  place: MergePlace,
  sender: ReadonlySet<string>,
): FieldKind {
  if (isOwn(field)) return place === 'rule-task' ? 'never' : 'sometimes';
  if (!mergeFields[place].includes(field)) return 'never';
  return alwaysThere.includes(field) || sender.has(field) ? 'always' : 'sometimes';
}

function isOwn(field: string): boolean {
  return openMappings.some((mapping) => field.startsWith(`${mapping}.`));
}

/** Whether a name stands for a mapping (`prospect`, `enrolment.variables`) rather than for a value. */
export function isMapping(name: string): boolean {
  const values = [...mergeFields.mail, ...openMappings.map((mapping) => `${mapping}.`)];
  return values.some((field) => field.startsWith(`${name}.`));
}

/** The end of a sentence about a field that nothing provides: what was meant, or where own fields go. */
export function fieldHint(field: string, place: MergePlace): Sentence {
  const known = mergeFields[place];
  const [root = '', ...rest] = field.split('.');
  const siblings = known.filter((each) => each.startsWith(`${root}.`));
  const meant = siblings.length > 0 && rest.length > 0 ? among(rest.join('.'), siblings) : null;
  const close =
    meant ?? (siblings.length > 0 ? null : (nearest(field, known) ?? among(field, known)));
  if (close !== null) return sentence('hint.meant', { meant: close });
  if (place !== 'rule-task') {
    const own = rest.join('.') || root;
    if (root === 'enrolment') return sentence('hint.own-variables', { own });
    if (root === 'prospect' && rest.length > 0) {
      return sentence('hint.own-columns', { own });
    }
  }
  return sentence('hint.there-is', { known: { list: siblings.length > 0 ? siblings : known } });
}

/** The field whose last part is nearest to a name. */
function among(name: string, fields: readonly string[]): string | null {
  if (name === 'name' && fields.includes('prospect.firstName')) return 'prospect.firstName';
  const meant = nearest(name, fields.map(lastPart));
  return fields.find((field) => lastPart(field) === meant) ?? null;
}

function lastPart(field: string): string {
  return field.slice(field.lastIndexOf('.') + 1);
}
