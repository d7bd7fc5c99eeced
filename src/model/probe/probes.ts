import {
  type Backend,
  countingPrompt,
  countingTokens,
  type PrefillWay,
  readCounting,
  userTurn,
} from '../../core/index.ts';
import { type Ask, type ProbeFinding, quote, unanswered } from './probing.ts';

const count = 'Count from 1 to 20. Write only the numbers, separated by commas.';

/** One long answer with a low limit and a system message: four things at once. */
export const probeAnswer = async (ask: Ask): Promise<readonly ProbeFinding[]> => {
  const maxTokens = 8;
  const plain = userTurn(count);
  const system = { role: 'system' as const, content: 'You answer briefly.' };
  const reply = await ask({ prompt: { ...plain, messages: [system, ...plain.messages] }, maxTokens });
  const systemFinding: ProbeFinding =
    reply.kind === 'answer'
      ? { capability: 'system message', state: 'works', seen: 'accepted' }
      : unanswered('system message', reply);
  const again = reply.kind === 'answer' ? reply : await ask({ prompt: plain, maxTokens });
  if (again.kind !== 'answer') return [systemFinding, unanswered('max tokens', again)];
  const { text, reasoning, finishReason, usage } = again.answer;
  const said = usage.outputTokens;
  // A word of a text is at least a token, and this text is longer than the limit.
  const kept = said === null ? (text + (reasoning ?? '')).length <= 8 * maxTokens : said <= maxTokens;
  const cut = finishReason === 'length' || finishReason === 'max_tokens';
  return [
    systemFinding,
    {
      capability: 'max tokens',
      state: kept ? 'works' : 'no',
      seen: `${said ?? 'unknown number of'} tokens for a limit of ${maxTokens}: ${quote(text)}`,
    },
    {
      capability: 'finish reason',
      state: cut ? 'works' : kept ? 'no' : 'unclear',
      seen: `a cut answer ends with ${finishReason === null ? 'none' : quote(finishReason)}`,
    },
    {
      capability: 'usage',
      state: said === null ? 'no' : 'works',
      seen: said === null ? 'no token counts' : `${usage.inputTokens ?? '?'} tokens in, ${said} out`,
    },
    {
      capability: 'reasoning field',
      state: reasoning === null || reasoning === '' ? 'unclear' : 'works',
      seen: reasoning === null || reasoning === '' ? 'none seen; most models have none' : quote(reasoning),
    },
  ];
};

/** Whether a started answer is continued, in which way. */
export const probePrefill = async (
  backend: Backend,
  ask: Ask,
): Promise<{ readonly finding: ProbeFinding; readonly way: PrefillWay | null }> => {
  const capability = 'prefill';
  if (backend.prefill === 'text') {
    return {
      finding: { capability, state: 'works', seen: 'the completions API continues any text' },
      way: 'text',
    };
  }
  const ways = backend.prefill === 'none' ? startedWays : [backend.prefill, ...(backend.otherPrefills ?? [])];
  const seen: string[] = [];
  let answered = false;
  for (const way of ways) {
    const reply = await ask({ prompt: countingPrompt, maxTokens: countingTokens, prefillWay: way });
    if (reply.kind !== 'answer') {
      seen.push(`${way}: ${reply.kind} (${reply.why})`);
      answered ||= reply.kind === 'refused';
      continue;
    }
    const { text, reasoning } = reply.answer;
    const counting = readCounting(text, reasoning);
    answered ||= counting === 'anew';
    seen.push(`${way}: ${told[counting]} ${quote(text)}`);
    if (counting === 'continued' || counting === 'echoed') {
      return { finding: { capability, state: 'works', seen: seen.join('; ') }, way };
    }
  }
  return { finding: { capability, state: answered ? 'no' : 'unclear', seen: seen.join('; ') }, way: null };
};

const startedWays: readonly PrefillWay[] = ['assistant-message', 'continue_final_message'];

