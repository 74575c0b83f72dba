import { createHash } from 'node:crypto';
import { type MailScope, mailScopes } from '../domain/mail-choice.ts';
import { type OptOutWords, optOutWords, type Saying } from './opt-out-words.ts';

/** What the page shows. */
export type OptOutView =
  | { readonly is: 'unknown' }
  | {
      readonly is: 'standing';
      /** Null: they get mail. */
      readonly scope: MailScope | null;
      readonly until: Date | null;
      /** A choice that the page may take back, or null. */
      readonly takeBack: string | null;
      /** What may be chosen. */
      readonly offered: readonly MailScope[];
      readonly inFlight: boolean;
      /** A choice has just been taken back. */
      readonly undone: boolean;
    };

const style = `
:root{color-scheme:light dark;--text:#1b1f24;--soft:#57606a;--back:#fff;--line:#8c959f;--lead:#0a5bb5;--on-lead:#fff}
@media (prefers-color-scheme:dark){:root{--text:#e6edf3;--soft:#a5b0bb;--back:#0d1117;--line:#6e7681;--lead:#79b8ff;--on-lead:#0d1117}}
body{font:1.0625rem/1.5 system-ui,sans-serif;color:var(--text);background:var(--back);max-width:32rem;margin:10vh auto;padding:0 1.25rem}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 .5rem}
h2{font-size:1.0625rem;margin:2rem 0 0}
p{margin:.5rem 0}
form{margin:1.5rem 0}
li{margin:0 0 1.25rem}
ul{list-style:none;margin:0;padding:0}
button{font:inherit;font-weight:600;width:100%;min-height:3rem;padding:.6rem 1.2rem;border-radius:.5rem;border:1px solid var(--line);color:var(--text);background:var(--back);cursor:pointer}
button.lead{border-color:var(--lead);background:var(--lead);color:var(--on-lead)}
button:focus-visible{outline:3px solid var(--lead);outline-offset:3px}
li p,.soft{color:var(--soft);font-size:.95rem;margin:.35rem 0 0}
`.replaceAll('\n', '');

const styleHash = createHash('sha256').update(style).digest('base64');

/** Headers of the page: it loads nothing, is framed nowhere, kept nowhere, and its address, which is a key, goes nowhere. */
export const optOutHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow',
} as const;

/** The page behind an opt-out link, in the prospect's language. It holds nothing that names the person. */
export function optOutPage(view: OptOutView, locale: string | null): string {
  const words = optOutWords(locale);
  const { title, text } = sayingOf(view, words);
  const body = view.is === 'unknown' ? '' : belowOf(view, words);
  return `<!doctype html>
<html lang="${words.language}">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${text}</p>
${body}</main>
</body>
</html>
`;
}

function sayingOf(view: OptOutView, words: OptOutWords): Saying {
  if (view.is === 'unknown') return words.unknown;
  if (view.scope === null) return view.undone ? words.takenBack : words.ask;
  const isPausedToo = view.scope === 'cadence' && view.until !== null;
  const { title, text } = isPausedToo ? words.seriesAndPause : words.standing[view.scope];
  return { title, text: text.replace('{date}', dateWords(view.until, words.language)) };
}

function dateWords(date: Date | null, language: string): string {
  if (date === null) return '';
  const format = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    dateStyle: 'long',
    timeZone: 'UTC',
  });
  return format.format(date);
}

function belowOf(view: Extract<OptOutView, { is: 'standing' }>, words: OptOutWords): string {
  const { scope, takeBack, offered } = view;
  const left = offered.filter((one) => one !== scope);
  const flying = view.inFlight ? `<p class="soft">${words.inFlight}</p>\n` : '';
  const byReply =
    scope !== null && left.length === 0 ? `<p class="soft">${words.byReply}</p>\n` : '';
  const heading = scope !== null && left.length > 0 ? `<h2>${words.change}</h2>\n` : '';
  return [
    flying,
    takeBackForm(takeBack, words),
    heading,
    choiceForm(left, takeBack, words),
    byReply,
  ].join('');
}

function takeBackForm(choice: string | null, words: OptOutWords): string {
  if (choice === null) return '';
  return `<form method="post"><button name="undo" value="${choice}">${words.takeBack}</button></form>\n`;
}

/** With the choice that stands above it, which one made here is to take the place of. */
function choiceForm(
  offered: readonly MailScope[],
  instead: string | null,
  { choices }: OptOutWords,
): string {
  if (offered.length === 0) return '';
  const items = mailScopes
    .filter((scope) => offered.includes(scope))
    .map((scope) => {
      const lead = scope === 'all' ? ' class="lead"' : '';
      const { title, text } = choices[scope];
      return `<li><button${lead} name="scope" value="${scope}" aria-describedby="${scope}">${title}</button><p id="${scope}">${text}</p></li>`;
    });
  const shown = instead === null ? '' : `<input type="hidden" name="instead" value="${instead}">\n`;
  return `<form method="post">\n${shown}<ul>\n${items.join('\n')}\n</ul>\n</form>\n`;
}
