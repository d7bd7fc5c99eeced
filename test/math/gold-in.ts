/** The content of the last `\boxed{…}` of a MATH solution, or of `\boxed x$`. */
export const goldIn = (solution: string): string => {
  const start = Math.max(solution.lastIndexOf('\\boxed'), solution.lastIndexOf('\\fbox'));
  const rest = solution.slice(
    solution.indexOf(solution.startsWith('\\boxed', start) ? 'd' : 'x', start + 4) + 1,
  );
  if (!rest.startsWith('{')) return rest.split('$', 1)[0] ?? '';
  let depth = 0;
  for (let i = 0; i < rest.length; i += 1) {
    if (rest[i] === '{') depth += 1;
    if (rest[i] === '}') depth -= 1;
    if (depth === 0) return rest.slice(1, i);
  }
  throw new Error(`a box does not close: ${rest}`);
};
