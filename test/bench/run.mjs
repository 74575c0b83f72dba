// `npm run bench`: the parts as they stand in TypeScript, and in them the worker as it is compiled (see package.json), which is
// what production runs. Compiled on the way, each arrow function would be named anew whenever it is made.
import { register } from 'node:module';
import { register as registerTypeScript } from 'tsx/esm/api';

registerTypeScript();
register('./compiled-sources.mjs', import.meta.url);
await import('./run.ts');
