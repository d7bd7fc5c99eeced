import type { SamplePage } from './api.ts';

/** Whether there is more to see in the tree of a sample than one answer. */
export const hasTree = ({ trials }: Pick<SamplePage, 'trials'>): boolean =>
  trials.length > 1 || trials.some(({ episode }) => episode !== undefined);
