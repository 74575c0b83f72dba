/** What is told of an id that there is not: whoever may not see something does not learn that it is there. */
import { saying, sentence } from '../domain/sentence.ts';
import { NotFound } from '../errors.ts';
import type { WorkKind } from '../store/within.ts';

const keys = {
  enrolment: ['unknown_enrolment', 'unknown.enrolment'],
  task: ['unknown_task', 'unknown.task'],
  prospect: ['unknown_prospect', 'unknown.prospect'],
  touch: ['unknown_mail', 'unknown.mail'],
  import: ['unknown_import', 'unknown.import'],
  'company-hold': ['unknown_hold', 'unknown.hold'],
} as const satisfies Readonly<Record<WorkKind, readonly [string, string]>>;

/** What is told of work that there is not, or that is not seen. */
export function unknownWork(kind: WorkKind, id: string): NotFound {
  const [code, key] = keys[kind];
  return new NotFound(code, ...saying(sentence(key, { id })));
}

export function unknownReceipt(id: string): NotFound {
  return new NotFound('unknown_receipt', ...saying(sentence('unknown.receipt', { id })));
}

export function unknownCadence(key: string): NotFound {
  return new NotFound('unknown_cadence', ...saying(sentence('unknown.cadence', { key })));
}

export function unknownTemplateVersion(hash: string): NotFound {
  return new NotFound('unknown_template', ...saying(sentence('unknown.template-hash', { hash })));
}
