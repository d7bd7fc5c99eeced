import { openAiSpeech } from '../../src/scripted/openai.ts';
import { flavours } from '../../src/scripted/openai-flavour.ts';
import { refuse, type Speech } from '../../src/scripted/speech.ts';

const usual = openAiSpeech(flavours.usual);

/** The same protocol, spoken by a server that makes something of its own of the choices. */
const speechWith = (change: Partial<Speech>): Speech => ({ ...usual, ...change });

const withAtMost = (most: number): Speech =>
  speechWith({
    parse: (call, body, headers) => {
      const parsed = usual.parse(call, body, headers);
      if (!parsed.ok) return parsed;
      return { ok: true, request: { ...parsed.request, n: Math.min(parsed.request.n, most) } };
    },
  });

type Document = { readonly choices: readonly Readonly<Record<string, unknown>>[] };

const withChoices = (change: (choices: Document['choices']) => Document['choices']): Speech =>
  speechWith({
    document: (request, id, choices) => {
      const whole = usual.document(request, id, choices) as Document;
      return { ...whole, choices: change(whole.choices) };
    },
  });

/** How servers treat a request for several answers (`n`). */
export const manners = {
  honours: usual,
  ignores: withAtMost(1),
  'gives at most two': withAtMost(2),
  refuses: speechWith({
    parse: (call, body, headers) => {
      const parsed = usual.parse(call, body, headers);
      return parsed.ok && parsed.request.n > 1 ? refuse('Only one completion choice is allowed') : parsed;
    },
  }),
  'breaks the second': withChoices(choices =>
    choices.map((choice, place) =>
      place === 1 && choices.length > 1 ? { index: 1, message: {}, finish_reason: null } : choice,
    ),
  ),
  'sends them backwards': withChoices(choices => choices.toReversed()),
  'gives all the first place': withChoices(choices => choices.map(choice => ({ ...choice, index: 0 }))),
  'counts from one': withChoices(choices =>
    choices.length === 1 ? choices : choices.map((choice, place) => ({ ...choice, index: place + 1 })),
  ),
} satisfies Record<string, Speech>;

export type Manner = keyof typeof manners;
