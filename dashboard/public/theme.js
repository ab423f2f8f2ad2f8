// Runs before the first paint, so that the wrong theme does not flash. A separate file, because the policy
// forbids inline scripts.
try {
  const theme = localStorage.getItem('theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be blocked; the system's theme applies.
}

// If a file that the first page needs fails to load, the page would be empty or without style: show a message
// instead.
let isToldMissing = false;
addEventListener(
  'error',
  ({ target }) => {
    const isStyle = target instanceof HTMLLinkElement && target.rel === 'stylesheet';
    if (isToldMissing || !(isStyle || target instanceof HTMLScriptElement)) return;
    isToldMissing = true;
    if (document.readyState === 'loading') addEventListener('DOMContentLoaded', tellMissing);
    else tellMissing();
  },
  true,
);

function tellMissing() {
  const root = document.getElementById('root');
  if (root) root.hidden = true;
  const title = document.createElement('h1');
  title.textContent = 'Could not load the dashboard';
  title.className = 'text-title';
  const words = document.createElement('p');
  words.textContent = 'Part of it failed to load. Reload the page in a moment.';
  const reload = document.createElement('button');
  reload.type = 'button';
  reload.textContent = 'Reload';
  reload.className = 'h-9 rounded-md bg-accent px-3.5 font-medium text-accent-ink';
  reload.addEventListener('click', () => location.reload());
  const main = document.createElement('main');
  main.className = 'mx-auto grid max-w-md justify-items-start gap-3 px-6 py-[18vh]';
  // The style sheet may be the file that failed to load.
  Object.assign(main.style, { maxWidth: '28rem', margin: '0 auto', fontFamily: 'system-ui, sans-serif' });
  main.append(title, words, reload);
  document.body.append(main);
  document.title = 'Could not load the dashboard · Spedy';
}
