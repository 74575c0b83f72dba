import { words } from '../words.ts';

export const startWords = words(
  {
    title: 'Nothing to see with this key',
    lead: 'A key with the role {role} is for programs. Log in with a key for a person: rep, ops or admin.',
  },
  {
    title: 'Ingenting å se med denne nøkkelen',
    lead: 'En nøkkel med rollen {role} er for programmer. Logg inn med en nøkkel for en person: rep, ops eller admin.',
  },
);
