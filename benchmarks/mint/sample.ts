import { pythonStrip, type Row, type Sample } from '../../src/core/index.ts';
import { boolean, integerText, list, number, text } from '../../src/dataset/index.ts';
import type { TypedGold } from '../../src/score/index.ts';
import { type Choices, choicesIn } from './choices.ts';
import type { MintTask } from './source.ts';

/** What a proposal is judged by. */
export type MintGold =
  | {
      readonly kind: 'tests';
      /** Stands behind the proposed code in the benchmark's program. */
      readonly code: string;
      /** Functions that the tests call, which are the candidate's whatever else has their names. */
      readonly entryPoints: readonly string[];
    }
  /** A decimal number as text: `10.0`. */
  | { readonly kind: 'number'; readonly reference: string }
  | { readonly kind: 'typed'; readonly gold: TypedGold }
  /** The letter of the right choice, lower case. */
  | { readonly kind: 'choice'; readonly letter: string; readonly choices: Choices };

/** `input` is the task as the benchmark's harness states it in the prompt, and as its records hold it. */
export type MintSample = Sample & {
  readonly task: MintTask['name'];
  /** The number of the question in the benchmark's own records; not always its row. */
  readonly number: string;
  /** Of the data: what the first turn is made of. */
  readonly texts: { readonly template: string; readonly example: string };
  readonly answer: MintGold;
};

export const toSample = (row: Row): MintSample => {
  const task = text(row, 'task') as MintTask['name'];
  const answer = goldOf(row, task);
  return {
    id: `${task}/${row.index}`,
    input: statementOf(text(row, ['question', 'prompt']), task),
    target: targetOf(row, task, answer),
    groups: { split: text(row, 'split'), task },
    task,
    number: integerText(row, ['question', 'id']),
    texts: { template: text(row, 'template'), example: text(row, 'example') },
    answer,
  };
};

/** How the harness states a question of each task. */
const statementOf = (prompt: string, task: MintTask['name']): string => {
  switch (task) {
    case 'mbpp':
      return pythonStrip(prompt.replaceAll('"""', ''));
    case 'humaneval':
      return `Complete the following code:\n\n${prompt}`;
    case 'theoremqa':
      return `Answer the following question with a number, a list of numbers or True or False. ${pythonStrip(prompt)}`;
    case 'math':
      return pythonStrip(prompt);
    default:
      return prompt;
  }
};

const goldOf = (row: Row, task: MintTask['name']): MintGold => {
  switch (task) {
    case 'mbpp':
      return testsOf(row, definedIn(text(row, ['question', 'code'])));
    case 'humaneval':
      return testsOf(row, [text(row, ['question', 'entry_point'])]);
    case 'math':
      return { kind: 'number', reference: text(row, ['question', 'reference']) };
    case 'theoremqa':
      return { kind: 'typed', gold: typedGold(row) };
    default: {
      const choices = choicesIn(text(row, ['question', 'prompt']));
      const letter = pythonStrip(text(row, ['question', 'reference'])).toLowerCase();
      return { kind: 'choice', letter, choices };
    }
  }
};

/** Of the functions that the reference solution defines, those that the tests name. */
const testsOf = (row: Row, functions: readonly string[]): MintGold => {
  const code = text(row, ['question', 'reference']);
  const words = new Set(code.split(/\W+/));
  return { kind: 'tests', code, entryPoints: functions.filter(name => words.has(name)) };
};

const definedIn = (code: string): readonly string[] =>
  [...code.matchAll(/^\s*def\s+(\w+)/gm)].flatMap(([, name]) => (name === undefined ? [] : [name]));

const typedGold = (row: Row): TypedGold => {
  const type = text(row, ['question', 'answer_type']);
  const at = ['question', 'reference'] as const;
  switch (type) {
    case 'bool':
      return { type, value: boolean(row, at) };
    case 'option':
      return { type, value: text(row, at) };
    case 'list of integer':
    case 'list of float':
      return { type, value: list(row, at).map((_, index) => number(row, [...at, index])) };
    default:
      return { type: type === 'integer' ? type : 'float', value: number(row, at) };
  }
};

/** The gold as people read it; of a code task its reference solution. */
const targetOf = (row: Row, task: MintTask['name'], gold: MintGold): string => {
  switch (gold.kind) {
    case 'tests':
      return task === 'mbpp'
        ? text(row, ['question', 'code']).replaceAll('\r', '')
        : `${text(row, ['question', 'prompt'])}\n${text(row, ['question', 'canonical_solution'])}`;
    case 'number':
      return gold.reference;
    case 'typed': {
      const { value } = gold.gold;
      if (typeof value === 'boolean') return value ? 'True' : 'False';
      return typeof value === 'object' ? `[${value.join(', ')}]` : String(value);
    }
    default:
      return gold.letter;
  }
};
