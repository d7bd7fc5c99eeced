/** What `strftime_now` tells every template: the day that Llama's own templates name where they have no clock. */
export const templateDate = '2024-07-26';

const fields: Readonly<Record<string, string>> = {
  '%': '%',
  A: 'Friday',
  a: 'Fri',
  B: 'July',
  b: 'Jul',
  d: '26',
  e: '26',
  F: templateDate,
  H: '00',
  I: '12',
  j: '208',
  M: '00',
  m: '07',
  p: 'AM',
  S: '00',
  T: '00:00:00',
  Y: '2024',
  y: '24',
};

/**
 * Python's `strftime` at a fixed moment: a prompt that changed overnight could not be repeated.
 * @throws Error for a field it does not know
 */
export const strftimeNow = (format: string): string =>
  String(format).replace(/%(-?)(.?)/gs, (_, unpadded: string, field: string) => {
    const text = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (text === undefined) throw new Error(`strftime_now does not know the field %${unpadded}${field}`);
    return unpadded === '' ? text : text.replace(/^0(?=\d)/, '');
  });
