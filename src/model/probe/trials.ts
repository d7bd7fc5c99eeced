import { addressOf, type Backend, messageOf, oneLine, userTurn } from '../../core/index.ts';
import { maxSeen, type ProbeFinding } from './probing.ts';

const wanted = 3;

/** Whether one request brings several answers (`n`), by one request. */
export const probeTrials = async (
  { trialsTogether }: Backend,
  timeoutMs: number,
  stop?: AbortSignal,
): Promise<ProbeFinding> => {
  const capability = 'n';
  if (trialsTogether === undefined) {
    return {
      capability,
      state: 'unclear',
      seen: 'not tried: of this kind of server trials are asked singly',
    };
  }
  const requests = Array.from({ length: wanted }, (_, trial) => ({
    ...addressOf('doctor', 'probe', 'n', trial),
    prompt: userTurn('Write one short sentence about anything you like.'),
    generation: { maxTokens: 16, temperature: 1, topP: 1, stop: [] },
    seed: null,
  }));
  const patience = AbortSignal.timeout(timeoutMs);
  const signal = stop === undefined ? patience : AbortSignal.any([patience, stop]);
  try {
    const { size } = await trialsTogether.generate(requests, { signal });
    const able = size === wanted && trialsTogether.most() > 1;
    return able
      ? { capability, state: 'works', seen: `${size} answers to one request` }
      : {
          capability,
          state: 'no',
          seen: `${wanted} answers asked for, ${size} came: trials are asked singly`,
        };
  } catch (error) {
    const why = patience.aborted ? `no answer in ${timeoutMs / 1000} s` : oneLine(messageOf(error), maxSeen);
    return { capability, state: 'unclear', seen: why };
  }
};
