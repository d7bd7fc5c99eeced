import { type Backend, EurusError } from '../core/index.ts';
import { modelCritic } from '../interaction/index.ts';
import { backendOf } from './backend-of.ts';
import { defaultCritiqueTokens, type InteractionArguments } from './interaction-options.ts';
import type { Endpoint } from './model-options.ts';

/** How patient the run is with servers, which holds for the critique model's too. */
type Patience = Pick<Endpoint, 'maxRetries' | 'timeout' | 'connectTimeout' | 'serverPatience'>;

/** A critic, and the backend behind it, which the caller closes. */
export type OpenCritic = { readonly critic: ReturnType<typeof modelCritic>; readonly backend: Backend };

/**
 * The critique model that the flags name; null where they name none.
 * @throws EurusError `USAGE` | `UNKNOWN_NAME`, in the words of its own flags
 */
export const criticOf = async (
  args: InteractionArguments & Patience,
  { sends }: { readonly sends: boolean },
): Promise<OpenCritic | null> => {
  if (args.critique === undefined) return refuseIdleFlags(args);
  if (args.critique.startsWith('replay/')) {
    throw new EurusError('USAGE', '--critique asks a model, and replay has recorded answers only.');
  }
  const { maxRetries, timeout, connectTimeout, serverPatience } = args;
  const { backend } = await inItsWords(() =>
    backendOf(
      {
        model: args.critique,
        baseUrl: args.critiqueBaseUrl,
        apiKeyEnv: args.critiqueApiKeyEnv,
        api: args.critiqueApi,
        ...{ prefill: 'none', stream: false, batchTrials: false, chatTemplate: undefined },
        ...{ modelArgs: undefined, concurrency: undefined },
        ...{ firstTokenTimeout: undefined, idleTimeout: undefined },
        ...{ maxRetries, timeout, connectTimeout, serverPatience },
      },
      { sends },
    ),
  );
  const critic = modelCritic({
    backend,
    maxTokens: args.critiqueMaxTokens ?? defaultCritiqueTokens,
    temperature: args.critiqueTemperature ?? 0,
    seesGold: args.critiqueSeesGold ?? false,
  });
  return { critic, backend };
};

/** The critique model is named, and has flags, of its own: errors about it are to say so. */
export const inItsWords = async <T>(make: () => Promise<T>): Promise<T> => {
  try {
    return await make();
  } catch (thrown) {
    if (!(thrown instanceof EurusError)) throw thrown;
    const { code, message, hint } = thrown;
    throw new EurusError(code, renamed(message), {
      ...(hint === null ? {} : { hint: renamed(hint) }),
      cause: thrown,
    });
  }
};

const renamed = (text: string): string =>
  text.replaceAll('--model', '--critique').replace(/--(base-url|api-key-env|api)\b/g, '--critique-$1');

/** A flag that could do nothing would be believed to. */
const refuseIdleFlags = (args: InteractionArguments): null => {
  const flags = {
    'base-url': args.critiqueBaseUrl,
    'api-key-env': args.critiqueApiKeyEnv,
    api: args.critiqueApi,
    'max-tokens': args.critiqueMaxTokens,
    temperature: args.critiqueTemperature,
    'sees-gold': args.critiqueSeesGold || undefined,
  };
  const idle = Object.entries(flags).find(([, value]) => value !== undefined);
  if (idle === undefined) return null;
  throw new EurusError('USAGE', `--critique-${idle[0]} is about a critique model, and none is named.`, {
    hint: 'Add --critique PROVIDER/NAME, or leave the flag out.',
  });
};
