/** Blanks other than the space, and what shows nothing or moves what is shown. */
const invisible = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;

/**
 * A text with everything in it to be seen: each line as a JSON string with its line end, so that blanks at the ends show,
 * and what is invisible as `\uXXXX`. The strings one after the other are the text.
 */
export const visibleText = (text: string): readonly string[] =>
  (text.match(/[^\n]*\n|[^\n]+$/g) ?? ['']).map(line => JSON.stringify(line).replace(invisible, escaped));

const escaped = (character: string): string =>
  character
    .split('')
    .map(unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
