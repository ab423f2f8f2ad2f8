// Runs before the first paint, so that the wrong theme does not flash. The dashboard stores the choice under the same name.
try {
  const theme = localStorage.getItem('theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be blocked; the system's theme applies.
}
