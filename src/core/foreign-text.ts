/** Most of a text that is looked at, in UTF-16 units. */
const maxLooked = 64 * 1024;

/**
 * Commands to a terminal: `ESC [ … letter` (colour, cursor), `ESC ] … BEL` (title, link), and the short ones. No two
 * neighbouring parts can match the same character, so the time is linear in the text.
 */
const terminalCommands =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b\]|\u009d)[^\u0007\u001b\u009c\u009d]*(?:\u0007|\u001b\\|\u009c)|\u001b[ -/]*[0-Z\\^-~]/g;

/**
 * Text of others (a model, a server, a file) as one line that cannot act on a terminal or hide itself: line ends and
 * tabs become a blank; terminal commands, control and formatting characters (bidi among them) go.
 * @param maxLength in characters; what is longer ends in `…`
 */
export const oneLine = (text: string, maxLength: number): string => {
  const shown = text
    .slice(0, maxLooked)
    .replace(terminalCommands, '')
    .toWellFormed()
    .replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, ' ')
    .replace(/[\p{Cc}\p{Cf}]/gu, '');
  const characters = [...shown];
  if (characters.length <= maxLength && text.length <= maxLooked) return shown;
  return `${characters.slice(0, maxLength - 1).join('')}…`;
};
