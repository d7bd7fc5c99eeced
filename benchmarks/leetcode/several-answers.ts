/**
 * Tasks whose statement allows any order or any of several answers, while the tests compare with one fixed list. The
 * comparison is kept; they are the group `answers: several`.
 */
export const severalAnswers: ReadonlySet<string> = new Set([
  'biweekly-contest-115-longest-unequal-adjacent-groups-subsequence-i',
  'biweekly-contest-115-longest-unequal-adjacent-groups-subsequence-ii',
  'biweekly-contest-118-find-words-containing-character',
  'weekly-contest-367-find-indices-with-index-and-value-difference-i',
  'weekly-contest-367-find-indices-with-index-and-value-difference-ii',
  'weekly-contest-371-high-access-employees',
  'weekly-contest-374-find-the-peaks',
  'weekly-contest-375-double-modular-exponentiation',
  'weekly-contest-376-divide-array-into-arrays-with-max-difference',
]);
