import { isObject } from '../../core/index.ts';

/** What a server said instead of an answer. */
export type ServerError = {
  /** The HTTP status, or the one that it ought to have been. */
  readonly status: number;
  /** In the server's own words; the whole page when they are not found. */
  readonly message: string;
  /** The server's own name for the error. */
  readonly code: string | null;
};

/** A request that was refused for what stands in it (HTTP 400 or 422). */
export type Refusal = {
  /** In the server's own words, lower case. */
  readonly said: string;
};

/** The message inside the many shapes in which servers report errors; the text itself when it is none of them. */
export const readServerError = (status: number, body: string): ServerError => {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { status, message: /<(!doctype|html)/i.test(body) ? pageNamed(body) : body, code: null };
  }
  if (!isObject(value)) return { status, message: body, code: null };
  const error = isObject(value.error) ? value.error : value;
  const { message, code } = error;
  const texts = [message, value.error, value.message, value.detail];
  const text = texts.find((candidate): candidate is string => typeof candidate === 'string');
  return { status, message: text ?? body, code: typeof code === 'string' ? code : null };
};

/** Of a page only its title is worth a line. */
const pageNamed = (page: string): string => {
  const [, title] = /<title>([^<]{1,200})/i.exec(page) ?? [];
  return title === undefined ? 'an HTML page' : `an HTML page, "${title.trim()}"`;
};
