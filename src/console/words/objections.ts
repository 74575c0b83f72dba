import { words } from '../words.ts';

/** The usual categories of an objection. */
export const objectionWords = words(
  {
    'means.price': 'Price',
    'means.timing': 'Timing',
    'means.authority': 'Not theirs to decide',
    'means.competitor': 'Has another supplier',
    'means.need': 'No need',
    'means.trust': 'No trust yet',
    'means.not-interested': 'Not interested',
  },
  {
    'means.price': 'Pris',
    'means.timing': 'Tidspunkt',
    'means.authority': 'Ikke deres å avgjøre',
    'means.competitor': 'Har en annen leverandør',
    'means.need': 'Ikke behov',
    'means.trust': 'Mangler tillit',
    'means.not-interested': 'Ikke interessert',
  },
);
