import { pythonStrip } from '../../src/core/index.ts';

/** The choices of a question by their letters, lower case, in the order they are listed. */
export type Choices = {
  /** As the harness cuts them: lower case, and only up to the first closing parenthesis inside. */
  readonly published: Readonly<Record<string, string>>;
  /** As they stand in the question. */
  readonly whole: Readonly<Record<string, string>>;
};

const marker = 'Options: ';

/** Reads `… Options: A ) one , B ) two`. */
export const choicesIn = (question: string): Choices => {
  const at = question.lastIndexOf(marker);
  const listed = at === -1 ? question : question.slice(at + marker.length);
  return {
    published: Object.fromEntries(listed.split(' , ').map(published)),
    whole: Object.fromEntries(listed.split(/ , (?=[A-Z] \))/).flatMap(whole)),
  };
};

const published = (item: string): readonly [string, string] => {
  const [letter = '', content = ''] = item.replace(/^[[\]' ]+|[[\]' ]+$/g, '').split(')');
  return [pythonStrip(letter.toLowerCase()), pythonStrip(content.toLowerCase().replace(/^\.+|\.+$/g, ''))];
};

const whole = (item: string): readonly (readonly [string, string])[] => {
  const [, letter, content] = /^\s*([A-Z]) \)(.*)$/s.exec(item) ?? [];
  return letter === undefined || content === undefined ? [] : [[letter.toLowerCase(), content.trim()]];
};
