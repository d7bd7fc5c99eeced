import { countingPrompt, type GenerateRequest, type Protocol, userTurn } from '../../src/core/index.ts';
import { fakeBenchmark, fakeTask, greedyProtocol } from './fake-parts.ts';

/** How the answers of `startedTasks` begin. */
export const start = '```python\ndef';
const started: Protocol = {
  ...greedyProtocol,
  prompt: ({ input }) => userTurn(input, start),
  headline: 'contains',
};

export const startedSamples = 12;
/** One task, `b.code`, whose answers are started for the model. */
export const startedTasks = [
  fakeTask(fakeBenchmark('b', startedSamples, { protocols: { code: started } }), ['contains'], 'code'),
];

/** The rest of a right answer behind its start, without the closing fence. */
export const rightRest = ({ id }: GenerateRequest): string =>
  ` f(x):\n    return '${id.replace('s', 'answer ')}'\n`;

/** True for the question that finds out whether the server goes on from a start. */
export const isCounting = ({ prompt }: GenerateRequest): boolean =>
  prompt.kind === 'chat' && prompt.messages === countingPrompt.messages;

export const isStarted = ({ prompt }: GenerateRequest): boolean =>
  prompt.kind === 'chat' && prompt.prefill !== undefined;
