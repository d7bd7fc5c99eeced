/** A text as a reason quotes it: in quotes, line ends made visible, cut when it is long. */
export const shown = (text: string): string => {
  const line = JSON.stringify(text.length <= 120 ? text : `${text.slice(0, 117)}...`);
  return line;
};
