import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../src/core/index.ts';
import { lostBatches, type Snapshot } from '../../src/queue/lost.ts';
import { createLedger, type Ledger, type Outstanding } from '../../src/queue/outstanding.ts';
import { createSetAside } from '../../src/queue/set-aside.ts';
import { completionSha256 } from '../../src/run/index.ts';
import { completionOf } from './support/plain-run.ts';

const enter = (ledger: Ledger, index: number): Outstanding => {
  const completion = completionOf(index);
  return ledger.enter({
    ...{ task: 'fake.cot', completion, completionSha256: completionSha256(completion), sample: 'm' },
    ...{ graders: ['exact'], deliver: () => {} },
  });
};

const verdictOn = ({ completion }: Outstanding, more: Partial<Verdict> = {}): Verdict => {
  const { key, benchmark, protocol, id, trial } = completion;
  return {
    ...{
      key,
      benchmark,
      protocol,
      id,
      trial,
      grader: 'exact',
      completionSha256: completionSha256(completion),
    },
    ...{ verdict: 'correct', reason: '', extracted: null, outcome: null, durationMs: 1 },
    ...more,
  };
};

const ledgerOf = (items = 100): Ledger => createLedger({ items, units: 1e9 });

describe('a ledger', () => {
  it('gives each out once, for verdicts on it only', () => {
    const ledger = ledgerOf();
    const entry = enter(ledger, 0);
    const { number } = entry;
    for (const more of [
      { key: 'other' as Verdict['key'] },
      { id: 's9' },
      { trial: 1 },
      { benchmark: 'b' },
      { grader: 'contains' },
      { completionSha256: '' },
    ]) {
      expect(ledger.take({ number, verdicts: [verdictOn(entry, more)] })).toBeNull();
    }
    expect(ledger.take({ number, verdicts: [] })).toBeNull();
    expect(ledger.take({ number, verdicts: [verdictOn(entry), verdictOn(entry)] })).toBeNull();
    expect(ledger.take({ number, verdicts: [verdictOn(entry)] })).toBe(entry);
    expect(ledger.take({ number, verdicts: [verdictOn(entry)] })).toBeNull();
    expect(ledger.take({ number: 99, verdicts: [verdictOn(entry)] })).toBeNull();
  });

  it('forgets a batch with its last completion, and gives back what is left of one', () => {
    const ledger = ledgerOf();
    const [one, two, three] = [0, 1, 2].map(index => enter(ledger, index));
    if (one === undefined || two === undefined || three === undefined) throw new Error('three were entered');
    ledger.handIn('b1', [one, two, three], 0);
    ledger.take({ number: one.number, verdicts: [verdictOn(one)] });
    expect(ledger.takeBack('b1')).toEqual([two, three]);
    ledger.handIn('b2', [two, three], 0);
    expect(ledger.batchOf(two.number)?.id).toBe('b2');
    for (const entry of [two, three]) ledger.take({ number: entry.number, verdicts: [verdictOn(entry)] });
    expect([...ledger.batches.keys()]).toEqual([]);
    expect(ledger.takeBack('b2')).toEqual([]);
  });

  it('lets in as many as have been written down, in their order', async () => {
    const ledger = ledgerOf(2);
    const [one, two] = [enter(ledger, 0), enter(ledger, 1)];
    const let_in: number[] = [];
    for (const place of [2, 3, 4]) {
      void ledger.room().then(isThere => {
        if (isThere) let_in.push(enter(ledger, place).number);
      });
    }
    ledger.take({ number: one.number, verdicts: [verdictOn(one)] });
    await Promise.resolve();
    expect(let_in).toEqual([]);
    ledger.release(one);
    await expect.poll(() => let_in).toEqual([2]);
    ledger.drop(two.number);
    ledger.release(two);
    await expect.poll(() => let_in).toEqual([2, 3]);
    ledger.shut();
    await expect.poll(() => let_in).toEqual([2, 3]);
    expect(await ledger.room()).toBe(false);
  });

  it('is idle when all is written down, or nobody waits for it any more', async () => {
    const ledger = ledgerOf();
    await ledger.idle();
    const entry = enter(ledger, 0);
    let isIdle = false;
    void ledger.idle().then(() => {
      isIdle = true;
    });
    ledger.drop(entry.number);
    await Promise.resolve();
    expect(isIdle).toBe(false);
    ledger.release(entry);
    await expect.poll(() => isIdle).toBe(true);
    enter(ledger, 1);
    ledger.abandon();
    await ledger.idle();
  });
});

