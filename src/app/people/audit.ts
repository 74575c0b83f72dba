import { normaliseAddress } from '../../domain/address.ts';
import { type AuditFilter, type AuditView, listAudit } from '../../store/audit-log.ts';
import type { App } from '../context.ts';
import { suppressionId } from './suppress.ts';

/** One page of who did what, the newest first. An address is looked for by its keyed hash: that is how it is kept. */
export async function readAudit(
  app: Pick<App, 'db' | 'keys'>,
  filter: AuditFilter,
): Promise<AuditView[]> {
  const { object } = filter;
  const address = object?.includes('@') === true ? normaliseAddress(object) : null;
  const named = address === null ? object : suppressionId(app, address);
  return listAudit(app.db, { ...filter, object: named });
}
