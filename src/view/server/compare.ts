import { compareRuns } from '../../compare/index.ts';
import { EurusError } from '../../core/index.ts';
import type { ComparePage, RunId } from '../api.ts';
import type { Library } from './library.ts';
import { Refusal } from './refusal.ts';

/** `GET api/compare` */
export const compared = async (library: Library, a: RunId, b: RunId): Promise<ComparePage> => {
  if (a === b) throw new Refusal(400, 'a run is not compared with itself');
  const [left, right] = [await library.run(a), await library.run(b)];
  const comparison = await compareRuns(left, right).catch((thrown: unknown) => {
    // Its message names directories of this machine.
    if (!(thrown instanceof EurusError) || thrown.code !== 'USAGE') throw thrown;
    throw new Refusal(409, 'the two runs have no scored sample in common');
  });
  return {
    ...comparison,
    a: { run: a, model: comparison.a.model },
    b: { run: b, model: comparison.b.model },
    cells: comparison.cells.map(({ flips: _, ...cell }) => cell),
  };
};
