import type {
  Backend,
  BenchmarkIdentity,
  GenerateRequest,
  Generation,
  PrefillWay,
  Prompt,
} from '../core/index.ts';
import { canonicalJson, sha256 } from './canonical.ts';
import { promptSha256 } from './prompt.ts';

/** What of a backend the answers depend on. */
export type Asked = Pick<Backend, 'name' | 'model' | 'endpoint' | 'api' | 'settings'>;

/** What of a prompt goes into the name of its request. */
export type NamedPrompt = {
  readonly sha256: string;
  /** How the start of the answer is asked for; null for a prompt without one. */
  readonly prefill: PrefillWay | null;
  /** What of the turns that follow changes the answer; absent where there are none. */
  readonly interaction?: NonNullable<BenchmarkIdentity['interaction']>;
};

export const namePrompt = (
  prompt: Prompt,
  way: PrefillWay,
  interaction?: BenchmarkIdentity['interaction'],
): NamedPrompt => ({
  sha256: promptSha256(prompt),
  prefill: prompt.kind === 'chat' && prompt.prefill !== undefined ? way : null,
  ...(interaction === undefined ? {} : { interaction }),
});

/** Sampling settings as files have them. */
export const writeGeneration = ({
  maxTokens,
  temperature,
  topP,
  stop,
  logprobs,
  answerLogprobs,
}: Generation) => ({
  max_tokens: maxTokens,
  temperature,
  top_p: topP,
  stop,
  ...(logprobs === undefined ? {} : { logprobs }),
  ...(answerLogprobs === true ? { answer_logprobs: true } : {}),
});

/**
 * The name of a request: SHA-256 of the canonical JSON (keys sorted, no blanks) of all that its answer depends on,
 *
 *     {"api", "backend", "endpoint", "generation": {"answer_logprobs"?, "logprobs"?, "max_tokens", "stop", "temperature", "top_p"},
 *      "interaction"?, "model", "prefill", "prompt_sha256", "seed", "settings", "trial"}
 *
 * `interaction` is that of the manifest, for an episode: an answer in one turn is no answer to it, nor the other way about.
 * `seed` is that of the trial. Trials of one sample have names of their own also where nothing else tells them apart:
 * their answers are independent draws, and none may stand for another.
 */
export const requestSha256 = (
  asked: Asked,
  prompt: NamedPrompt,
  { generation, seed, trial }: Pick<GenerateRequest, 'generation' | 'seed' | 'trial'>,
): string => {
  const [start, end] = frameOf(asked, prompt, generation);
  return sha256(`${start}"prompt_sha256":"${prompt.sha256}","seed":${seed},${end},"trial":${trial}}`);
};

type Frame = readonly [start: string, end: string];

/** What is the same in all requests of a task: made once, as a run names hundreds of thousands. */
const frames = new WeakMap<Asked, WeakMap<Generation, Map<string, Frame>>>();

const frameOf = (
  asked: Asked,
  { prefill, interaction }: Omit<NamedPrompt, 'sha256'>,
  generation: Generation,
): Frame => {
  const ofAsked = frames.get(asked) ?? new WeakMap<Generation, Map<string, Frame>>();
  frames.set(asked, ofAsked);
  const ofGeneration = ofAsked.get(generation) ?? new Map<string, Frame>();
  ofAsked.set(generation, ofGeneration);
  const name = interaction === undefined ? `${prefill}` : `${prefill} ${canonicalJson(interaction)}`;
  const known = ofGeneration.get(name);
  if (known !== undefined) return known;
  const { model, endpoint, api, settings } = asked;
  const shared = {
    ...{ api, backend: asked.name, endpoint, model, prefill },
    ...(interaction === undefined ? {} : { interaction }),
    generation: writeGeneration(generation),
  };
  const start = `${canonicalJson(shared).slice(0, -1)},`;
  const frame: Frame = [start, `"settings":${canonicalJson(settings)}`];
  ofGeneration.set(name, frame);
  return frame;
};
