/**
 * Short fixed texts of the environment, as `xingyaoww/mint-bench` has them in its code and in the recorded episodes of
 * `data/outputs`; the long ones (template, worked episodes) are read from the data.
 */

/** What follows a reply that neither runs code nor proposes an answer. */
export const invalidInput = [
  "I don't understand your input. ",
  'If you want to execute code, please use <execute> YOUR_CODE_HERE </execute>.',
  'If you want to give me an answer, please use <solution> YOUR_SOLUTION_HERE </solution>.',
  'For example: The answer to the question is <solution> 42 </solution>. ',
  '',
].join('\n');

export const noOutput = '[Executed Successfully with No Output]';

/** How long a cell may run. */
export const cellSeconds = 30;

export const timedOut = `TimeoutError: Timed out after ${cellSeconds} seconds.`;

export const cutOff = '...\n[Output Truncated]';

export const wrongAnswer = 'Your answer is wrong.';

/** What a question of mathematics says of the tool, where there is one. */
export const toolDescription = [
  'Tool function available (already imported in <execute> environment):',
  '[1] wikipedia_search(query: str) -> str',
  'The Wikipedia Search tool provides access to a vast collection of articles covering a wide range of topics.',
  'Can query specific keywords or topics to retrieve accurate and comprehensive information.',
  '',
  '',
].join('\n');

/** What is left after a turn. */
export const leftText = (steps: number, proposals: number): string =>
  `You have ${steps} steps left and ${proposals} chances to propose solution left.\n${
    steps <= 1 ? 'You should take the last step to propose a solution.\n' : ''
  }`;

/** Where the server stops: what comes next is not the model's to write. */
export const stops: readonly string[] = [
  '\nObservation:',
  '\nExpert feedback:',
  '\nTask:',
  '\n---',
  '\nHuman:',
];
