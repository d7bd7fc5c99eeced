import { probeEndpoint } from '../model/index.ts';
import { backendOf } from './backend-of.ts';

type EndpointArguments = Parameters<typeof backendOf>[0];

/** Longest wait for one tiny answer, in seconds. */
const defaultPatienceS = 20;

/** Recorded answers honour nothing: there is no server to ask. */
export const isReplay = ({ model }: Pick<EndpointArguments, 'model'>): boolean =>
  model?.startsWith('replay/') === true;

/** What an endpoint honours, as rows of `doctor`, and the flags that suit it. */
export const probeFindings = async (args: EndpointArguments) => {
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
          what: `endpoint ${capability}`,
          state,
          detail: seen,
          advice: '',
        })),
        { what: 'endpoint flags', state: 'works' as const, detail: line, advice: '' },
      ],
    };
  } finally {
    await backend.close();
  }
};
