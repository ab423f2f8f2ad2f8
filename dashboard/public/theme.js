// Before the first paint, so that a chosen theme does not flash. A file of its own: inline scripts are not allowed.
try {
  const theme = localStorage.getItem('theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be blocked; the system's theme applies.
}

// Where a file that the dashboard begins with does not come, the page would be empty or without style: it says so.
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
  title.textContent = 'The dashboard could not be loaded';
  title.className = 'font-semibold text-xl';
  const words = document.createElement('p');
  words.textContent = 'A part of it did not come from the server. Reload the page in a moment.';
  const reload = document.createElement('button');
  reload.type = 'button';
  reload.textContent = 'Reload';
  reload.className = 'h-9 rounded-md bg-accent px-3.5 font-medium text-accent-ink';
  reload.addEventListener('click', () => location.reload());
  const main = document.createElement('main');
  main.className = 'mx-auto grid max-w-md justify-items-start gap-3 px-6 py-[18vh]';
  // The style sheet may be what is missing.
  Object.assign(main.style, { maxWidth: '28rem', margin: '0 auto', fontFamily: 'system-ui, sans-serif' });
  main.append(title, words, reload);
  document.body.append(main);
  document.title = 'The dashboard could not be loaded · Spedy';
}
