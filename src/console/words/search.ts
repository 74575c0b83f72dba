import { words } from '../words.ts';

export const searchWords = words(
  {
    title: 'Search',
    asked: 'Hits for “{q}”',
    none: 'Nobody was found.',
    advice:
      'The beginnings of words are looked for in names, companies and addresses: “kari nord” finds Kari of Nordmat.',
    cut: 'The first {most} are shown. Type more to see fewer.',
    who: 'Who',
    cadence: 'Cadence',
    stage: 'Stage',
    owner: 'Owner',
    nowhere: 'In no cadence',
  },
  {
    title: 'Søk',
    asked: 'Treff på «{q}»',
    none: 'Fant ingen.',
    advice:
      'Det søkes etter begynnelsen av ord i navn, firma og adresse: «kari nord» finner Kari i Nordmat.',
    cut: 'De første {most} vises. Skriv mer for å se færre.',
    who: 'Hvem',
    cadence: 'Kadens',
    stage: 'Fase',
    owner: 'Eier',
    nowhere: 'Ikke i noen kadens',
  },
);