describe('a batch that is missing', () => {
  const seen = (more: Partial<Snapshot> = {}): Snapshot => ({
    ...{
      isAnnounced: true,
      waiting: [],
      active: [],
      newestAnswer: 10,
      oldestUnread: Number.POSITIVE_INFINITY,
    },
    ...more,
  });
  const batchOf = () => {
    const ledger = ledgerOf();
    const batch = ledger.handIn('b1', [enter(ledger, 0)], 0);
    batch.hasArrived = true;
    const look = (snapshot: Snapshot, reading: readonly number[] = []): boolean =>
      lostBatches(ledger.batches.values(), snapshot, reading).length > 0;
    return { batch, look };
  };

  it('is lost when every answer is read that there was', () => {
    const { look } = batchOf();
    expect([look(seen()), look(seen()), look(seen())]).toEqual([false, false, true]);
  });

  it('is not lost while its answer may wait, or is being read', () => {
    const { look } = batchOf();
    look(seen());
    for (let count = 0; count < 5; count += 1) {
      expect(look(seen({ newestAnswer: 50, oldestUnread: 10 }))).toBe(false);
      expect(look(seen({ newestAnswer: 50, oldestUnread: 40 }), [9, 30])).toBe(false);
    }
    // Newer answers say nothing about it.
    expect(look(seen({ newestAnswer: 50, oldestUnread: 40 }), [30])).toBe(false);
    expect(look(seen({ newestAnswer: 50, oldestUnread: 40 }), [30])).toBe(true);
  });

  it('is not lost when it waits or is worked on, or is on its way there', () => {
    const { batch, look } = batchOf();
    for (const where of [{ waiting: ['b1'] }, { active: ['b1'] }]) {
      look(seen());
      look(seen());
      expect(look(seen(where))).toBe(false);
    }
    batch.hasArrived = false;
    for (let count = 0; count < 5; count += 1) expect(look(seen())).toBe(false);
  });

  it('is looked for anew in a Redis that has forgotten its numbers', () => {
    const { look } = batchOf();
    look(seen());
    look(seen());
    expect(look(seen({ newestAnswer: 2, oldestUnread: 1 }))).toBe(false);
    expect(look(seen({ newestAnswer: 3, oldestUnread: 1 }))).toBe(false);
    expect(look(seen({ newestAnswer: 3, oldestUnread: 3 }))).toBe(false);
    expect(look(seen({ newestAnswer: 3 }))).toBe(true);
  });
});

describe('what came to nothing', () => {
  const begunOver = 'begun';
  const nobodyKnows = 'not begun';
  const threeOf = (ledger: Ledger) => [0, 1, 2].map(index => enter(ledger, index));

  it('is judged one by one next, all of it', () => {
    const ledger = ledgerOf();
    const entries = threeOf(ledger);
    const lost = createSetAside().add(ledger.handIn('b1', entries, 0), entries);
    expect(lost).toEqual({ careful: entries, hopeless: [] });
  });

  it('waits when it was begun with, and what stood beside it goes on', () => {
    const ledger = ledgerOf();
    const setAside = createSetAside();
    const entries = threeOf(ledger);
    const [first, second, third] = entries;
    if (second !== undefined) second.begunIn = 'b1';
    const lost = setAside.add(ledger.handIn('b1', entries, 0, 'careful'), entries);
    expect(lost).toEqual({ careful: [first, third], hopeless: [] });
    expect([setAside.size, setAside.next(), setAside.size]).toEqual([1, [second], 0]);
  });

  it('is tried apart when several came to nothing with nothing else in the queue', () => {
    const ledger = ledgerOf();
    const setAside = createSetAside();
    const entries = threeOf(ledger);
    const lost = setAside.add(ledger.handIn('b1', entries, 0, 'alone'), entries);
    expect(lost).toEqual({ careful: [], hopeless: [] });
    expect([1, 2, 3].map(() => setAside.next())).toEqual(entries.map(entry => [entry]));
  });

  it.each([
    [begunOver, ['alone', 'alone']],
    [begunOver, ['careful', 'alone', 'alone']],
    [nobodyKnows, ['careful', 'careful', 'careful', 'alone', 'alone']],
    [nobodyKnows, ['alone', 'alone', 'alone', 'alone', 'alone']],
  ] as const)('when %s, is given up at the last of %j', (how, paces) => {
    const ledger = ledgerOf();
    const setAside = createSetAside();
    const entry = enter(ledger, 0);
    const ends = paces.map((pace, index) => {
      const batch = ledger.handIn(`b${index}`, [entry], 0, pace);
      if (how === begunOver) entry.begunIn = batch.id;
      return setAside.add(batch, [entry]).hopeless.length;
    });
    expect(ends).toEqual([...paces.slice(1).map(() => 0), 1]);
  });
});
