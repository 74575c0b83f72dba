import type { GuardRails } from '../guard-rails.ts';
import { providerOf } from '../mail-provider.ts';
import type { OwnCalendar } from '../own-calendar.ts';
import type { MailboxCaps } from '../send-limits.ts';
import type { BounceLimit } from '../soft-bounces.ts';
import { compileBounces } from './bounce-shape.ts';
import { compileMailboxCaps, compileWorkspaceCaps, type WorkspaceCaps } from './caps-shape.ts';
import { compileCalendar } from './compile-calendar.ts';
import { readDocument, type SourceDocument } from './document.ts';
import { compileGuard } from './guard-shape.ts';
import { type CompanyHoldRule, compileCompanyHold } from './hold-shape.ts';
import {
  compileInbound,
  compileMailboxInbound,
  type ImapConfig,
  type SmtpIntakeConfig,
} from './inbox-shape.ts';
import type { MailAddress } from './mail-address.ts';
import { isLoose } from './outline.ts';
import { compilePolicy, type Policy } from './policy-shape.ts';
import { hasErrors, inOrder, type Problem } from './problem.ts';
import { compileReplies, type ReplySettings } from './reply-shape.ts';
import { type Position, problemList } from './report.ts';
import { compileRetention, type Retention } from './retention-shape.ts';
import { isSecretKey, secretMessage } from './secret-keys.ts';
import { reportIssues, type ShapeWords, valueAt } from './shape-problems.ts';
import { compileSource, type SourceConfig } from './source.ts';
import { compileWire, type WireConfig } from './wire-shape.ts';
import { checkWorkspace } from './workspace-checks.ts';
import { type WorkspaceShape, workspaceShape } from './workspace-shape.ts';

/** What the cadences of a company share: who sends, and who may post events. Read from `workspace.yaml`. */
export interface Workspace {
  readonly company: { readonly name: string; readonly postalAddress: string | null } | null;
  readonly mailboxes: readonly MailboxConfig[];
  /** Keys of mailboxes, by key of the pool. */
  readonly pools: Readonly<Record<string, readonly string[]>>;
  /** Limits over all mailboxes. */
  readonly caps: WorkspaceCaps;
  /** Rates of bounces and complaints that pause a mailbox; null: none. */
  readonly guardRails: GuardRails | null;
  readonly sources: readonly SourceConfig[];
  /** Null: nothing is refused. */
  readonly policy: Policy | null;
  /** How long what is held on people is kept; what is absent: for good. */
  readonly retention: Retention;
  /** Own holidays and blackout dates by key; a cadence version keeps those that it names. */
  readonly calendars: Readonly<Record<string, OwnCalendar>>;
  /** Whom of a company the word of one holds; null: nobody. */
  readonly companyHold: CompanyHoldRule | null;
  /** When repeated soft bounces are enough; null: never. */
  readonly bounces: BounceLimit | null;
  /** How answers are read. */
  readonly replies: ReplySettings;
  /** Null: no other server passes mail on to us. */
  readonly smtpIntake: SmtpIntakeConfig | null;
  /** Addresses below which mails may attach files. */
  readonly attachments: { readonly allow: readonly string[] };
  /** Where links of followed mails lead; null: to `PUBLIC_URL`. */
  readonly tracking: { readonly domain: string } | null;
  readonly outbound: readonly Readonly<Record<string, unknown>>[];
}

export interface MailboxConfig {
  readonly key: string;
  /** Name of the environment variable that holds the SMTP URL. */
  readonly smtpEnv: string;
  readonly from: MailAddress;
  readonly replyTo: MailAddress | null;
  readonly timezone: string | null;
  readonly signature: string | null;
  readonly locale: string | null;
  /** Null: its answers are not read here. */
  readonly inbound: ImapConfig | null;
  readonly wire: WireConfig;
  /** Who runs it; null where nothing tells. */
  readonly provider: string | null;
  /** Null: it may send as much as there is. */
  readonly caps: MailboxCaps | null;
}

