import { probeEndpoint } from '../model/index.ts';
import { backendOf } from './backend-of.ts';

type EndpointArguments = Parameters<typeof backendOf>[0];

/** Longest wait for one tiny answer, in seconds. */
const defaultPatienceS = 20;

/** Recorded answers honour nothing: there is no server to ask. */
export const isReplay = ({ model }: Pick<EndpointArguments, 'model'>): boolean =>
  model?.startsWith('replay/') === true;

/** The servers that the flags name, one by one, and what their rows are called. */
export const eachEndpoint = <A extends EndpointArguments>(
  args: A,
): readonly { readonly name: string; readonly args: A }[] => {
  const { baseUrl } = args;
  if (typeof baseUrl !== 'object') return [{ name: 'endpoint', args }];
  return baseUrl.map(({ url }, place) => ({
    name: `endpoint ${place + 1}`,
    args: { ...args, baseUrl: url },
  }));
};

type Honoured = { readonly name: string; readonly findings: Probed['findings'] };
type Probed = Awaited<ReturnType<typeof probeFindings>>;

/** Where servers that are to share requests do not honour the same; nothing for one. */
export const differences = (probed: readonly Honoured[]) => {
  if (probed.length < 2) return [];
  const rows = probed.flatMap(({ name, findings }) =>
    findings
      .filter(({ what }) => what !== `${name} flags`)
      .map(({ what, state }) => ({ name, capability: what.slice(name.length + 1), state })),
  );
  const parted = [...Map.groupBy(rows, ({ capability }) => capability)].filter(
    ([, same]) => new Set(same.map(({ state }) => state)).size > 1,
  );
  if (parted.length === 0) {
    const detail = `all ${probed.length} honour the same`;
    return [{ what: 'endpoints', state: 'works' as const, detail, advice: '' }];
  }
  const each = parted.map(
    ([capability, same]) =>
      `${capability}: ${same.map(({ name, state }) => `${state} at ${name}`).join(', ')}`,
  );
  const advice = 'ask all of them by what each honours';
  return [{ what: 'endpoints', state: 'no' as const, detail: each.join('; '), advice }];
};

/** What an endpoint honours, as rows of `doctor` under its name, and the flags that suit it. */
export const probeFindings = async (args: EndpointArguments, name: string) => {
  const patient = { ...args, maxRetries: 0 };
  const { backend } = await backendOf(patient);
  try {
    const { findings, flags } = await probeEndpoint({
      backend,
      // A template is for one API, a way of starting answers for the other.
      open: async changes => {
        const asked =
          changes.api === undefined ? patient : { ...patient, chatTemplate: undefined, prefill: undefined };
        return (await backendOf({ ...asked, ...changes })).backend;
      },
      timeoutMs: Math.min(args.timeout ?? defaultPatienceS, defaultPatienceS) * 1000,
    });
    const line = flags.join(' ');
    return {
      flags: line,
      findings: [
        ...findings.map(({ capability, state, seen }) => ({
          what: `${name} ${capability}`,
          state,
          detail: seen,
          advice: '',
        })),
        { what: `${name} flags`, state: 'works' as const, detail: line, advice: '' },
      ],
    };
  } finally {
    await backend.close();
  }
};
