import {
  type Benchmark,
  codeBlocks,
  type Extraction,
  finalAnswer,
  found,
  jsonl,
  localFile,
  mathEquivalence,
  notFound,
  programAnswer,
  text,
  userTurn,
} from 'eurus-eval';

const questions = localFile(import.meta.url, 'questions.jsonl', 'CC0-1.0');
const greedy = { maxTokens: 1024, temperature: 0, topP: 1, stop: [] };

const lastProgram = (answer: string): Extraction => {
  const block = codeBlocks(answer).at(-1);
  return block === undefined ? notFound('no code block') : found(block.code, 'last code block');
};

/** Three questions about tiles. */
export const tiles: Benchmark = {
  id: 'tiles',
  title: 'Tiles',
  domain: 'math',
  version: 1, // raise it when any prompt or score could change
  dataset: jsonl(questions, 3),
  sample: row => ({
    id: text(row, 'id'),
    input: text(row, 'question'),
    target: text(row, 'answer'),
    groups: { shape: text(row, 'shape') },
  }),
  protocols: {
    cot: {
      title: 'step by step, the answer in a box',
      generation: greedy,
      prompt: ({ input }) => userTurn(`${input}\nThink step by step and end with \\boxed{the answer}.`),
      headline: 'strict',
      graders: {
        strict: {
          title: 'the last box, else the last number; equal as mathematics',
          version: 1,
          extract: completion => finalAnswer(completion.text),
          score: mathEquivalence(),
        },
      },
    },
    pot: {
      title: 'a Python program that prints the answer',
      generation: greedy,
      prompt: ({ input }) => userTurn(`${input}\nWrite a Python program that prints the answer.`),
      headline: 'printed',
      graders: {
        printed: {
          title: 'what the program in the last code block prints; equal as mathematics',
          version: 1,
          runsCode: true,
          extract: completion => lastProgram(completion.text),
          score: programAnswer(
            code => ({
              language: 'python',
              code,
              limits: { timeoutMs: 5000, memoryMb: 512, maxOutputBytes: 65_536 },
            }),
            mathEquivalence(),
          ),
        },
      },
    },
  },
};
