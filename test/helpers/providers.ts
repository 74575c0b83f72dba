import { crms } from './providers/crms.ts';
import { mailProviders } from './providers/mails.ts';
import type { Provider } from './providers/provider.ts';

/** Every scheme but `standard` and `ses`, which have tests of their own. */
export const providers: Readonly<Record<string, Provider>> = { ...crms, ...mailProviders };
