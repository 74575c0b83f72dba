import { z } from 'zod';
import { findProspects } from '../../app/desk/find-prospects.ts';
import { fieldsOf } from '../forms.ts';
import { type Answer, type Page, page, type Visit } from '../page.ts';
import { shownPerson } from '../shown/person.ts';
import { searchWords } from '../words/search.ts';

const hitsAtMost = 50;

/** Who is meant by what was typed into the box at the top. Reps alone, as the API shows single prospects. */
export const searchPage: Page = {
  key: 'search',
  words: searchWords,
  routes: [{ method: 'GET', path: '/console/search', access: ['rep'], handle: search }],
};

const query = z.object({ q: z.string().trim().max(200).default('') });

async function search({ app, request, viewer }: Visit): Promise<Answer> {
  const { q } = fieldsOf(query, request.query);
  const found = q === '' ? [] : await findProspects(app, q, hitsAtMost, viewer);
  const hits = found.map((hit) => ({
    ...shownPerson(hit),
    id: hit.id,
    owner: hit.owner,
    enrolment: hit.enrolment && { ...hit.enrolment, word: `status.${hit.enrolment.status}` },
  }));
  return page('search', 'title', { q, hits, isCut: found.length === hitsAtMost, most: hitsAtMost });
}
