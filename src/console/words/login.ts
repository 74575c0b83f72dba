import { words } from '../words.ts';

export const loginWords = words(
  {
    title: 'Log in',
    lead: 'Log in with your API key.',
    key: 'API key',
    submit: 'Log in',
    wrong: 'Nobody has this key, or it was revoked.',
    where: 'Where do I get one?',
    howFirst: 'The first admin key was shown once, when the server was started for the first time.',
    howMore: 'Make another at the command line of the server:',
  },
  {
    title: 'Logg inn',
    lead: 'Logg inn med API-nøkkelen din.',
    key: 'API-nøkkel',
    submit: 'Logg inn',
    wrong: 'Ingen har denne nøkkelen, eller den er trukket tilbake.',
    where: 'Hvor får jeg en?',
    howFirst: 'Den første admin-nøkkelen ble vist én gang, da serveren ble startet første gang.',
    howMore: 'Lag en ny på kommandolinjen til serveren:',
  },
);
