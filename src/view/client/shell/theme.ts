import { useEffect, useState } from 'preact/hooks';

/** `auto` is what the system asks for. */
export type Theme = 'auto' | 'light' | 'dark';

const kept = 'eurus-eval-theme';

/** The theme and its setter; kept for the next visit where the browser lets us. */
export const useTheme = (): readonly [Theme, (theme: Theme) => void] => {
  const [theme, setTheme] = useState<Theme>(readTheme);
  useEffect(() => {
    if (theme === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    try {
      localStorage.setItem(kept, theme);
    } catch {
      // Storage is off: the choice holds for this visit.
    }
  }, [theme]);
  return [theme, setTheme];
};

const readTheme = (): Theme => {
  try {
    const theme = localStorage.getItem(kept);
    return theme === 'light' || theme === 'dark' ? theme : 'auto';
  } catch {
    return 'auto';
  }
};

const isDark = (theme: Theme): boolean =>
  theme === 'auto' ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark';

/** What the button does: to the other side of what is seen; to the system's again where that is the same. */
export const toggled = (theme: Theme): Theme => {
  const wanted = isDark(theme) ? 'light' : 'dark';
  return theme !== 'auto' && isDark('auto') === (wanted === 'dark') ? 'auto' : wanted;
};
