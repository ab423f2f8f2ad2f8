/**
 * The style of pages that the server renders itself, like the dashboard's sign-in page. A test compares the
 * colors with dashboard/src/styles.css.
 */
export const plainPageStyle = `
:root {
  color-scheme: light;
  --canvas: #f7f7f8; --surface: #ffffff; --raised: #ffffff; --line: #e4e4e9; --line-strong: #8a8a98;
  --ink: #17171c; --muted: #5d5d6b; --accent: #4338ca; --accent-ink: #ffffff;
  --danger: #b42318; --danger-soft: #fdecea;
}
@media (prefers-color-scheme: dark) {
  :root {
    color-scheme: dark;
    --canvas: #101014; --surface: #17171d; --raised: #1e1e26; --line: #2b2b35; --line-strong: #74748a;
    --ink: #ececf1; --muted: #a3a3b2; --accent: #a5a0ff; --accent-ink: #14122e;
    --danger: #ff9d92; --danger-soft: #3a1a18;
  }
}
*, ::before, ::after { box-sizing: border-box; }
html {
  background: var(--canvas); color: var(--ink);
  font: 14px/1.5 Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  -webkit-font-smoothing: antialiased; -webkit-text-size-adjust: 100%;
}
body { margin: 0; min-height: 100dvh; overflow-wrap: break-word; }
main { display: grid; gap: 1.5rem; align-content: start; width: 100%; max-width: 24rem; margin: 0 auto; padding: 12vh 1rem; }
header { display: grid; gap: 0.75rem; justify-items: center; text-align: center; min-width: 0; }
header > div { display: grid; gap: 0.25rem; min-width: 0; max-width: 100%; }
h1, h2, p, ul { margin: 0; }
h1 { font-size: 1.25rem; line-height: 1.75rem; font-weight: 600; letter-spacing: -0.025em; text-wrap: balance; overflow-wrap: anywhere; }
h2 { font-size: 1rem; font-weight: 600; }
header p { color: var(--muted); overflow-wrap: anywhere; }
svg { width: 2.5rem; height: 2.5rem; }
.sign { fill: var(--accent); }
.stroke { fill: none; stroke: var(--accent-ink); stroke-width: 3; stroke-linecap: round; }
.card { display: grid; gap: 1rem; min-width: 0; padding: 1.5rem; border: 1px solid var(--line); border-radius: 0.75rem; background: var(--surface); box-shadow: 0 1px 3px rgb(0 0 0 / 0.1); }
main, .card, form, fieldset, .field { grid-template-columns: minmax(0, 1fr); }
form, fieldset { display: grid; gap: 1rem; margin: 0; padding: 0; border: 0; min-width: 0; }
legend { padding: 0; margin-bottom: 0.75rem; font-weight: 600; }
.field { display: grid; gap: 0.375rem; min-width: 0; }
label { width: fit-content; font-weight: 500; }
input { width: 100%; height: 2.25rem; padding: 0 0.75rem; border: 1px solid var(--line-strong); border-radius: 0.375rem; background: var(--raised); color: var(--ink); font: inherit; }
input::placeholder { color: var(--muted); opacity: 1; }
input[aria-invalid] { border-color: var(--danger); }
small { color: var(--muted); font-size: 0.875rem; overflow-wrap: anywhere; }
.error { color: var(--danger); font-size: 0.875rem; }
[role=alert] { padding: 0.75rem; border-radius: 0.5rem; background: var(--danger-soft); overflow-wrap: anywhere; }
.button { display: inline-flex; gap: 0.25em; flex-wrap: wrap; align-items: center; justify-content: center; min-height: 2.25rem; padding: 0.375rem 0.875rem; border: 1px solid transparent; border-radius: 0.375rem; background: var(--accent); color: var(--accent-ink); font: inherit; font-weight: 500; text-align: center; text-decoration: none; cursor: pointer; overflow-wrap: anywhere; }
.button.secondary { border-color: var(--line-strong); background: var(--raised); color: var(--ink); }
a { color: var(--accent); text-underline-offset: 2px; overflow-wrap: anywhere; }
code, bdi { overflow-wrap: anywhere; }
code { font: 0.95em ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "Liberation Mono", monospace; }
.muted { color: var(--muted); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
@media (pointer: coarse) {
  input { height: 2.75rem; font-size: 16px; }
  .button { min-height: 2.75rem; }
}
`;
