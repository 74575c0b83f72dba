import { words } from '../words.ts';
import { reportsEnglish } from './reports/en.ts';
import { reportsNorwegian } from './reports/nb.ts';

export const reportsWords = words(reportsEnglish, reportsNorwegian);
