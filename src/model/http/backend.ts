import {
  type Backend,
  type CallContext,
  type Generated,
  type GenerateRequest,
  type Generation,
  noUsage,
  type PrefillWay,
  severalEndpoints,
  type Usage,
} from '../../core/index.ts';
import { type Checkable, checkTarget, type EndpointCheck } from '../check.ts';
import type { BackendOptions } from '../options.ts';
import type { Provider } from '../provider.ts';
import { checkServers } from '../replicas/check.ts';
import { asReplica, openServers, replicasOf, type Server } from '../replicas/servers.ts';
import { urlIn } from '../target.ts';
import type { Answer, AnswerKind, AnswerReader, Choices } from './answer.ts';
import { createAsking } from './asking.ts';
import type { Conceded, Wiring } from './dialect.ts';
import { honouredPrefill } from './prefill.ts';
import type { HttpProxy } from './proxy.ts';
import { aboutField } from './refused-field.ts';
import { type Tried, withRetries } from './retry.ts';
import { createTrialsTogether, mostTogether } from './trials-together.ts';

const defaultFirstRetryDelayMs = 500;

/**
 * A server whose API is one of the dialects, or several that serve the same model.
 * @param named the provider, as `--model` names it
 * @param model what stands behind the provider in `--model`
 * @throws EurusError `USAGE`
 */
export const createHttpBackend = (
  named: Provider,
  model: string,
  options: BackendOptions,
): Backend & Checkable => {
  const provider = options.prefill === undefined ? named : { ...named, prefill: options.prefill };
  const { dialect } = provider;
  const servers = openServers(provider, model, options);
  const [first] = servers;
  const replicas = replicasOf(servers, options);
  const { api, speaking } = first.target;
  // The provider's own server has its limits, wherever it stands among others.
  const limiting = servers.find(({ url }) => url === provider.baseUrl) ?? first;
  const { settings, ask } = createAsking(provider, limiting.target, options);
  // All are taken to be alike, so that all are asked in the same form.
  let conceded: Conceded = new Set<string>();
  const wiringOf = (
    { prefillWay = provider.prefill }: GenerateRequest,
    without: Conceded,
    choices = 1,
  ): Wiring => ({ ...speaking, prefill: prefillWay, conceded: without, choices });
  const policy = {
    maxRetries: options.maxRetries,
    firstDelayMs: options.firstRetryDelayMs ?? defaultFirstRetryDelayMs,
    patienceMs: options.patienceMs,
  };

  const tryOnce = async <T>(
    asked: Asked<T>,
    server: Server,
    signal?: AbortSignal,
  ): Promise<Tried<Sent<T>>> => {
    const { request, createReader } = asked;
    const startedAt = performance.now();
    let choices = asked.choices;
    for (let without = conceded; ; ) {
      const wiring = wiringOf(request, without, choices);
      const body = JSON.stringify(dialect.toBody(request, wiring));
      const tried = await server.client.generate(server.target.url, body, createReader, signal);
      if (tried.ok) {
        // Only what worked is kept; requests in flight may have learnt something else meanwhile.
        if (without !== conceded) conceded = new Set([...conceded, ...without]);
        server.answered = true;
        server.turnsAway = false;
        const latencyMs = Math.round(performance.now() - startedAt);
        const value = { answer: tried.value, choices, latencyMs, ...endpointOf(server) };
        return tried.limits === undefined ? { ok: true, value } : { ok: true, value, limits: tried.limits };
      }
      const { failure } = tried;
      if (failure.refusal === undefined) {
        return replicas === undefined ? tried : { ...tried, failure: asReplica(failure, server, servers) };
      }
      const more = dialect.concede?.(failure.refusal, request, wiring) ?? null;
      if (more !== null && !without.has(more)) without = new Set([...without, more]);
      // Whatever the words are: it shows whether it was the number of answers.
      else if (choices > 1) choices = 1;
      else
        return {
          ok: false,
          failure: aboutField(
            failure,
            request,
            servers.some(one => one.answered),
          ),
        };
    }
  };

  const endpointOf = ({ url }: Server): { readonly endpoint?: string } =>
    replicas === undefined ? {} : { endpoint: url };

  const send = <T>(asked: Asked<T>, usageOf: (answer: T) => Usage, context: CallContext) =>
    withRetries(
      replica => tryOnce(asked, servers[replica] ?? first, context.signal),
      policy,
      context,
      ({ answer }) => tokensOf(usageOf(answer)),
      asked.choices,
    );

  const toGenerated = (
    request: GenerateRequest,
    answer: Answer,
    { latencyMs, endpoint }: Pick<Sent<Answer>, 'latencyMs' | 'endpoint'>,
    retries: number,
  ): Generated => ({
    ...generatedOf(answer, model, request.generation),
    ...scoresOf(request, answer),
    latencyMs,
    retries,
    prefill: honouredPrefill(request.prompt, answer.text, api, dialect),
    ...(endpoint === undefined ? {} : { endpoint }),
  });

  const { createReader, createChoicesReader } = dialect;
  const most = Math.min(provider.n ?? 1, mostTogether);
  const together = most > 1 && !options.stream && options.batchTrials !== false;

  return {
    name: provider.name,
    model,
    endpoint: replicas === undefined ? first.url : severalEndpoints,
    ...(replicas === undefined ? {} : { replicas }),
    api,
    prefill: api === 'completions' && options.prefill !== 'none' ? 'text' : provider.prefill,
    otherPrefills: options.prefill === undefined && api === 'chat' ? otherPrefills(provider) : [],
    settings: {
      ...settings,
      ...(provider.sha256 === undefined ? {} : { backend_sha256: provider.sha256 }),
    },
    prepare: request => ({
      method: 'POST',
      url: first.target.url,
      body: dialect.toBody(ask(request), wiringOf(request, conceded)),
    }),
    generate: async (request, context = {}) => {
      const asked = { request: ask(request), choices: 1, createReader };
      const { value, retries } = await send(asked, ({ usage }) => usage, context);
      return toGenerated(request, value.answer, value, retries);
    },
    ...(createChoicesReader === undefined || !together
      ? {}
      : {
          trialsTogether: createTrialsTogether({
            most,
            draw: async (request, count, context) => {
              const asked = {
                request: ask(request),
                choices: count,
                createReader: (kind: AnswerKind) => createChoicesReader(kind, count),
              };
              const { value, retries } = await send(asked, usageOfChoices, context);
              const { answer, choices, ...sent } = value;
              return { choices: answer, sent, retries, refused: choices < count };
            },
            toGenerated,
          }),
        }),
    check: async signal => {
      const check = async (server: Server): Promise<EndpointCheck> => {
        const { target, client } = server;
        const found = await checkTarget(target, client, options.timeoutMs, signal);
        server.target = { ...target, root: found.root, url: urlIn(target, found.root) };
        return target.proxy === null ? found.check : noteProxy(found.check, target.proxy);
      };
      return replicas === undefined ? check(first) : checkServers(servers, check, model, signal);
    },
    close: async () => void (await Promise.all(servers.map(({ client }) => client.close()))),
  };
};

