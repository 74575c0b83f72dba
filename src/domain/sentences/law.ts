/** Which rule of the law asks for what: without a full stop, since it stands in other sentences too. */
export const lawEnglish = {
  'law.lack': '{country}: mail to a {kind} address needs {needs} ({source}){faults}',
  'law.country-without-rule': '{country} (no rule of its own)',
  'law.country-unknown': 'Country not known',
  'law.country-unreadable': 'Country {country} not known (write its ISO code)',
  'law.kind-personal': 'personal',
  'law.kind-role': 'role',
  'law.consent': 'consent',
  'law.customer': 'an existing customer relation',
  'law.customer-months': 'an existing customer relation not older than {months} months',
  'law.interest': 'a recorded legitimate interest',
  'law.interest-months': 'a recorded legitimate interest not older than {months} months',
  'law.either': '{ways} or {last}',
  'law.fault-ended': '; the {basis} recorded ended {end}',
  'law.fault-insufficient': '; the {basis} recorded does not suffice',
} as const;
