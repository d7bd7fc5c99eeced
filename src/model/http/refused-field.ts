import { EurusError, type GenerateRequest } from '../../core/index.ts';
import type { Failure } from './retry.ts';

/** A field of requests that a server may refuse, and what to do about it. */
type Field = {
  /** How servers name it, in lower case. */
  readonly named: RegExp;
  readonly asked: (request: GenerateRequest) => boolean;
  readonly hint: (request: GenerateRequest) => string;
};

const fields: readonly Field[] = [
  {
    named: /\bstop(?:_?sequences?)?\b/,
    asked: ({ generation }) => generation.stop.length > 0,
    hint: ({ benchmark, protocol, generation }) =>
      `${benchmark}.${protocol} has ${generation.stop.length} stop strings; give fewer or others with --stop`,
  },
  {
    named: /\btemperature\b/,
    asked: () => true,
    hint: ({ generation }) =>
      `The temperature is ${generation.temperature}; give another with --temperature (1 where a model takes no other)`,
  },
  {
    named: /\btop_?p\b/,
    asked: ({ generation }) => generation.topP !== 1,
    hint: () => 'Give --top-p 1, which leaves it out',
  },
  { named: /\bseed\b/, asked: ({ seed }) => seed !== null, hint: () => 'Leave --seed out' },
];

/**
 * A refusal that names a field which the protocol or the command gave every request. Before the first answer it is
 * taken to be about the command, and ends the run with one line in place of one failure a sample.
 * @param answered whether the server has answered a request of this backend
 */
export const aboutField = (failure: Failure, request: GenerateRequest, answered: boolean): Failure => {
  const said = failure.refusal?.said ?? '';
  const field = fields.find(({ named, asked }) => named.test(said) && asked(request));
  if (field === undefined) return failure;
  const { message } = failure.error;
  const error = new EurusError(answered ? 'ENDPOINT_REFUSED' : 'BACKEND_CANNOT', message, {
    hint: field.hint(request),
  });
  return { ...failure, error };
};
