import { type Counting, isWhole, type PrefillFinding, type Uptake } from '../../core/index.ts';

/** True where the start is used: answers go on from it, or hold it. */
export const isHonoured = (finding: PrefillFinding): boolean =>
  finding === 'continued' || finding === 'echoed' || finding === 'unclear';

/** True where the answers alone say enough: some go on, none begins anew. */
export const isClear = (uptakes: readonly Uptake[]): boolean =>
  uptakes.includes('continued') && !uptakes.some(isWhole);

/**
 * What the first answers of a task and the counting question show together. Answers that go on outweigh a model that
 * cannot count; a counted start outweighs answers that begin anew by the model's own habit.
 */
export const findingOf = (uptakes: readonly Uptake[], counting: Counting): PrefillFinding => {
  const count = (of: (uptake: Uptake) => boolean): number => uptakes.filter(of).length;
  const continued = count(uptake => uptake === 'continued');
  const repeated = count(uptake => uptake === 'repeated');
  const whole = count(isWhole);
  // No answer goes on from a start that it has not seen; some begin anew behind one that they have.
  if (counting === 'continued' || continued > whole || (continued > 0 && counting !== 'anew')) {
    return 'continued';
  }
  // A server that sends the start back does so always.
  if (repeated > 0 && repeated === whole && continued === 0 && counting !== 'anew') return 'echoed';
  if (whole > 0) return count(uptake => uptake === 'prose') > whole / 2 ? 'ignored' : 'restarted';
  if (counting === 'anew') return 'ignored';
  return counting === 'echoed' ? 'echoed' : 'unclear';
};
