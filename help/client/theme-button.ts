/** Lets a button change between light and dark. A choice that is the system's own theme is not stored. */
export function addThemeButton(button: HTMLElement): void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => {
    const { theme } = document.documentElement.dataset;
    return theme === undefined ? system.matches : theme === 'dark';
  };
  const show = () =>
    button.setAttribute('aria-label', isDark() ? 'Use the light theme' : 'Use the dark theme');
  button.addEventListener('click', () => {
    const theme = isDark() ? 'light' : 'dark';
    const isSystem = (theme === 'dark') === system.matches;
    if (isSystem) delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    try {
      if (isSystem) localStorage.removeItem('theme');
      else localStorage.setItem('theme', theme);
    } catch {
      // If storage is blocked, the choice lasts until the page is closed.
    }
    show();
  });
  system.addEventListener('change', show);
  show();
  button.hidden = false;
}
