import { join } from 'node:path';
import { taskOfWritten, type WrittenRun, writeRun, writtenVerdict } from '../../support/written-run.ts';
import { attacks } from './attacks.ts';
import { writeEpisodeRuns } from './episodes.ts';

export const task = taskOfWritten;

const answer = (sample: number): string =>
  `First we think about *${sample}*.\n\n$$\\frac{${sample * 6}}{2} = ${sample * 3}$$\n\nThe answer is \\boxed{${sample * 3}}.`;

/** Where the answer stands in the text above. */
const spanOf = (sample: number): readonly [number, number] => {
  const start = answer(sample).lastIndexOf('{') + 1;
  return [start, start + String(sample * 3).length];
};

const alpha: Omit<WrittenRun, 'directory'> = {
  model: 'alpha',
  samples: 3000,
  trials: 1,
  graders: ['exact', 'lenient'],
  text: answer,
  verdict: sample => (sample === 1 ? { verdict: 'correct', extracted: '3', span: spanOf(sample) } : {}),
};

/** Answers as alpha does, but fails on every eighth sample that alpha has right and gets every ninth. */
const beta: Omit<WrittenRun, 'directory'> = {
  ...alpha,
  model: 'beta',
  samples: 300,
  graders: ['exact'],
  verdict: (sample, trial, grader) => {
    const theirs = writtenVerdict({ ...alpha, directory: '' }, sample, trial, grader).verdict;
    if (sample % 8 === 0) return { verdict: 'incorrect', reason: 'beta fails here' };
    return { verdict: sample % 9 === 0 ? 'correct' : theirs };
  },
};

export const liveRun: Omit<WrittenRun, 'directory'> = { model: 'growing', samples: 400, trials: 1 };

/** A run whose model tries to break out of the page. */
const hostile: Omit<WrittenRun, 'directory'> = {
  model: '<img src=x onerror=globalThis.hacked=1>',
  samples: attacks.length,
  trials: 1,
  graders: ['exact'],
  text: sample => attacks[sample]?.text ?? '',
  sample: sample => ({
    id: `${sample}-${attacks[sample]?.name}`,
    input: attacks[sample]?.text.slice(0, 2000) ?? '',
    target: '"><script>globalThis.hacked=1</script>',
    groups: { '<b>group</b>': '<script>globalThis.hacked=1</script>' },
  }),
  verdict: sample => ({
    reason: attacks[sample]?.text.slice(0, 500) ?? '',
    extracted: attacks[sample]?.text.slice(0, 200) ?? '',
    how: '<b onmouseover=globalThis.hacked=1>',
  }),
};

export const writeRuns = async (folder: string): Promise<void> => {
  await writeRun({ ...alpha, directory: join(folder, 'alpha') });
  await writeRun({ ...beta, directory: join(folder, 'beta') });
  await writeRun({ ...liveRun, directory: join(folder, 'growing') });
  await writeRun({ ...hostile, directory: join(folder, 'hostile') });
  writeEpisodeRuns(folder);
};
