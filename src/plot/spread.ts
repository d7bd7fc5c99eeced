/**
 * Heights in px for texts that want to stand at the given ones, no two nearer than `step`, within 0 and `height` as far
 * as there is room; in the order of the given ones. Neighbours that collide move apart around their mean.
 */
export const spread = (wanted: readonly number[], step: number, height: number): readonly number[] => {
  const order = wanted.map((_, index) => index).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0) || a - b);
  type Block = { readonly members: readonly number[]; readonly top: number };
  const size = (members: readonly number[]): number => (members.length - 1) * step;
  const place = (members: readonly number[]): Block => {
    const middle = members.reduce((sum, index) => sum + (wanted[index] ?? 0), 0) / members.length;
    const top = Math.min(middle - size(members) / 2, height - size(members));
    return { members, top: Math.max(0, top) };
  };
  const blocks: Block[] = [];
  for (const index of order) {
    let block = place([index]);
    for (let above = blocks.at(-1); above !== undefined; above = blocks.at(-1)) {
      if (above.top + size(above.members) + step <= block.top) break;
      blocks.pop();
      block = place([...above.members, ...block.members]);
    }
    blocks.push(block);
  }
  const heights = wanted.map(() => 0);
  for (const { members, top } of blocks) {
    for (const [row, index] of members.entries()) heights[index] = top + row * step;
  }
  return heights;
};
