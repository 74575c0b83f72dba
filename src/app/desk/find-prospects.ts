import type { Viewer } from '../../domain/viewer.ts';
import { type ProspectHit, searchProspects } from '../../store/prospect-search.ts';
import type { App } from '../context.ts';

const wordsAtMost = 8;

/** Who is meant by what somebody types: beginnings of words of name, company and address. */
export async function findProspects(
  app: Pick<App, 'db'>,
  text: string,
  limit: number,
  { owners }: Viewer,
): Promise<ProspectHit[]> {
  const beginnings =
    text
      .normalize()
      .toLowerCase()
      .match(/[\p{L}\p{Nd}]+/gu) ?? [];
  return searchProspects(app.db, beginnings.slice(0, wordsAtMost), limit, owners);
}
