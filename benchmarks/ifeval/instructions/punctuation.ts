import type { Kind } from './given.ts';

const noComma: Kind = () => text => !text.includes(',');

export const punctuation: Readonly<Record<string, Kind>> = { no_comma: noComma };
