/** A gold, an answer, and whether the answer is right. */
export type Pair = { readonly gold: string; readonly pred: string; readonly equal: boolean };

/**
 * Answers of one construct. Each line is one meaning in several spellings, separated by `;;`: every spelling of a line
 * equals every other one of it, and none of any other line. Lines with an arrow are one-sided: `gold => answer` is
 * right, `gold =/=> answer` is wrong.
 */
export type Family = { readonly construct: string; readonly pairs: readonly Pair[] };

export const family = (construct: string, table: string): Family => {
  const lines = table
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
  const arrows = lines.filter(line => / =\/?=> | => /.test(line));
  const meanings = lines.filter(line => !arrows.includes(line)).map(line => line.split(' ;; '));
  return { construct, pairs: [...arrows.map(oneSided), ...within(meanings), ...across(meanings)] };
};

const oneSided = (line: string): Pair => {
  const [gold = '', pred = ''] = line.split(/ =\/=> | => /);
  return { gold, pred, equal: !line.includes(' =/=> ') };
};

const within = (meanings: readonly (readonly string[])[]): readonly Pair[] =>
  meanings.flatMap(spellings =>
    spellings.flatMap(gold =>
      spellings.filter(pred => pred !== gold).map(pred => ({ gold, pred, equal: true })),
    ),
  );

const across = (meanings: readonly (readonly string[])[]): readonly Pair[] =>
  meanings.flatMap((spellings, index) =>
    meanings
      .filter((_, other) => other !== index)
      .flatMap(others => others.map(pred => ({ gold: spellings[0] ?? '', pred, equal: false }))),
  );
