const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/g;

/**
 * The fields of a JSON object, each with its value's text as it stands: parsing would make 1.0 of Python's floats a 1
 * and round integers beyond 2^53. One walk over the tokens; of text that is no object no field is found.
 */
export const rawFields = (json: string): ReadonlyMap<string, string> => {
  const fields = new Map<string, string>();
  let depth = 0;
  let key = '';
  let lastText = '';
  let start = 0;
  for (const { 0: token, index } of json.matchAll(tokens)) {
    if (token === '{' || token === '[') depth += 1;
    else if (depth > 1 && (token === '}' || token === ']')) depth -= 1;
    else if (depth === 1 && token === ':') {
      key = lastText;
      start = index + 1;
    } else if (depth === 1 && (token === ',' || token === '}')) {
      if (start > 0) fields.set(key, json.slice(start, index).trim());
      start = 0;
    } else if (depth === 1 && token.startsWith('"') && start === 0) lastText = JSON.parse(token) as string;
  }
  return fields;
};
