/** Longest piece of somebody's text that an error quotes, in UTF-16 units. */
const maxQuoted = 200;

/** Text of others as it may stand in a message: one line, short, and nothing in it acts on a terminal. */
export const visible = (text: string): string => {
  const shown = text.toWellFormed().replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
  return shown.length <= maxQuoted ? shown : `${shown.slice(0, maxQuoted)}…`;
};

/** The same in quotation marks. */
export const quoted = (text: string): string => `"${visible(text)}"`;