const told = {
  continued: 'goes on with',
  echoed: 'sends the start back',
  anew: 'accepted, but begins anew:',
  unclear: 'unclear:',
} as const;

/** Equal seeds, then another one. */
export const probeSeed = async (ask: Ask): Promise<ProbeFinding> => {
  const capability = 'seed';
  const prompt = userTurn('Write one short sentence about anything you like.');
  const texts: string[] = [];
  for (const seed of [11, 11, 12]) {
    const reply = await ask({ prompt, temperature: 1, maxTokens: 24, seed });
    if (reply.kind !== 'answer') return unanswered(capability, reply);
    texts.push(reply.answer.text + (reply.answer.reasoning ?? ''));
  }
  const [first, same, other] = texts;
  if (first !== same)
    return { capability, state: 'no', seen: 'accepted, no effect seen: equal seeds gave two texts' };
  return first === other
    ? { capability, state: 'unclear', seen: 'accepted; two seeds gave one text, so no effect is to be seen' }
    : { capability, state: 'works', seen: 'equal seeds gave one text, another seed another' };
};

/** Whether a stop string ends the answer, and how many the server takes. */
export const probeStop = async (ask: Ask): Promise<readonly ProbeFinding[]> => {
  const reply = await ask({ prompt: userTurn(count), maxTokens: 48, stop: ['7'] });
  if (reply.kind !== 'answer') return [unanswered('stop strings', reply)];
  const { text } = reply.answer;
  const state = text.includes('7') ? 'no' : /1\D+2/.test(text) ? 'works' : 'unclear';
  const effect = state === 'no' ? 'accepted, no effect seen' : 'stop "7" gave';
  const finding: ProbeFinding = { capability: 'stop strings', state, seen: `${effect}: ${quote(text)}` };
  const refused: number[] = [];
  for (const number of [16, 5, 4]) {
    const stop = Array.from({ length: number }, (_, index) => `<stop ${index}>`);
    const many = await ask({ prompt: userTurn('Say yes.'), maxTokens: 4, stop });
    if (many.kind === 'failed') return [finding, unanswered('number of stops', many)];
    if (many.kind === 'answer') {
      const limit = refused.length === 0 ? '' : `, ${refused.at(-1)} are refused`;
      return [finding, { capability: 'number of stops', state: 'works', seen: `takes ${number}${limit}` }];
    }
    refused.push(number);
  }
  return [finding, { capability: 'number of stops', state: 'no', seen: 'refuses 4 and more' }];
};

/** How many log-probabilities of the first token come; a server that refuses many is asked for fewer by the backend. */
export const probeLogprobs = async (ask: Ask): Promise<ProbeFinding> => {
  const capability = 'logprobs';
  const reply = await ask({ prompt: userTurn('Say yes.'), maxTokens: 1, logprobs: 20 });
  if (reply.kind !== 'answer') return unanswered(capability, reply);
  const top = reply.answer.logprobs?.top.length ?? 0;
  return top === 0
    ? { capability, state: 'no', seen: 'accepted or refused, none came' }
    : { capability, state: 'works', seen: `${top} of 20 came` };
};

/** The same short question to a backend with another setting. */
export const probeOther = async (
  capability: string,
  open: () => Promise<Backend>,
  ask: Ask,
): Promise<ProbeFinding> => {
  let backend: Backend;
  try {
    backend = await open();
  } catch {
    return { capability, state: 'unclear', seen: 'not tried: the base URL or a flag rules it out' };
  }
  try {
    const reply = await ask({ prompt: userTurn('Say yes.'), maxTokens: 8 }, backend);
    if (reply.kind !== 'answer') return unanswered(capability, reply);
    const { text, finishReason, usage } = reply.answer;
    const ends = finishReason === null ? 'no finish reason' : `finish reason ${quote(finishReason)}`;
    const counts = usage.outputTokens === null ? 'no usage' : 'usage';
    return { capability, state: 'works', seen: `${quote(text)}, ${ends}, ${counts}` };
  } finally {
    await backend.close();
  }
};
