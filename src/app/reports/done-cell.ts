import { domainOf } from '../../domain/address.ts';
import { seesAll } from '../../domain/viewer.ts';
import type { DidCell, MailedCell } from '../../store/reports/done-cells.ts';
import type { App } from '../context.ts';
import { type AskedReport, reportFilter } from './filter.ts';

type Period = Pick<AskedReport, 'from' | 'to'>;

/** A number of the report of activity: what was done for an owner in a period, or what is open of theirs now. */
export function didCell(
  app: Pick<App, 'workspace' | 'clock'>,
  { from, to }: Period,
  { what, owner }: Pick<DidCell, 'what' | 'owner'>,
): DidCell {
  if (what === 'open') return { of: 'did', what, owner, from: null, until: null };
  if (what === 'overdue') return { of: 'did', what, owner, from: null, until: app.clock.now() };
  const period = reportFilter(app, { from, to }, seesAll);
  return { of: 'did', what, owner, from: period.from, until: period.until };
}

/** A number of the report of deliverability: of a mailbox, or of all mailboxes of a domain. */
export function mailedCell(
  app: Pick<App, 'workspace'>,
  { from, to }: Period,
  of: {
    readonly came: MailedCell['came'];
    readonly kind: 'mailbox' | 'domain';
    readonly key: string;
  },
): MailedCell {
  const { from: begin, until } = reportFilter(app, { from, to }, seesAll);
  const inDomain = app.workspace.mailboxes.filter((one) => domainOf(one.from.address) === of.key);
  const mailboxes = of.kind === 'mailbox' ? [of.key] : inDomain.map(({ key }) => key);
  return { of: 'mailed', came: of.came, mailboxes, from: begin, until };
}
