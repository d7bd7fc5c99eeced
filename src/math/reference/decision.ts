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

/** How an answer compares by a rule of others; `null`: only a part of the reference that is not known here could tell. */
export type ReferenceEquality = { readonly equal: boolean | null; readonly reason: string };

/** A decision in words. */
export const referenceEquality = (
  decision: Decision,
  rule: string,
  gold: string,
  pred: string,
): ReferenceEquality => {
  switch (decision) {
    case 'equal':
      return { equal: true, reason: `equal for ${rule}` };
    case 'different':
      return { equal: false, reason: `${quoted(pred)} is not ${quoted(gold)} for ${rule}` };
    case 'raised':
      return {
        equal: false,
        reason: `the reference raises an error on ${quoted(pred)} against ${quoted(gold)}`,
      };
    case 'symbolic':
      return {
        equal: null,
        reason: 'what the computer algebra system of the reference makes of this text is not known here',
      };
  }
};

const quoted = (text: string): string => JSON.stringify(text.length <= 80 ? text : `${text.slice(0, 77)}...`);