/** What is asked for, in the form that the API takes. */
type Asked<T> = {
  readonly request: GenerateRequest;
  /** How many answers. */
  readonly choices: number;
  readonly createReader: (kind: AnswerKind) => AnswerReader<T>;
};

/** What was answered, how many answers the try that worked had asked for, and how long it took. */
type Sent<T> = {
  readonly answer: T;
  readonly choices: number;
  readonly latencyMs: number;
  /** Which of several servers it was. */
  readonly endpoint?: string;
};

const tokensOf = ({ inputTokens, outputTokens }: Usage): number | null =>
  outputTokens === null ? null : (inputTokens ?? 0) + outputTokens;

/** Each has that of all. */
const usageOfChoices = ({ answers }: Choices): Usage =>
  answers.find(answer => answer !== null)?.usage ?? noUsage;

/** Ways to ask for a started answer beside the usual one; a server that continues none has none. */
const otherPrefills = ({ dialect, prefill }: Provider): readonly PrefillWay[] =>
  prefill === 'none' ? [] : (dialect.prefills ?? []).filter(way => way !== prefill);

const generatedOf = (
  { text, reasoning, finishReason, usage, logprobs, model }: Answer,
  asked: string,
  wanted: Pick<Generation, 'logprobs' | 'answerLogprobs'>,
): Omit<Generated, 'latencyMs' | 'retries' | 'prefill'> => ({
  text,
  reasoning,
  finishReason,
  usage,
  model: model ?? asked,
  // Where those of all tokens are asked for, a first token comes along that no protocol has asked for.
  ...(logprobs === null || (wanted.answerLogprobs === true && wanted.logprobs === undefined)
    ? {}
    : { logprobs }),
});

const scoresOf = ({ generation }: GenerateRequest, { scores }: Answer): Pick<Generated, 'scores'> =>
  generation.answerLogprobs === true && scores ? { scores } : {};

const noteProxy = (check: EndpointCheck, { shown, variable }: HttpProxy): EndpointCheck => ({
  ...check,
  notes: [...(check.notes ?? []), `Requests go through the proxy ${shown} (${variable})`],
});
