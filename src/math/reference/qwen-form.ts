import { pythonStrip } from '../../core/index.ts';
import { numberInWords } from './number-words.ts';

/**
 * What the evaluation scripts of Qwen2.5-Math delete as units, in their order and spelling (`evaluation/parser.py`,
 * from MathQA); a dot stands for any sign. Each also with an `s` behind it, after all of these.
 */
const unitWords =
  'east|degree|mph|kmph|ft|m sqaure| m east|sq m|deg|mile|q .|monkey|prime|ratio|profit of rs|rd|o|gm|p . m|lb|tile|per|dm|lt|gain|' +
  'ab|way|west|a .|b .|c .|d .|e .|f .|g .|h .|t|a|h|no change|men|soldier|pie|bc|excess|st|inches|noon|percent|by|gal|kmh|c|' +
  'acre|rise|a . m|th|π r 2|sq|mark|l|toy|coin|sq . m|gallon|° f|profit|minw|yr|women|feet|am|pm|hr|cu cm|square|v â € ™|are|' +
  'rupee|rounds|cubic|cc|mtr|s|ohm|number|kmph|day|hour|minute|min|second|man|woman|sec|cube|mt|sq inch|mp|∏ cm ³|hectare|more|' +
  'sec|unit|cu . m|cm 2|rs .|rs|kg|g|month|km|m|cm|mm|apple|liter|loss|yard|pure|year|increase|decrease|d|less|Surface|litre|' +
  'pi sq m|s .|metre|meter|inch';

const inside = '[\\p{L}\\p{N}_]';
const unitRules = (): readonly RegExp[] =>
  [...unitWords.split('|'), ...unitWords.split('|').map(word => `${word}s`)].map(
    word => new RegExp(`(^|(?!${inside})[^])${word.replace(/\./g, '[^\\n]')}($|(?!${inside})[^])`, 'gu'),
  );

/** Made with the first answer: hundreds of rules, which nobody who only starts the program should wait for. */
let units: readonly RegExp[] | null = null;

const names = ['x=', 'y=', 'z=', 'x\\in', 'y\\in', 'z\\in', 'x\\to', 'y\\to', 'z\\to'] as const;

/** The normal form of an answer in the evaluation scripts of Qwen2.5-Math: units, wrappers and names off. */
export const qwenForm = (text: string): string => {
  const line = withoutEndDots(pythonStrip(text).replaceAll('\n', '')).replaceAll('\\!', '');
  const spelled = line
    .replace(/\\begin\{array\}\{.*?\}/g, '\\begin{pmatrix}')
    .replaceAll('\\end{array}', '\\end{pmatrix}')
    .replaceAll('bmatrix', 'pmatrix')
    .replaceAll('tfrac', 'frac')
    .replaceAll('dfrac', 'frac')
    .replaceAll('\\neq', '\\ne')
    .replaceAll('\\leq', '\\le')
    .replaceAll('\\geq', '\\ge')
    .replaceAll('\\left', '')
    .replaceAll('\\right', '')
    .replaceAll('\\{', '{')
    .replaceAll('\\}', '}');
  const bare = withoutUnits(withoutFinalText(spelled))
    .replaceAll('^{\\circ}', '')
    .replaceAll('^\\circ', '')
    .replaceAll('\\$', '')
    .replaceAll('$', '')
    .replaceAll('\\(', '')
    .replaceAll('\\)', '');
  const number = numberInWords(bare);
  const worded = (number === null ? bare : String(number)).replace(/\\text\{(.*?)\}/g, '$1');
  const unnamed = names.reduce((result, name) => result.replaceAll(name, ''), worded);
  return withNumbers(withInfinity(unnamed.replaceAll('\\emptyset', '{}')));
};

const withoutEndDots = (text: string): string => {
  let end = text.length;
  while (text[end - 1] === '.') end -= 1;
  return text.slice(0, end);
};

/** Without a `\text{…}` that ends the answer; the match starts at the first one that has no brace before its end. */
const withoutFinalText = (text: string): string => {
  const at = text.endsWith('}') ? text.indexOf('\\text{') : -1;
  const kept = at === -1 ? text : pythonStrip(text.slice(0, at));
  return kept === '' ? text : kept;
};

const withoutUnits = (text: string): string => {
  units ??= unitRules();
  let result = text;
  for (let round = 0; round < 2; round += 1) {
    for (const unit of units) {
      const without = result.replace(unit, '$1$2');
      if (without !== '') result = without;
    }
  }
  return result;
};

const withInfinity = (text: string): string => {
  const plain = text
    .replaceAll('(-\\infty,\\infty)', '\\mathbb{R}')
    .replaceAll('\\%', '')
    .replaceAll('%', '')
    .replaceAll(' .', ' 0.')
    .replaceAll('{.', '{0.')
    .replaceAll('infinity', '\\infty');
  return (plain.includes('\\infty') ? plain : plain.replaceAll('inf', '\\infty'))
    .replaceAll('and', '')
    .replaceAll('\\mathbf', '')
    .replace(/\\mbox\{.*?\}/g, '');
};

const withNumbers = (text: string): string => {
  const complex = text.includes('j') && !text.includes('i') ? text.replaceAll('j', 'i') : text;
  const integers = complex.replace(/(\p{Nd}+)\.0*([^\p{Nd}])/gu, '$1$2').replace(/(\p{Nd}+)\.0*$/u, '$1');
  if (integers === '') return '';
  const led = integers.startsWith('.') ? `0${integers}` : integers;
  const [left = '', right = '', ...more] = led.split('=');
  const value = led.includes('=') && more.length === 0 && [...left].length <= 2 ? right : led;
  const packed = value.replace(/\\sqrt([\p{L}\p{N}_]+)/gu, '\\sqrt{$1}').replaceAll(' ', '');
  return slashToFraction(bracedFractions(packed));
};

/** `\frac12` → `\frac{1}{2}`, `\frac1{72}` → `\frac{1}{72}`; unchanged when one lacks its arguments. */
const bracedFractions = (text: string): string => {
  const [head = '', ...rest] = text.split('\\frac');
  let braced = head;
  for (const part of rest) {
    if (part.startsWith('{')) {
      braced += `\\frac${part}`;
      continue;
    }
    const [above, below, ...tail] = part;
    if (above === undefined || below === undefined) return text;
    braced += `\\frac{${above}}${below === '{' ? below : `{${below}}`}${tail.join('')}`;
  }
  return braced;
};

/** `a/b` of integers, or with a root in either, as a fraction. */
const slashToFraction = (text: string): string => {
  const [above = '', below = '', ...more] = text.split('/');
  if (!text.includes('/') || more.length > 0) return text;
  const isPart = (part: string): boolean => part.includes('sqrt') || /^(?:0|-?[1-9]\d*)$/.test(part);
  return isPart(above) && isPart(below) ? `\\frac{${above}}{${below}}` : text;
};
