import { describe, expect, it, vi } from 'vitest';
import { figure, png } from '../../src/plot/index.ts';
import { examples } from './examples.ts';
import { tagsOf } from './svg.ts';

const sizeOf = (bytes: Uint8Array): readonly number[] => {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
};

describe('a PNG', () => {
  it.each([1, 2, 3.5])('has %d dots a px', async scale => {
    const svg = await figure('leaderboard', examples.leaderboard(3));
    const [root] = tagsOf(svg);
    const bytes = await png(svg, scale);
    expect([...bytes.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    const wanted = [root?.attributes.width, root?.attributes.height].map(side =>
      Math.round(Number(side) * scale),
    );
    sizeOf(bytes).forEach((side, index) => {
      expect(Math.abs(side - (wanted[index] ?? 0))).toBeLessThanOrEqual(1);
    });
  });

  it('shows its text without any font of the machine', async () => {
    const data = examples.leaderboard(1);
    const [one, other] = await Promise.all(
      ['Title', 'Other'].map(async title => png(await figure('leaderboard', { ...data, title }))),
    );
    expect(Buffer.compare(one ?? Buffer.of(), other ?? Buffer.of())).not.toBe(0);
  });

  it('is refused in plain words where its drawing program is missing', async () => {
    vi.doMock('@resvg/resvg-js', () => {
      throw new Error('no binary for this machine');
    });
    try {
      await expect(png('<svg/>')).rejects.toThrow(/^PNG cannot be drawn here: /);
    } finally {
      vi.doUnmock('@resvg/resvg-js');
    }
  });

  it('is the same for the same figure', async () => {
    const svg = await figure('scatter', examples.scatter(3));
    expect(Buffer.compare(await png(svg), await png(svg))).toBe(0);
  });
});
