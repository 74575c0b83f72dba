import type { ClaimedProspect } from '../../store/claims.ts';

/**
 * Whom previews are made for where nobody is named: has everything that shipped templates ask for, so that a difference is
 * of the template and not of missing data.
 */
export const sampleProspect: ClaimedProspect = {
  email: 'kari@example.no',
  domain: 'example.no',
  firstName: 'Kari',
  lastName: 'Nordmann',
  title: 'Logistics manager',
  phone: '+47 22 00 00 00',
  company: 'Nordfrakt AS',
  country: 'NO',
  timezone: 'Europe/Oslo',
  locale: null,
  attributes: {},
};
