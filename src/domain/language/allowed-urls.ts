import { z } from 'zod';
import { parseUrl } from '../../url.ts';
import { contentTypeOf, knownEndings } from '../attachment.ts';
import type { Cadence } from '../cadence.ts';
import { invalid } from '../invalid.ts';
import { sentence } from '../sentence.ts';
import { quoted, textRead } from './leaves.ts';
import type { Problem } from './problem.ts';
import { problemList } from './report.ts';
import { type CompiledSource, stepsOf } from './written-steps.ts';

const thisMachine = /^(localhost|127\.0\.0\.1|\[::1\])$/;

/** `attachments` of `workspace.yaml`. */
export const allowedUrlsShape = z.strictObject({
  allow: z
    .array(textRead('invalid-attachment', readPrefix))
    .min(1)
    .max(50)
    .meta({
      description: 'Addresses below which mails may attach files; each ends with a slash',
      examples: [['https://files.fjord.example/']],
    }),
});

/** An address of a file, as it is asked for. @throws InvalidInput `invalid_attachment` */
export function readFileUrl(text: string): string {
  const url = readUrl(text);
  if (url.hash === '' && contentTypeOf(url.pathname) !== null) return url.href;
  throw invalid(
    'invalid_attachment',
    sentence('lint.file-url', { text: quoted(text), endings: { list: knownEndings } }),
  );
}

/**
 * Whether an address lies below one of these; both are in the form that `URL` gives them, so no `..` is left, and none may
 * come of a slash that the server decodes.
 */
export function isAllowedUrl(url: string, allow: readonly string[]): boolean {
  return !/%2f|%5c/i.test(url) && allow.some((prefix) => url.startsWith(prefix));
}

/** Whether the workspace allows the addresses that a cadence attaches files from. */
export function checkAllowedUrls(
  { cadence, file, locate }: CompiledSource,
  allow: readonly string[],
): readonly Problem[] {
  const { problems, report } = problemList(file);
  for (const { url, path } of urlsIn(cadence)) {
    if (isAllowedUrl(url, allow)) continue;
    report('url-not-allowed', locate(path), sentence('lint.url-not-allowed', { url }));
  }
  return problems;
}

function urlsIn(cadence: Cadence) {
  return stepsOf(cadence).flatMap(({ step, path }) => {
    const attachments = step.kind === 'email' ? (step.email.attachments ?? []) : [];
    return attachments.flatMap((attachment, index) =>
      'url' in attachment
        ? [{ url: attachment.url, path: [...path, 'email', 'attachments', index, 'url'] }]
        : [],
    );
  });
}

function readPrefix(text: string): string {
  const url = readUrl(text);
  if (url.pathname.endsWith('/') && url.search === '' && url.hash === '') return url.href;
  throw invalid('invalid_attachment', sentence('lint.url-prefix', { text: quoted(text) }));
}

function readUrl(text: string): URL {
  const url = parseUrl(text);
  const isSafe =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && thisMachine.test(url.hostname));
  if (url !== null && isSafe && url.username === '' && url.password === '') return url;
  throw invalid('invalid_attachment', sentence('lint.safe-url', { text: quoted(text) }));
}
