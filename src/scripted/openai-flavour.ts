/** In what the servers of the OpenAI protocol differ. */
export type Flavour = {
  /** Whether a last message of the assistant is continued: never, when asked to, or without being asked. */
  readonly continues: 'never' | 'asked' | 'always';
  /** Most stop strings; null for any number. */
  readonly maxStops: number | null;
  /** Whether a field that the API does not have is an error. */
  readonly strict: boolean;
  readonly reasoningField: 'reasoning_content' | 'reasoning';
  readonly badRequest: 400 | 422;
  error(status: number, message: string): unknown;
};

const nested = (status: number, message: string) => ({
  error: { message, type: 'invalid_request_error', param: null, code: status },
});
const flat = (status: number, message: string) => ({
  ...{ object: 'error', message, type: 'BadRequestError', param: null, code: status },
});

const usual: Flavour = {
  continues: 'always',
  maxStops: null,
  strict: false,
  reasoningField: 'reasoning_content',
  badRequest: 400,
  error: nested,
};

/** The names are those of the providers; `usual` takes whatever it can make sense of. */
export const flavours = {
  usual,
  openai: { ...usual, continues: 'never', maxStops: 4, strict: true },
  vllm: { ...usual, continues: 'asked', reasoningField: 'reasoning' },
  sglang: { ...usual, continues: 'asked', error: flat },
  'llama-cpp': usual,
  ollama: { ...usual, reasoningField: 'reasoning' },
  lmstudio: usual,
  tgi: {
    ...usual,
    maxStops: 4,
    badRequest: 422,
    error: (_status: number, message: string) => ({ error: message, error_type: 'validation' }),
  },
} satisfies Record<string, Flavour>;
