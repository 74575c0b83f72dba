/** What is wrong with what stands in a form, a query or a row: the name of the field, and what is wrong with it. */
export const fieldEnglish = {
  'fields.wrong': '{all}',
  'field.wrong': '{field}: {what}',
  'field.missing': 'Invalid input: expected {expected}, received undefined',
  'field.not-there': 'is missing',
  'field.no-instant': 'Invalid ISO datetime',
  'field.no-date': 'Invalid ISO date',
  'field.no-id': 'Invalid UUID',
  'field.no-country': 'must be an ISO country code such as NO',
  'field.no-moment': 'must be a day such as 2026-11-24, or an instant such as 2026-11-24T09:00:00Z',
  'field.basis-missing': 'is missing: say which it is, {bases}',
  'field.evidence-missing': 'is missing: {basis} needs its evidence, where it is written down',
  'field.since-missing': 'is missing: say when the {basis} came about',
  'field.other': '{words}',
} as const;
