import type { SamplePage, TreePage, TrialPage } from '../api.ts';
import { hasTree } from '../sample.ts';
import type { SiteSamples, SiteTask } from '../site.ts';
import type { Library, OpenTask } from './library.ts';
import { goldOf, type OtherRun, otherRuns, othersAmong } from './sample.ts';
import { openSamples, type SampleReader } from './sample-reader.ts';

/** Writes a file of data. */
export type Put = (file: string, value: unknown) => Promise<void>;

/** About how much of samples is put into one file, in UTF-16 units of JSON. */
const partLength = 1_000_000;

/** A task of which everything has been read; one whose index was let go meanwhile is opened again. */
export const wholeTask = async (library: Library, run: string, name: string): Promise<OpenTask> => {
  for (;;) {
    const open = await library.task(run, name);
    await open.index.until(() => false, Number.POSITIVE_INFINITY);
    if (open.index.isWhole()) return open;
  }
};

/** The samples in the order of the data, in files of about a million characters. */
export const writeParts = async (
  library: Library,
  run: string,
  open: OpenTask,
  file: string,
  put: Put,
): Promise<SiteTask['parts']> => {
  const { index, task } = open;
  const { ids, count } = index.table(task.graders[0]?.name ?? '').samples;
  const parts: { file: string; from: number }[] = [];
  const runs: OtherRun[] = [];
  for (const other of await otherRuns(library, run, task.name)) {
    runs.push({ ...other, open: await wholeTask(library, other.id, task.name) });
  }
  const reader = openSamples(open);
  let pages: SamplePage[] = [];
  let trees: NonNullable<SiteSamples['trees']>[number][] = [];
  let [length, from] = [0, 0];
  const end = async (next: number): Promise<void> => {
    if (pages.length === 0) return;
    const name = `${file}s${parts.length}`;
    const samples: SiteSamples = { pages, ...(trees.length === 0 ? {} : { trees }) };
    await put(name, samples);
    parts.push({ file: name, from });
    [pages, trees, length, from] = [[], [], 0, next];
  };
  try {
    for (let sample = 0; sample < count; sample += 1) {
      const id = ids[sample] ?? '';
      const others = othersAmong(runs, id, goldOf(index, id));
      const page = { run, task: task.name, id, ...(await reader.read(id)), others };
      if (hasTree(page)) trees.push({ page: pages.length, trees: await treesOf(reader, id, task) });
      pages.push(page);
      length += page.trials.reduce((sum, trial) => sum + lengthOf(trial), 1000);
      if (length >= partLength) await end(sample + 1);
    }
    await end(count);
  } finally {
    await reader.close();
  }
  return parts;
};

const treesOf = async (
  reader: SampleReader,
  id: string,
  { graders }: OpenTask['task'],
): Promise<readonly TreePage[]> => {
  const trees: TreePage[] = [];
  for (const { name } of graders) {
    const tree = await reader.tree(id, name);
    if (tree !== null) trees.push(tree);
  }
  return trees;
};

/** About the characters of a trial. */
const lengthOf = ({ text, episode }: TrialPage): number =>
  (episode?.turns ?? []).reduce(
    (sum, { reply, reasoning, effect }) =>
      sum +
      [reply, reasoning, effect?.action, effect?.observation, effect?.next].reduce(
        (all, one) => all + (one?.text.length ?? 0),
        500,
      ),
    text.length + 1000,
  );
