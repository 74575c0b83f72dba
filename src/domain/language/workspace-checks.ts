import { checkCalendars } from './calendar-checks.ts';
import type { SourceDocument } from './document.ts';
import { suggestion } from './nearest.ts';
import { isLoose } from './outline.ts';
import type { ProblemCode } from './problem-codes.ts';
import type { Path, Report } from './report.ts';
import { isSecretKey, secretMessage } from './secret-keys.ts';
import { valueAt } from './shape-problems.ts';
import { checkSources } from './source-checks.ts';
import { checkWires } from './wire-checks.ts';

const opaqueSections = ['outbound'] as const;

/** What a workspace says as a whole; works on a file whose form has mistakes too. */
export function checkWorkspace(document: SourceDocument, report: Report): void {
  checkKeys('mailboxes', 'duplicate-mailbox', document, report);
  checkKeys('sources', 'duplicate-source', document, report);
  checkPools(document, report);
  checkPoolCaps(document, report);
  checkSources(document, report);
  checkCalendars(document, report);
  checkCompany(document, report);
  checkWires(document, report);
  for (const section of opaqueSections) {
    const value = valueAt(document.value, [section]);
    if (value === undefined) continue;
    const message = `\`${section}\` is kept, but nothing acts on it in this release yet: do not rely on it.`;
    report('not-acted-on', document.locateKey([section]), message);
    findSecrets(value, [section], document, report);
  }
}

function listAt(document: SourceDocument, key: string): readonly unknown[] {
  const list = valueAt(document.value, [key]);
  return Array.isArray(list) ? list : [];
}

function checkKeys(
  list: 'mailboxes' | 'sources',
  code: ProblemCode,
  document: SourceDocument,
  report: Report,
): void {
  const seen = new Set<unknown>();
  listAt(document, list).forEach((item, index) => {
    const key = valueAt(item, ['key']);
    if (typeof key !== 'string') return;
    if (seen.has(key)) {
      const message = `The key ${key} is used already: every one of ${list} has its own.`;
      report(code, document.locate([list, index, 'key']), message);
    }
    seen.add(key);
  });
}

function checkPools(document: SourceDocument, report: Report): void {
  const named = listAt(document, 'mailboxes').map((mailbox) => valueAt(mailbox, ['key']));
  // Without a list of mailboxes there is the one of SMTP_URL.
  const known = named.length === 0 ? ['default'] : named.filter((key) => typeof key === 'string');
  const pools = valueAt(document.value, ['pools']);
  if (!isLoose(pools)) return;
  for (const [pool, members] of Object.entries(pools)) {
    if (!Array.isArray(members)) continue;
    if (members.length === 0) {
      const message = `The pool ${pool} has no mailbox: nothing can be sent from it.`;
      report('empty-pool', document.locateKey(['pools', pool]), message);
    }
    members.forEach((member: unknown, index) => {
      if (typeof member !== 'string' || known.includes(member)) return;
      const message = `There is no mailbox ${member}${suggestion(member, known)}`;
      report('unknown-mailbox', document.locate(['pools', pool, index]), message);
    });
  }
}

function checkPoolCaps(document: SourceDocument, report: Report): void {
  const pools = valueAt(document.value, ['pools']);
  const caps = valueAt(document.value, ['caps', 'pools']);
  const known = isLoose(pools) ? Object.keys(pools) : [];
  for (const pool of isLoose(caps) ? Object.keys(caps) : []) {
    if (known.includes(pool)) continue;
    const message = `There is no pool ${pool}${suggestion(pool, known)}`;
    report('unknown-pool', document.locateKey(['caps', 'pools', pool]), message);
  }
}

function checkCompany(document: SourceDocument, report: Report): void {
  const company = valueAt(document.value, ['company']);
  if (!isLoose(company) || Object.keys(company).some((key) => key.startsWith('postal'))) return;
  const message =
    'The company has no `postal_address`: commercial mail must say where its sender can be found.';
  report('no-company-address', document.locateKey(['company']), message);
}

function findSecrets(value: unknown, path: Path, document: SourceDocument, report: Report): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    const inner = [...path, key];
    const isText = typeof member === 'string' || typeof member === 'number';
    if (isText && isSecretKey(key)) {
      report('secret-in-file', document.locateKey(inner), secretMessage(key));
    }
    findSecrets(member, inner, document, report);
  }
}
