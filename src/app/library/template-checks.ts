import { posix } from 'node:path';
import { getDomain } from 'tldts';
import { inOrder, type Problem } from '../../domain/language/problem.ts';
import type { CadenceSource, KnownTemplates } from '../../domain/language/references.ts';
import { problemAt } from '../../domain/language/report.ts';
import type { Workspace } from '../../domain/language/workspace.ts';
import { type Sentence, sentence } from '../../domain/sentence.ts';
import type { PlacedLink } from '../../email/compile.ts';
import { isPartial } from '../../email/partials.ts';
import { isTemplate, type TemplateFiles, templatePath } from '../../email/template-source.ts';

const top = { line: 1, column: 1 };

/** Files of the templates folder that nobody reads; paths are those within the folder. */
export function checkUnused(
  files: TemplateFiles,
  templates: KnownTemplates,
  cadences: readonly CadenceSource[],
  usedPartials: ReadonlySet<string>,
): readonly Problem[] {
  const used = new Set(
    cadences.flatMap(({ mentions }) => mentions.mails.map(({ template }) => template)),
  );
  const unusedTemplates = [...templates].flatMap(([key, [locale = null]]) => {
    if (used.has(key)) return [];
    const said = sentence('lint.unused-template', { template: key });
    return [problemAt(templatePath(key, locale), top, 'unused-template', said)];
  });
  const others = [...files.keys()].flatMap((path) => {
    if (isPartial(path)) {
      if (usedPartials.has(path)) return [];
      const said = sentence('lint.unused-partial', { partial: posix.basename(path) });
      return [problemAt(path, top, 'unused-partial', said)];
    }
    const said = whyIgnored(path, files);
    return said === null ? [] : [problemAt(path, top, 'ignored-file', said)];
  });
  return inOrder([...unusedTemplates, ...others]);
}

function whyIgnored(path: string, files: TemplateFiles): Sentence | null {
  if (path.endsWith('.txt')) {
    const mjml = path.replace(/\.txt$/, '.mjml');
    if (files.has(mjml)) return null;
    return sentence('lint.text-without-template', { mjml });
  }
  if (isTemplate(path)) return null;
  return sentence('lint.ignored-file');
}

/** Links to other domains than those that the mailboxes send from; none are told where there are no mailboxes. */
export function checkLinks(
  links: readonly PlacedLink[],
  { mailboxes }: Workspace,
): readonly Problem[] {
  const own = new Set(mailboxes.map(({ from }) => getDomain(from.address.split('@').at(-1) ?? '')));
  if (own.size === 0) return [];
  const senders = { list: [...own].map(String) };
  return links.flatMap(({ host, file, ...position }) => {
    if (own.has(getDomain(host.toLowerCase()))) return [];
    const said = sentence('lint.foreign-link', { host, senders });
    return [problemAt(file, position, 'foreign-link', said)];
  });
}
