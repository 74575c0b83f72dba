import type { fieldEnglish } from '../../../domain/sentences/fields.ts';

/** What is wrong with what stands in a form, a query or a row, in Norwegian. */
export const fieldNorwegian: Readonly<Record<keyof typeof fieldEnglish, string>> = {
  'fields.wrong': '{all}',
  'field.wrong': '{field}: {what}',
  'field.missing': 'mangler ({expected})',
  'field.not-there': 'mangler',
  'field.no-instant': 'må være et tidspunkt som 2026-11-24T09:00:00Z',
  'field.no-date': 'må være en dato som 2026-11-24',
  'field.no-id': 'er ikke en id',
  'field.no-country': 'må være en ISO-landkode, som NO',
  'field.no-moment': 'må være en dag som 2026-11-24, eller et tidspunkt som 2026-11-24T09:00:00Z',
  'field.basis-missing': 'mangler: si hva det er, {bases}',
  'field.evidence-missing': 'mangler: {basis} må dokumenteres, så skriv hvor det står',
  'field.since-missing': 'mangler: si siden når, for {basis}',
  'field.other': 'kan ikke leses ({words})',
};
