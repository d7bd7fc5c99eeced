/** Where a member of a bundle may stand: a few files, and record files in five folders. Nothing else is ever written. */
const allowed =
  /^(?:run\.json|summary\.json|(?:completions|rewards|samples|turns|verdicts)\/[A-Za-z0-9][A-Za-z0-9._@+-]*\.jsonl|rewards\/[A-Za-z0-9][A-Za-z0-9_-]*\.json)$/;

/** Longest name, in characters: what the oldest tar format holds after its folder. */
const maxName = 99;

/** False for whatever could leave the folder that a bundle is unpacked in, or is no file of a run. */
export const isMemberName = (name: string): boolean => {
  const file = name.slice(name.indexOf('/') + 1);
  return file.length <= maxName && !name.includes('..') && allowed.test(name);
};

/** How the first member, which describes all others, is called. */
export const indexName = 'index.json';
