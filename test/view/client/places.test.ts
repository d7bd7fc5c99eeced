import { describe, expect, it } from 'vitest';
import { hashOf, type Route, readRoute, taskRoute } from '../../../src/view/client/route.ts';
import { windowOf } from '../../../src/view/client/task/window.ts';

describe('routes', () => {
  const routes: readonly Route[] = [
    { page: 'board', sort: 'a?&b#c', descending: false, rows: 'models', allGraders: true },
    { page: 'run', run: 'folder/run #1 & more', task: 'math.cot' },
    taskRoute('a/b', 'gsm8k.cot', {
      grader: 'strict',
      filter: {
        verdicts: ['incorrect', 'no-answer'],
        groups: { level: ['5', 'é&='], 'sub=ject': ['x'] },
        truncated: false,
        differing: true,
        against: { run: 'other', flips: 'broken' },
        search: 'two words',
        sort: { by: 'tokens', descending: true },
      },
      open: { id: 'a/0?x', trial: 3, at: 12 },
      raw: true,
    }),
    {
      ...{ page: 'compare', a: 'a', b: 'b', task: 'x.y', grader: 'z', flips: 'fixed', raw: false },
      open: { id: '1', trial: 0, at: null },
    },
  ];

  it.each(routes.map(route => [route.page, route] as const))('survive their address: %s', (_, route) => {
    expect(readRoute(hashOf(route))).toEqual(route);
  });

  it.each(['#/task', '#/run', '#/elsewhere?x', '#%%%'])('lead nowhere when they are none: %s', hash => {
    expect(readRoute(hash)).toEqual({ page: 'unknown' });
  });

  it('drop what no filter is', () => {
    const route = readRoute('#/task?run=a&task=b&verdict=right,correct&sort=colour&trial=-1&id=x&at=1e9');
    expect(route).toEqual(
      taskRoute('a', 'b', { filter: { verdicts: ['correct'] }, open: { id: 'x', trial: 0, at: null } }),
    );
  });
});

describe('the window of a list', () => {
  it('draws what is seen and a few rows around', () => {
    const { from, to, height, top } = windowOf(200_000, 40, 400, 4_000_000);
    expect([from, to]).toEqual([99_994, 100_016]);
    expect(height).toBe(8_000_000);
    expect(top(100_000)).toBe(4_000_000);
  });

  it('reaches the last row of a list that is longer than browsers can scroll', () => {
    const rows = 5_000_000;
    const { height } = windowOf(rows, 40, 400, 0);
    const { from, to, top } = windowOf(rows, 40, 400, height - 400);
    expect(to).toBe(rows);
    expect(from).toBeLessThan(rows - 10);
    expect(top(rows - 1)).toBeCloseTo(height - 40, 3);
  });

  it('scrolls only for rows that are not seen', () => {
    const view = windowOf(1000, 40, 400, 2000);
    expect(view.scrollFor(52)).toBe(2000);
    expect(view.scrollFor(10)).toBe(400);
    expect(view.scrollFor(100)).toBe(101 * 40 - 400);
  });

  it('is empty for an empty list', () => {
    expect(windowOf(0, 40, 400, 0)).toMatchObject({ from: 0, to: 0, height: 0 });
  });
});
