/** The letter of a gold answer that is a choice: `B`, `(B)`, `b`. */
const goldPattern = /^(?:([A-Za-z])|\(([A-Z])\))$/;

/** An answer that opens with a choice: `B`, `(B)`, `B) twelve`, `B. 12`, `\text{(B)} 12`, `B: 12`, `b) twelve`. */
const answerPattern = /^(?:\\[a-z]+ ?\{ ?)?(?:\(([A-Z])\)|([A-Z])(?:$|\}|\)|[.:](?= |\\|$))|([a-z])\)(?= ))/;

/** True when both texts choose the same option; null when the gold is no choice or the answer does not choose. */
export const sameChoice = (gold: string, pred: string): boolean | null => {
  const [, bare, enclosed] = goldPattern.exec(gold) ?? [];
  const wanted = bare ?? enclosed;
  // A group that never closes is a broken answer.
  if (pred.split('{').length !== pred.split('}').length) return null;
  const opening = answerPattern.exec(pred);
  const chosen = opening?.[1] ?? opening?.[2] ?? opening?.[3];
  if (wanted === undefined || opening === null || chosen === undefined) return null;
  // `B) + 1` or `(A)(B)`: an expression.
  const rest = pred.slice(opening[0].length).trim();
  return /^[*+/^=<>(,-]/.test(rest) ? null : wanted === chosen;
};
