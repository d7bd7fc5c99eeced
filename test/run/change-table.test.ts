import { describe, expect, it } from 'vitest';
import { briefly, tableOf } from '../../src/run/change-table.ts';
import { changes, mismatch } from '../../src/run/mismatch.ts';

describe('what differs between a directory and a command', () => {
  const before = { model: 'a', seed: null, settings: { chat_template: 'plain' } };
  const generation = (temperature: number) => ({ version: 1, generation: { temperature, stop: ['\n\n'] } });

  it('is a table that a stranger can read', () => {
    const found = [
      ...changes(null, before, { ...before, model: 'b', seed: 7, settings: { chat_template: 'llama-3' } }),
      ...['gsm8k.cot', 'math.cot', 'bbh.cot', 'mmlu.cot'].flatMap(name =>
        changes(name, generation(0), generation(0.7)),
      ),
    ];
    const error = mismatch('results/runs/x', found);
    expect(error.message).toBe(
      'results/runs/x holds another run: it differs in model, seed, chat template and temperature',
    );
    expect(error.details.map(line => line.trim().split(/ {2,}/))).toEqual([
      ['what differs', 'before', 'now', 'set by'],
      ['model', '"a"', '"b"', '--model'],
      ['seed', 'none', '7', '--seed'],
      ['chat template', '"plain"', '"llama-3"', '--chat-template'],
      ['temperature (gsm8k.cot, math.cot, bbh.cot, 1 more)', '0', '0.7', '--temperature'],
    ]);
    expect(new Set(error.details.map(line => line.search(/before|"a"|none|"plain"|0 {2}/))).size).toBe(1);
  });

  it('takes a field that is not there for one that says nothing', () => {
    expect(changes(null, { model: 'a' }, { model: 'a', settings: null })).toEqual([]);
  });

  it('shows long values where they part', () => {
    const long = 'You are a careful assistant that thinks step by step and ';
    const [, row] = tableOf(changes(null, { system: `${long}is brief.` }, { system: `${long}explains.` }));
    expect(row).toMatch(/^ {2}system message {2}….*is brief\."\s+….*explains\."\s+--system$/);
  });

  it('shows few rows of many, and nothing that acts on a terminal', () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`x${n}\u001b[2J`, n]));
    const lines = tableOf(changes(null, { settings: {} }, { settings: many }));
    expect(lines).toHaveLength(14);
    expect(lines.at(-1)).toBe('  and 18 more');
    expect(lines.join('')).not.toMatch(/\p{Cc}/u);
    const [, named] = tableOf(changes(null, { constructor: 1 }, { constructor: '\u001b[2J\u202e' }));
    expect(named).toMatch(/^ {2}constructor +1 +"/);
    expect(named).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('is told in one line where there is no room for a table', () => {
    const found = changes(null, before, { ...before, model: 'b', seed: 7, settings: {} });
    expect(briefly(found, 2)).toBe('model "a" → "b"; seed none → 7; and 1 more');
  });
});
