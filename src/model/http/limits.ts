import { EurusError, type GenerateRequest } from '../../core/index.ts';
import type { Limits } from '../provider.ts';

/**
 * Refuses what the API is known not to take, before anything is sent: leaving it out would measure something else.
 * @throws EurusError `BACKEND_CANNOT`
 */
export const refuseBeyond = (name: string, limits: Limits, request: GenerateRequest): void => {
  const { benchmark, protocol, generation, seed } = request;
  const { stops = Number.POSITIVE_INFINITY, maxTemperature = Number.POSITIVE_INFINITY } = limits;
  const { stop, temperature } = generation;
  if (stop.length > stops) {
    throw cannot(
      `${name} takes ${stops} stop strings at most, ${benchmark}.${protocol} has ${stop.length}`,
      `Give at most ${stops} with --stop, which takes the place of the protocol's, or use another server`,
    );
  }
  const blank = stop.find(mark => mark.trim() === '');
  if (limits.blankStops === false && blank !== undefined) {
    throw cannot(
      `${name} takes no stop string of white space alone, ${benchmark}.${protocol} has ${JSON.stringify(blank)}`,
      "Give others with --stop, which takes the place of the protocol's, or use another server",
    );
  }
  if (temperature > maxTemperature) {
    throw cannot(
      `${name} takes temperatures from 0 to ${maxTemperature}, ${benchmark}.${protocol} has ${temperature}`,
      'Give another with --temperature',
    );
  }
  if (seed !== null && limits.seed === false) {
    throw cannot(`${name} has no sampling seed`, 'Leave --seed out; answers then differ from run to run');
  }
};

const cannot = (message: string, hint: string): EurusError =>
  new EurusError('BACKEND_CANNOT', message, { hint });