/** The workspace of an installation without `workspace.yaml`. */
export const emptyWorkspace: Workspace = {
  company: null,
  mailboxes: [],
  pools: {},
  caps: compileWorkspaceCaps(),
  guardRails: null,
  sources: [],
  policy: null,
  retention: {},
  calendars: {},
  companyHold: null,
  bounces: compileBounces(),
  replies: compileReplies(),
  smtpIntake: null,
  attachments: { allow: [] },
  tracking: null,
  outbound: [],
};

export interface ParsedWorkspace {
  readonly file: string;
  /** Null when there are errors. */
  readonly workspace: Workspace | null;
  readonly problems: readonly Problem[];
  /** Stages of ours that the sources name, and where. */
  readonly stageMentions: readonly { readonly stage: string; readonly position: Position }[];
}

/** Reads `workspace.yaml`. Never throws, whatever the text; all mistakes are reported, none of them with a secret in it. */
export function parseWorkspace(source: string, file: string): ParsedWorkspace {
  const { document, problems: syntax } = readDocument(source, file);
  if (document === null) return { file, workspace: null, problems: syntax, stageMentions: [] };
  const { problems: found, report } = problemList(file);
  const parsed = workspaceShape.safeParse(document.value);
  if (!parsed.success) {
    reportIssues(parsed.error.issues, workspaceShape, document, workspaceWords, report);
  }
  checkWorkspace(document, report);
  const problems = inOrder([...syntax, ...found]);
  const workspace = parsed.success && !hasErrors(problems) ? compileWorkspace(parsed.data) : null;
  return { file, workspace, problems, stageMentions: stageMentions(document) };
}

const workspaceWords: ShapeWords = {
  explainKey: (_container, key) => {
    if (!isSecretKey(key)) return null;
    return { code: 'secret-in-file', said: secretMessage(key) };
  },
  isExplained: () => false,
};

function stageMentions(document: SourceDocument): ParsedWorkspace['stageMentions'] {
  const sources = valueAt(document.value, ['sources']);
  if (!Array.isArray(sources)) return [];
  return sources.flatMap((source: unknown, index) => {
    const map = valueAt(source, ['stage_map']);
    if (!isLoose(map)) return [];
    return Object.entries(map).flatMap(([name, stage]) => {
      const position = document.locate(['sources', index, 'stage_map', name]);
      return typeof stage === 'string' ? [{ stage, position }] : [];
    });
  });
}

function compileWorkspace(shape: WorkspaceShape): Workspace {
  const { company, outbound } = shape;
  return {
    company:
      company === undefined
        ? null
        : { name: company.name, postalAddress: company.postal_address ?? null },
    mailboxes: (shape.mailboxes ?? []).map((mailbox) => ({
      key: mailbox.key,
      smtpEnv: mailbox.smtp_env,
      from: mailbox.from,
      replyTo: mailbox.reply_to ?? null,
      timezone: mailbox.timezone ?? null,
      signature: mailbox.signature ?? null,
      locale: mailbox.locale ?? null,
      inbound: compileMailboxInbound(mailbox.inbound),
      wire: compileWire(mailbox),
      provider: mailbox.provider ?? providerOf(mailbox.from.address),
      caps: compileMailboxCaps(mailbox.caps),
    })),
    pools: shape.pools ?? {},
    caps: compileWorkspaceCaps(shape.caps),
    guardRails: compileGuard(shape.guard_rails),
    sources: (shape.sources ?? []).map(compileSource),
    policy: compilePolicy(shape.policy),
    retention: compileRetention(shape.policy?.retention),
    calendars: Object.fromEntries(
      Object.entries(shape.calendars ?? {}).map(([key, calendar]) => [
        key,
        compileCalendar(calendar),
      ]),
    ),
    companyHold: compileCompanyHold(shape.company_hold),
    bounces: compileBounces(shape.bounces),
    replies: compileReplies(shape.replies),
    smtpIntake: compileInbound(shape.inbound),
    attachments: shape.attachments ?? { allow: [] },
    tracking: shape.tracking ?? null,
    outbound: outbound === undefined ? [] : Array.isArray(outbound) ? outbound : [outbound],
  };
}
