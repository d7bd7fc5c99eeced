import type { Benchmark, Protocol } from '../core/index.ts';
import { readTurnsName } from './name.ts';
import { withTurns } from './with-turns.ts';

/**
 * The protocol of a name: one of the benchmark's own, or one of them with turns (`cot-turns5`). Undefined for none.
 * @throws EurusError `USAGE` as `withTurns`
 */
export const protocolNamed = (benchmark: Benchmark, name: string): Protocol | undefined => {
  const own = ownProtocol(benchmark, name);
  if (own !== undefined) return own;
  const asked = readTurnsName(name);
  const base = asked === null ? undefined : ownProtocol(benchmark, asked.base);
  if (asked === null || base === undefined) return undefined;
  return withTurns(base, asked.turns, benchmark.domain, `${benchmark.id}.${asked.base}`);
};

const ownProtocol = ({ protocols }: Benchmark, name: string): Protocol | undefined =>
  Object.hasOwn(protocols, name) ? protocols[name] : undefined;
