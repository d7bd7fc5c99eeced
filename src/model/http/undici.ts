import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** The network client, loaded with the first server that is asked: most commands ask none, and start without it. */
export const undici = (): typeof import('undici') => require('undici');
