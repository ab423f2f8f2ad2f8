import { useState } from 'react';

export type Theme = 'system' | 'light' | 'dark';

/**
 * Returns the theme chosen in this browser, and a function to change it. public/theme.js applies it on the
 * next visit.
 */
export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState<Theme>(current);
  const choose = (next: Theme) => {
    setTheme(next);
    if (next === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    try {
      if (next === 'system') localStorage.removeItem('theme');
      else localStorage.setItem('theme', next);
    } catch {
      // If storage is blocked, the choice lasts until the page is closed.
    }
  };
  return [theme, choose];
}

function current(): Theme {
  const { theme } = document.documentElement.dataset;
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}
