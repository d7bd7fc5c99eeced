/** Most kinds of lines that are said, whoever makes them up. */
const most = 100;

/** Says the first line of each kind. */
export const saysOnce = (say: (line: string) => void): ((kind: string, line: string) => void) => {
  const said = new Set<string>();
  return (kind, line) => {
    if (said.has(kind) || said.size >= most) return;
    said.add(kind);
    say(line);
  };
};
