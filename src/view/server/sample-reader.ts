import type { SamplePage, TreePage, TrialPage } from '../api.ts';
import type { OpenTask } from './library.ts';
import { Refusal } from './refusal.ts';
import { type TreeTrial, treePage } from './tree.ts';
import { openFiles, treeTrialOf, trialOf } from './trial.ts';

/** Characters of one text that are sent, and of all trials together; every trial has at least the last. */
const maxText = 1_000_000;
const maxAll = 8_000_000;
const minText = 10_000;

/** Reads samples of one task, whose records the index knows by now. */
export type SampleReader = {
  /** @throws Refusal 404 when there is no such sample */
  read(id: string): Promise<Pick<SamplePage, 'sample' | 'trials'>>;
  /** @throws Refusal 404 when there is no such sample */
  tree(id: string, grader: string): Promise<TreePage | null>;
  close(): Promise<void>;
};

export const openSamples = (open: OpenTask): SampleReader => {
  const files = openFiles(open);
  const { index } = open;
  const find = async (id: string) => {
    const found = index.rowsOf(id);
    if (found === null) throw new Refusal(404, 'there is no such sample in the task');
    const place = index.samplePlace(found.sample);
    return { rows: found.rows, sample: place === null ? null : await files.sample.read(place) };
  };
  return {
    tree: async (id, grader) => {
      const { rows, sample } = await find(id);
      if (sample === null) return null;
      const trials: TreeTrial[] = [];
      for (const row of rows) trials.push(await treeTrialOf(row, open, files, grader));
      return treePage(open, sample, trials, grader);
    },
    read: async id => {
      const found = await find(id);
      const { sample } = found;
      const share = Math.floor(maxAll / Math.max(1, found.rows.length));
      const limit = Math.max(minText, Math.min(maxText, share));
      const trials: TrialPage[] = [];
      for (const row of found.rows) trials.push(await trialOf(row, open, files, limit));
      return { sample, trials };
    },
    close: files.close,
  };
};
