const added = new Set<string>();

/** Adds a style sheet that stands beside the page, once. */
export const addStyles = (file: string): void => {
  if (added.has(file)) return;
  added.add(file);
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = file;
  document.head.append(link);
};
