import { pythonStrip } from '../../src/core/index.ts';

/**
 * The texts that count as an answer when it is judged loosely: itself, without its first line, without its last, without
 * both, and each of the four without stars.
 */
export const looseVariants = (text: string): readonly string[] => {
  const lines = text.split('\n');
  const whole = [
    text,
    pythonStrip(lines.slice(1).join('\n')),
    pythonStrip(lines.slice(0, -1).join('\n')),
    pythonStrip(lines.slice(1, -1).join('\n')),
  ];
  const all = [...whole, ...whole.map(variant => variant.replaceAll('*', ''))];
  return [...new Set(all)].filter(variant => pythonStrip(variant) !== '');
};
