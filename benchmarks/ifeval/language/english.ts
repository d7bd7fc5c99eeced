/** Words that English can hardly do without and that are no words of other languages in Latin letters. */
const small: ReadonlySet<string> = new Set(
  `the of and to is that it for with as you this be are from have not by which or his her they their what when there
  can your how my we will would been has who if were our could should about does than then these those into its it's
  don't i'm you're please write must`.split(/\s+/),
);

/** True when at least a fifth of the words are such. Short texts show their language by these before their letters do. */
export const isPlainlyEnglish = (text: string): boolean => {
  const words = text.toLowerCase().match(/[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)?/gu) ?? [];
  const known = words.filter(word => small.has(word.replace('’', "'"))).length;
  return known >= 1 && known * 5 >= words.length;
};
