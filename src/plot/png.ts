import { fileURLToPath } from 'node:url';
import { EurusError, messageOf } from '../core/index.ts';

/** Files of the font that figures are drawn in: machines without any font draw the same as others. */
const fontFiles = ['400Regular/Arimo_400Regular.ttf', '700Bold/Arimo_700Bold.ttf'];

/** Alphabets that the shipped font has: Latin, Greek, Cyrillic, Hebrew, punctuation, arrows. */
const beyondFont = /[^ -\u05ff\s\u1e00-\u22ff]/u;

/**
 * An SVG figure as PNG. Letters that the shipped font lacks (Chinese, Arabic) come from the fonts of this machine.
 * @throws EurusError `USAGE` where there is no drawing program for this machine
 * @param scale dots per px of the SVG: 2 is 192 dots per inch
 */
export const png = async (svg: string, scale = 2): Promise<Uint8Array> => {
  const { renderAsync } = await import('@resvg/resvg-js').catch(cause => {
    throw new EurusError('USAGE', `PNG cannot be drawn here: ${messageOf(cause)}`, {
      cause,
      hint: 'SVG can: --out FILE.svg. Or install without --omit=optional, which leaves the drawing program out.',
    });
  });
  const image = await renderAsync(svg, {
    fitTo: { mode: 'zoom', value: scale },
    font: {
      loadSystemFonts: beyondFont.test(svg),
      fontFiles: fontFiles.map(file =>
        fileURLToPath(import.meta.resolve(`@expo-google-fonts/arimo/${file}`)),
      ),
      defaultFontFamily: 'Arimo',
      sansSerifFamily: 'Arimo',
    },
  });
  return image.asPng();
};
