import { words } from '../words.ts';
import { capacityEnglish, capacityNorwegian } from './reports/capacity.ts';
import { reportsEnglish } from './reports/en.ts';
import { reportsNorwegian } from './reports/nb.ts';
import { variantsEnglish, variantsNorwegian } from './reports/variants.ts';

export const reportsWords = words(
  { ...reportsEnglish, ...capacityEnglish, ...variantsEnglish },
  { ...reportsNorwegian, ...capacityNorwegian, ...variantsNorwegian },
);
