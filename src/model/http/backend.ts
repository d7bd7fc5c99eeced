import {
  type Backend,
  type Generated,
  type GenerateRequest,
  noUsage,
  type PrefillWay,
  severalEndpoints,
  type Usage,
} from '../../core/index.ts';
import { type Checkable, checkTarget, type EndpointCheck } from '../check.ts';
import type { BackendOptions } from '../options.ts';
import type { Provider } from '../provider.ts';
import { checkServers } from '../replicas/check.ts';
import { openServers, replicasOf, type Server } from '../replicas/servers.ts';
import { urlIn } from '../target.ts';
import type { Answer, AnswerKind, Choices } from './answer.ts';
import { createAsking } from './asking.ts';
import { generatedOf } from './generated.ts';
import { honouredPrefill } from './prefill.ts';
import type { HttpProxy } from './proxy.ts';
import { createSending, type Sent } from './sending.ts';
import { createTrialsTogether, mostTogether } from './trials-together.ts';

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
  const { api } = first.target;
  // The provider's own server has its limits, wherever it stands among others.
  const limiting = servers.find(({ url }) => url === provider.baseUrl) ?? first;
  const { settings, ask } = createAsking(provider, limiting.target, options);
  const { send, wiringOf } = createSending(provider, servers, replicas !== undefined, options);
  const generated = (
    request: GenerateRequest,
    answer: Answer,
    { latencyMs, endpoint }: Pick<Sent<Answer>, 'latencyMs' | 'endpoint'>,
    retries: number,
  ): Generated => ({
    ...generatedOf(answer, request, model),
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
      body: dialect.toBody(ask(request), wiringOf(request)),
    }),
    generate: async (request, context = {}) => {
      const asked = { request: ask(request), choices: 1, createReader };
      const { value, retries } = await send(asked, ({ usage }) => usage, context);
      return generated(request, value.answer, value, retries);
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
            toGenerated: generated,
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

/** Each has that of all. */
const usageOfChoices = ({ answers }: Choices): Usage =>
  answers.find(answer => answer !== null)?.usage ?? noUsage;

/** Ways to ask for a started answer beside the usual one; a server that continues none has none. */
const otherPrefills = ({ dialect, prefill }: Provider): readonly PrefillWay[] =>
  prefill === 'none' ? [] : (dialect.prefills ?? []).filter(way => way !== prefill);

const noteProxy = (check: EndpointCheck, { shown, variable }: HttpProxy): EndpointCheck => ({
  ...check,
  notes: [...(check.notes ?? []), `Requests go through the proxy ${shown} (${variable})`],
});
