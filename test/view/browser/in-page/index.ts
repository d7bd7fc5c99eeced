/** What tests look at from within the page; bundled into it before it opens. */

/** What must not be there: a trace of a script that ran, elements that load or act, links that lead away. */
export const inspect = () => ({
  hacked: (globalThis as { hacked?: unknown }).hacked,
  foreign: [
    ...document.querySelectorAll(
      'main :is(script, iframe, img, form, style, meta, base, object, embed, link, video, audio, svg image)',
    ),
  ]
    .filter(element => !isFigure(element))
    .map(element => element.outerHTML),
  links: [...document.querySelectorAll('a')]
    .map(a => a.getAttribute('href'))
    .filter(href => !href?.startsWith('#/')),
});

/** A picture of the page's own. */
const isFigure = (element: Element): boolean =>
  element.matches('img.figure') &&
  /^figure\.svg\?|^figures\/\w+\.svg$/.test(element.getAttribute('src') ?? '');

/** Texts with less contrast than WCAG 2 asks of small ones. */
export const faint = (): readonly string[] => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const paint = (colour: string, below: readonly number[]): readonly number[] => {
    if (canvas === null) throw new Error('no canvas');
    canvas.fillStyle = `rgb(${below.join(' ')})`;
    canvas.fillRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const behind = (element: Element | null): readonly number[] =>
    element === null
      ? [255, 255, 255]
      : paint(getComputedStyle(element).backgroundColor, behind(element.parentElement));
  const luminance = (rgb: readonly number[]): number => {
    const [r = 0, g = 0, b = 0] = rgb.map(value => {
      const part = value / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = new Set<string>();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    if (element === null || node.textContent?.trim() === '' || element.closest('noscript, option') !== null)
      continue;
    const { opacity, color } = getComputedStyle(element);
    if (!element.checkVisibility({ visibilityProperty: true }) || opacity === '0') continue;
    const ground = behind(element);
    const [a, b] = [luminance(paint(color, ground)), luminance(ground)];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5)
      found.add(`${contrast.toFixed(2)} ${element.className} ${node.textContent?.slice(0, 40)}`);
  }
  return [...found];
};

/** Controls that a screen reader would have no name for. */
export const unnamed = (): readonly string[] =>
  [...document.querySelectorAll('button, a, input, select, [role=listbox], [role=option]')]
    .filter(element => {
      const label = element.getAttribute('aria-label') ?? element.closest('label')?.textContent ?? '';
      return label.trim() === '' && (element.textContent ?? '').trim() === '';
    })
    .map(element => element.outerHTML);

export const width = (): number => document.documentElement.scrollWidth;

export const background = (): string => getComputedStyle(document.documentElement).backgroundColor;

/** What has the focus, and how that shows; null when nothing has. */
export const focus = (): { readonly words: string; readonly outline: string } | null => {
  const element = document.activeElement;
  if (element === null || element === document.body) return null;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  return { words: element.textContent ?? '', outline: `${outlineStyle} ${outlineWidth}` };
};

/** Characters of the answer that are on the page. */
export const answerLength = (): number => document.querySelector('.answer-section')?.textContent?.length ?? 0;

/** What the browser says to a text that is to become elements. */
export const insertHtml = (): string => {
  try {
    document.body.insertAdjacentHTML('beforeend', '<b>x</b>');
    return 'let through';
  } catch (error) {
    return String(error);
  }
};
