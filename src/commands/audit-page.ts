import Handlebars from 'handlebars';
import type { AuditCount, MailAudit } from '../app/library/audit-figures.ts';
import type { ListAudit } from '../app/library/audit-list.ts';
import type { ImportRefusal } from '../store/imports.ts';
import { pageStyle } from './page-style.ts';

const style = `${pageStyle}
td.text, th.text { text-align: left; } .bad { color: var(--bad); font-weight: 600; }
:root { --bad: #a3261b; } @media (prefers-color-scheme: dark) { :root { --bad: #ff9c8f; } }
.scroll { overflow-x: auto; } iframe { max-width: 44rem; display: block; }
`;

const source = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{title}}</title><style>${style}</style></head><body>
<h1>{{title}}</h1><p class="soft">{{file}}, as of {{madeAt}} UTC. Every mail of the cadence, each variant of it, rendered for everybody in the list; nothing was sent.</p>
<p>{{audit.mails}} mails for {{audit.prospects}} prospects:
{{#if audit.held}}<span class="bad">{{audit.held}} would be held, for {{audit.prospectsHeld}} of the prospects.</span>{{else}}all can go out.{{/if}}
{{#if refusals}}<span class="bad">Rows of the list that were refused: {{refusals.length}}.</span>{{/if}}</p>
<div class="scroll"><table><thead><tr><th>mail</th><th class="text">where</th><th>ok</th><th>held</th><th>skipped</th><th class="text">language</th><th>longest subject</th><th>largest HTML</th></tr></thead><tbody>
{{#each steps}}<tr><td><a href="#mail-{{@index}}">{{name}}</a></td><td class="text">{{where}}</td><td>{{ok}}</td><td{{#if held}} class="bad"{{/if}}>{{held}}</td><td>{{skipped}}</td><td class="text">{{language}}</td><td>{{longestSubject}}</td><td>{{size}}</td></tr>
{{/each}}</tbody></table></div>
{{#if audit.heldMails}}<h2>Held</h2>
<div class="scroll"><table><thead><tr><th>line</th><th class="text">prospect</th><th class="text">mail</th><th class="text">code</th><th class="text">what is missing</th></tr></thead><tbody>
{{#each audit.heldMails}}<tr><td>{{line}}</td><td class="text">{{email}}</td><td class="text">{{step}}{{#if variant}}, {{variant}}{{/if}}</td><td class="text">{{code}}</td><td class="text">{{#each details}}{{#unless @first}}, {{/unless}}{{this}}{{/each}}</td></tr>
{{/each}}</tbody></table></div>{{#if heldLeftOff}}<p class="soft">and {{heldLeftOff}} more</p>{{/if}}{{/if}}
{{#if refusals}}<h2>Refused rows</h2>
<div class="scroll"><table><thead><tr><th>line</th><th class="text">code</th><th class="text">why</th></tr></thead><tbody>
{{#each refusals}}<tr><td>{{line}}</td><td class="text">{{code}}</td><td class="text">{{message}}</td></tr>
{{/each}}</tbody></table></div>{{/if}}
<h2>Mails</h2>
{{#each steps}}<section id="mail-{{@index}}"><h3>{{name}}</h3><p class="soft">{{where}}, template {{template}}</p>
{{#each findings}}<p{{#if isHold}} class="bad"{{/if}}>{{text}}</p>
{{/each}}
{{#each samples}}<details><summary><b>{{subject}}</b> <span class="soft">to {{email}} (line {{line}}){{#if locale}}, {{locale}}{{/if}}</span></summary><iframe loading="lazy" sandbox="" title="{{subject}}" srcdoc="{{html}}"></iframe></details>
{{else}}<p class="soft">There is none that could go out.</p>
{{/each}}</section>
{{/each}}
</body></html>
`;

const page = Handlebars.compile(source);

export interface AuditPage {
  readonly file: string;
  readonly audit: ListAudit;
  readonly refusals: readonly ImportRefusal[];
  readonly madeAt: Date;
}

/** The audit of a list as a page that needs nothing else, with a sample of each mail in each language. */
export function auditPage({ file, audit, refusals, madeAt }: AuditPage): string {
  return page({
    title: `${audit.cadence}: mails before start`,
    madeAt: madeAt.toISOString().slice(0, 16).replace('T', ' '),
    file,
    audit,
    refusals,
    heldLeftOff: audit.held - audit.heldMails.length,
    steps: audit.steps.map((step) => ({
      ...step,
      name: mailName(step),
      where: step.track === null ? step.stage : `${step.stage}, track ${step.track}`,
      language: languageWords(step),
      size: sizeWords(step),
      findings: [
        ...step.holds.map((found) => ({ isHold: true, text: `held: ${findingWords(found)}` })),
        ...step.remarks.map((found) => ({ isHold: false, text: findingWords(found) })),
      ],
    })),
  });
}

/** As in `nudge, gift` for a variant. */
export function mailName({ step, variant }: MailAudit): string {
  return variant === null ? step : `${step}, ${variant}`;
}

/** As in `nb 20, en 5 (2 not asked for)`. */
export function languageWords({ languages }: MailAudit): string {
  return languages
    .map(({ locale, mails, fallbacks }) => {
      const not = fallbacks === 0 ? '' : ` (${fallbacks} not asked for)`;
      return `${locale ?? 'no language'} ${mails}${not}`;
    })
    .join(', ');
}

export function sizeWords({ largestHtmlBytes }: MailAudit): string {
  return largestHtmlBytes === 0 ? '' : `${(largestHtmlBytes / 1_000).toFixed(1)} kB`;
}

/** A finding with how often it was met, and where first. */
export function findingWords({ code, detail, count, examples }: AuditCount): string {
  const what = detail === null ? code : `${code} ${detail}`;
  const lines = examples.map(({ line, email }) => `line ${line} ${email}`).join(', ');
  return `${what}, ${count} ${count === 1 ? 'mail' : 'mails'}: ${lines}${count > examples.length ? ', …' : ''}`;
}
