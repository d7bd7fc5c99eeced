/** Words that are no names, though they look so. */
const RESERVED = new Set(
  (
    'arguments async await break case catch class const continue debugger default delete do else enum eval export ' +
    'extends false finally for function get if implements import in instanceof interface let new null of package ' +
    'private protected public return set static super switch this throw true try typeof undefined var void while ' +
    'with yield'
  ).split(' '),
);
const MAX_NAMES = 2000;
const NAME = /[\p{ID_Start}$_][\p{ID_Continue}$]*/gu;

/** Whether a text is one name and nothing else: only such are put into a script. */
export const isName = (text: string): boolean =>
  /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(text) && !RESERVED.has(text);

/** Everything in a text that may be a name, each once. */
export const namesIn = (text: string): readonly string[] =>
  [...new Set(text.match(NAME) ?? [])].filter(isName).slice(0, MAX_NAMES);

/** A script whose value is an array: of the names, those that nothing here defines. */
export const undefinedNames = (names: readonly string[]): string =>
  `JSON.stringify([${names.map(name => `typeof ${name}==='undefined'?'${name}':0`).join()}].filter(Boolean))`;

/** A script whose value is an object: of the names, those the scope it runs in has, with their values. */
export const valuesOf = (names: readonly string[]): string =>
  `(()=>{const found={__proto__:null};${names.map(name => `try{found['${name}']=${name}}catch{}`).join(';')};return found})()`;
