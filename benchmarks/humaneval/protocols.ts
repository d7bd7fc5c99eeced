import type { Generation, Grader, Protocol } from '../../src/core/index.ts';
import { eurus2404Prompt, eurusPrompt, evalplusPrompt, fixedPrompt, officialPrompt } from './prompts.ts';
import type { HumanEvalSample } from './sample.ts';

type Graders<S extends HumanEvalSample> = Readonly<Record<string, Grader<S>>>;

const greedy: Generation = { maxTokens: 1024, temperature: 0, topP: 1, stop: [] };
const sampled: Generation = { ...greedy, temperature: 0.2 };
const bigcodeStops = [
  ...['class', 'def', '#', '@', 'print', 'if', '```'].map(word => `\n${word}`),
  '<file_sep>',
];
const evalplusStops = [
  ...['<|endoftext|>', '<|endofmask|>', '</s>'],
  ...['\nif __name__', '\ndef main(', '\nprint(', '\n```\n'],
];

/** The ways HumanEval is asked, which are those of HumanEval+ too; how answers are judged is theirs. */
export const humanevalProtocols = <S extends HumanEvalSample>(
  headline: string,
  chatGraders: Graders<S>,
  /** For answers that continue the benchmark's prompt as text, with the stops a server should have honoured. */
  textGraders: (stops: readonly string[]) => Graders<S>,
): Readonly<Record<string, Protocol<S>>> => ({
  code: {
    title: "the Eurus scripts' words, the answer's code started for the model",
    generation: greedy,
    prompt: fixedPrompt,
    headline,
    graders: chatGraders,
  },
  'code@eurus': {
    title: 'the same as in the scripts: sampled at 0.2, a space before the prefill',
    generation: sampled,
    prompt: eurusPrompt,
    headline,
    graders: chatGraders,
  },
  'code@eurus-2404': {
    title: "the scripts of April 2024: the benchmark's whole prompt put into the model's mouth",
    generation: sampled,
    prompt: eurus2404Prompt,
    headline,
    graders: chatGraders,
  },
  'code@official': {
    title: "the benchmark's own prompt, to be continued as text",
    generation: { ...greedy, maxTokens: 512, stop: bigcodeStops },
    prompt: officialPrompt,
    headline,
    graders: textGraders(bigcodeStops),
  },
  'code@evalplus': {
    title: "EvalPlus's words for chat models, the answer's code started for the model",
    generation: { ...greedy, maxTokens: 768, stop: evalplusStops },
    prompt: evalplusPrompt,
    headline,
    graders: chatGraders,
  },
});
