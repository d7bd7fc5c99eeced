/**
 * What a grader of others comes to with its text and number rules:
 * `raised`: its code raises here, which its caller counts as wrong;
 * `symbolic`: it would go on to a computer algebra system, and what that makes of the text is not known here.
 */
export type Decision = 'equal' | 'different' | 'raised' | 'symbolic';

/** All of several comparisons, the way Python's `all([...])` over a list sees them: an exception comes first. */
export const allOf = (decisions: readonly Decision[]): Decision => {
  for (const decision of ['raised', 'different', 'symbolic'] as const) {
    if (decisions.includes(decision)) return decision;
  }
  return 'equal';
};
