/** A terminal in memory: enough of one to see what a program that redraws lines leaves on the screen. */
export type Screen = {
  write(text: string): void;
  /** @param reflows whether lines are broken anew, as most terminals do, or cut, as xterm does */
  resize(columns: number, rows: number): void;
  /** What has scrolled off the top and what is on the screen, without blanks at line ends and empty lines at the end. */
  text(): readonly string[];
  /** Only what is on the screen. */
  visible(): readonly string[];
  readonly cursorShown: boolean;
};

type Row = { cells: string; wrapped: boolean };

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
const sequence = /\u001b\[(\??)([\d;]*)([A-Za-z])|\r|\n|[^\u001b\r\n]/g;

export const createScreen = (columns: number, rows: number, reflows = true): Screen => {
  let grid: Row[] = [{ cells: '', wrapped: false }];
  let [width, height, x, y] = [columns, rows, 0, 0];
  let cursorShown = true;
  /** First row of `grid` that is on the screen. */
  const top = (): number => Math.max(0, grid.length - height);
  const at = (row: number): Row => {
    while (grid.length <= row) grid.push({ cells: '', wrapped: false });
    return grid[row] as Row;
  };
  const put = (sign: string): void => {
    if (x === width) {
      at(y).wrapped = true;
      [x, y] = [0, y + 1];
    }
    const row = at(y);
    row.cells = row.cells.slice(0, x).padEnd(x) + sign + row.cells.slice(x + 1);
    x += 1;
  };
  const command = (isPrivate: boolean, argument: string, letter: string): void => {
    const row = at(y);
    if (isPrivate && argument === '25') cursorShown = letter === 'h';
    else if (isPrivate || letter === 'm') return;
    else if (letter === 'A') y = Math.max(top(), y - Number(argument || 1));
    else if (letter === 'K' || letter === 'J') {
      row.cells = row.cells.slice(0, x);
      row.wrapped = false;
      if (letter === 'J') for (const below of grid.slice(y + 1)) [below.cells, below.wrapped] = ['', false];
    } else throw new Error(`a sequence that the screen does not know: ${letter}`);
  };
  /** Joins the rows that one line was broken into and breaks it anew; the cursor stays with its sign. */
  const reflow = (): void => {
    const before = grid.slice(0, y).filter(({ wrapped }) => !wrapped).length;
    let [inLine, row] = [x, y - 1];
    for (; row >= 0 && grid[row]?.wrapped; row -= 1) inLine += grid[row]?.cells.length ?? 0;
    const lines: string[] = [];
    let open = '';
    for (const { cells, wrapped } of grid) {
      open += cells;
      if (wrapped) continue;
      lines.push(open.trimEnd());
      open = '';
    }
    grid = lines.flatMap((line, index) => {
      if (index === before) y = -1;
      const parts = line === '' ? [''] : (line.match(new RegExp(`.{1,${width}}`, 'gsu')) ?? []);
      return parts.map((cells, part) => ({ cells, wrapped: part < parts.length - 1 }));
    });
    const start = lines
      .slice(0, before)
      .reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / width)), 0);
    [y, x] = [start + Math.floor(inLine / width), inLine % width];
    at(y);
  };
  const shown = (from: number): readonly string[] => {
    const lines = grid.slice(from).map(({ cells }) => cells.trimEnd());
    return lines.slice(0, lines.findLastIndex(line => line !== '') + 1);
  };
  return {
    write: text => {
      for (const [whole, isPrivate, argument = '', letter] of text.matchAll(sequence)) {
        if (letter !== undefined) command(isPrivate === '?', argument, letter);
        else if (whole === '\r') x = 0;
        // As the terminal's driver has it: a line feed brings the carriage along.
        else if (whole === '\n') [x, y] = [0, y + 1];
        else put(whole);
      }
    },
    resize: (newColumns, newRows) => {
      [width, height] = [newColumns, newRows];
      // A terminal takes empty rows below the cursor before it scrolls.
      while (grid.length > y + 1 && grid.at(-1)?.cells === '') grid.pop();
      if (reflows) reflow();
      else for (const row of grid) row.cells = row.cells.slice(0, width);
      x = Math.min(x, width - 1);
    },
    text: () => shown(0),
    visible: () => shown(top()),
    get cursorShown() {
      return cursorShown;
    },
  };
};
