import { words } from '../words.ts';

/** Distances in time, part by part (see shown/wait.ts). */
export const spanWords = words(
  {
    'wait.businessDay': '{count} business day',
    'wait.businessDays': '{count} business days',
    'wait.day': '{count} day',
    'wait.days': '{count} days',
    'wait.hour': '{count} hour',
    'wait.hours': '{count} hours',
    'wait.minute': '{count} minute',
    'wait.minutes': '{count} minutes',
    'wait.second': '{count} second',
    'wait.seconds': '{count} seconds',
    'wait.and': ' and ',
  },
  {
    'wait.businessDay': '{count} virkedag',
    'wait.businessDays': '{count} virkedager',
    'wait.day': '{count} dag',
    'wait.days': '{count} dager',
    'wait.hour': '{count} time',
    'wait.hours': '{count} timer',
    'wait.minute': '{count} minutt',
    'wait.minutes': '{count} minutter',
    'wait.second': '{count} sekund',
    'wait.seconds': '{count} sekunder',
    'wait.and': ' og ',
  },
);
