import { saying, sentence } from '../domain/sentence.ts';
import { InvalidInput } from '../errors.ts';
import type { CompiledTemplate } from './compile.ts';
import type { InlineImage } from './inline-images.ts';
import { type Collector, compileMerge, type MergeTemplate } from './merge-language.ts';
import { quotedPiece } from './quoted-printable.ts';

/** A template whose Handlebars is compiled: done once, used for every mail. */
export interface PreparedTemplate {
  readonly key: string;
  readonly subject: MergeTemplate;
  readonly html: MergeTemplate;
  readonly text: MergeTemplate;
  readonly bodies: Bodies;
  readonly images: readonly InlineImage[];
  readonly collector: Collector;
}

/**
 * What `html` and `text` come out as: themselves, or quoted-printable as a message holds them. The latter costs a third of
 * encoding the whole at each mail, since only the merged values are encoded then (see `npm run bench`).
 */
export type Bodies = 'plain' | 'quoted-printable';

export interface RenderedMail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly bodies: Bodies;
}

export function prepareTemplate(
  compiled: CompiledTemplate,
  bodies: Bodies = 'plain',
): PreparedTemplate {
  const collector: Collector = { missing: new Set() };
  const encoded = bodies === 'plain' ? {} : { encode: quotedPiece };
  return {
    key: compiled.key,
    subject: compileMerge(compiled.subject, { escapeHtml: false }, collector),
    html: compileMerge(compiled.html, { escapeHtml: true, ...encoded }, collector),
    text: compileMerge(compiled.text, { escapeHtml: false, ...encoded }, collector),
    bodies,
    images: compiled.images ?? [],
    collector,
  };
}

/**
 * Renders a mail. Values are escaped in the HTML and left as they are in subject and text.
 *
 * @throws InvalidInput `missing_merge_field` whose `details.fields` names every field without a value or fallback
 */
export function renderMail(prepared: PreparedTemplate, context: unknown): RenderedMail {
  const { collector } = prepared;
  collector.missing = new Set();
  const rendered = {
    subject: oneLine(prepared.subject(context)),
    html: prepared.html(context),
    text: prepared.text(context),
    bodies: prepared.bodies,
  };
  refuseMissing(collector, prepared.key);
  return rendered;
}

function refuseMissing(collector: Collector, where: string): void {
  if (collector.missing.size === 0) return;
  const fields = [...collector.missing].sort();
  const [first = ''] = fields;
  const said = sentence('mail.missing-field', { where, fields: { list: fields }, first });
  throw new InvalidInput('missing_merge_field', ...saying(said, { fields }));
}

/** What a header may hold: no line breaks and no control characters, blanks drawn together. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}

const kept = new Map<string, { readonly run: MergeTemplate; readonly collector: Collector }>();
const keptAtMost = 1_000;

/**
 * Renders a short text, such as a task's title.
 *
 * @throws InvalidInput `missing_merge_field`
 */
export function renderText(source: string, context: unknown): string {
  let template = kept.get(source);
  if (template === undefined) {
    const collector: Collector = { missing: new Set() };
    template = { run: compileMerge(source, { escapeHtml: false }, collector), collector };
    if (kept.size >= keptAtMost) kept.clear();
    kept.set(source, template);
  }
  template.collector.missing = new Set();
  const text = oneLine(template.run(context));
  refuseMissing(template.collector, `"${source}"`);
  return text;
}
