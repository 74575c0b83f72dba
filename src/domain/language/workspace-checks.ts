import { sentence } from '../sentence.ts';
import { checkCalendars } from './calendar-checks.ts';
import type { SourceDocument } from './document.ts';
import { hint } from './nearest.ts';
import { isLoose } from './outline.ts';
import { checkPolicy } from './policy-checks.ts';
import type { Path, Report } from './report.ts';
import { isSecretKey, secretMessage } from './secret-keys.ts';
import { valueAt } from './shape-problems.ts';
import { checkSources } from './source-checks.ts';
import { checkTrackingDomain } from './tracking-shape.ts';
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
  checkPolicy(document, report);
  checkTrackingDomain(document, report);
  for (const section of opaqueSections) {
    const value = valueAt(document.value, [section]);
    if (value === undefined) continue;
    report(
      'not-acted-on',
      document.locateKey([section]),
      sentence('lint.not-acted-on', { key: section }),
    );
    findSecrets(value, [section], document, report);
  }
}

function listAt(document: SourceDocument, key: string): readonly unknown[] {
  const list = valueAt(document.value, [key]);
  return Array.isArray(list) ? list : [];
}

function checkKeys(
  list: 'mailboxes' | 'sources',
  code: 'duplicate-mailbox' | 'duplicate-source',
  document: SourceDocument,
  report: Report,
): void {
  const seen = new Set<unknown>();
  listAt(document, list).forEach((item, index) => {
    const key = valueAt(item, ['key']);
    if (typeof key !== 'string') return;
    if (seen.has(key)) {
      report(code, document.locate([list, index, 'key']), sentence(`lint.${code}`, { key }));
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
      report(
        'empty-pool',
        document.locateKey(['pools', pool]),
        sentence('lint.empty-pool', { pool }),
      );
    }
    members.forEach((member: unknown, index) => {
      if (typeof member !== 'string' || known.includes(member)) return;
      report(
        'unknown-mailbox',
        document.locate(['pools', pool, index]),
        sentence('lint.unknown-mailbox', { mailbox: member, meant: hint(member, known) }),
      );
    });
  }
}

function checkPoolCaps(document: SourceDocument, report: Report): void {
  const pools = valueAt(document.value, ['pools']);
  const caps = valueAt(document.value, ['caps', 'pools']);
  const known = isLoose(pools) ? Object.keys(pools) : [];
  for (const pool of isLoose(caps) ? Object.keys(caps) : []) {
    if (known.includes(pool)) continue;
    report(
      'unknown-pool',
      document.locateKey(['caps', 'pools', pool]),
      sentence('lint.unknown-pool', { pool, meant: hint(pool, known) }),
    );
  }
}

function checkCompany(document: SourceDocument, report: Report): void {
  const company = valueAt(document.value, ['company']);
  if (!isLoose(company) || Object.keys(company).some((key) => key.startsWith('postal'))) return;
  report(
    'no-company-address',
    document.locateKey(['company']),
    sentence('lint.no-company-address'),
  );
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
