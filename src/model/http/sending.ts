import type { CallContext, GenerateRequest, Usage } from '../../core/index.ts';
import type { BackendOptions } from '../options.ts';
import type { Provider } from '../provider.ts';
import { asReplica, type Server } from '../replicas/servers.ts';
import type { AnswerKind, AnswerReader } from './answer.ts';
import type { Conceded, Wiring } from './dialect.ts';
import { aboutField } from './refused-field.ts';
import { type Tried, withRetries } from './retry.ts';

const defaultFirstRetryDelayMs = 500;

/** What is asked for, in the form that the API takes. */
export type Asked<T> = {
  readonly request: GenerateRequest;
  /** How many answers. */
  readonly choices: number;
  readonly createReader: (kind: AnswerKind) => AnswerReader<T>;
};

/** What was answered, how many answers the try that worked had asked for, and how long it took. */
export type Sent<T> = {
  readonly answer: T;
  readonly choices: number;
  readonly latencyMs: number;
  /** Which of several servers it was. */
  readonly endpoint?: string;
};

/** Sends requests in the form that the servers take, which is learnt from what they refuse. */
export type Sending = {
  /** How a request is written for a server, by what is known of it now. */
  wiringOf(request: GenerateRequest): Wiring;
  /**
   * Sends a request until it is answered, to the server that the gate names.
   * @throws EurusError for what fails for good, see `withRetries`
   */
  send<T>(
    asked: Asked<T>,
    usageOf: (answer: T) => Usage,
    context: CallContext,
  ): Promise<{ readonly value: Sent<T>; readonly retries: number }>;
};

/**
 * @param servers all of one model behind one API
 * @param several answers and failures name their server
 */
export const createSending = (
  provider: Provider,
  servers: readonly [Server, ...Server[]],
  several: boolean,
  options: BackendOptions,
): Sending => {
  const { dialect } = provider;
  const [first] = servers;
  const { speaking } = first.target;
  // All are taken to be alike, so that all are asked in the same form.
  let conceded: Conceded = new Set<string>();
  const wiringOf = (
    { prefillWay = provider.prefill }: GenerateRequest,
    without = conceded,
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
        return several ? { ...tried, failure: asReplica(failure, server, servers) } : tried;
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

  const endpointOf = ({ url }: Server): { readonly endpoint?: string } => (several ? { endpoint: url } : {});

  return {
    wiringOf: request => wiringOf(request),
    send: (asked, usageOf, context) =>
      withRetries(
        replica => tryOnce(asked, servers[replica] ?? first, context.signal),
        policy,
        context,
        ({ answer }) => tokensOf(usageOf(answer)),
        asked.choices,
      ),
  };
};

const tokensOf = ({ inputTokens, outputTokens }: Usage): number | null =>
  outputTokens === null ? null : (inputTokens ?? 0) + outputTokens;
