import { compileTemplate } from '../../../src/email/compile.ts';

/** A template file around what stands in its body; the body begins on line 5. */
export function template(body: string, head = 'subject: S'): string {
  return `---\n${head}\n---\n<mjml><mj-body>\n${body}\n</mj-body></mjml>\n`;
}

/** A body with one column that holds this. */
export function column(content: string): string {
  return `<mj-section><mj-column>\n${content}\n</mj-column></mj-section>`;
}

/** Compiles `stage/name` out of these files, in the way of a folder. */
export async function compile(
  files: Readonly<Record<string, string>>,
  locale: string | null = null,
) {
  const { template: compiled, problems } = await compileTemplate(
    'stage/name',
    locale,
    new Map(Object.entries(files)),
  );
  const errors = problems.filter(({ severity }) => severity === 'error');
  return {
    compiled,
    problems,
    errors,
    /** `file:line:column code` of each error. */
    told: errors.map((p) => `${p.file}:${p.line}:${p.column} ${p.code}`),
  };
}
