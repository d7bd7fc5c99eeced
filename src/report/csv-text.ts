/**
 * A field of RFC 4180. A text that a spreadsheet would run as a formula gets a `'` before it (see OWASP,
 * "CSV Injection"); a number is none.
 */
export const csvText = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** One line of a csv file, without its end. */
export const csvRecord = (fields: readonly (string | number)[]): string =>
  fields.map(field => (typeof field === 'number' ? String(field) : csvText(field))).join(',');
