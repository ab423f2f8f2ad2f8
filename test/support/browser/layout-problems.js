// Runs in the browser: one expression that evaluates to a promise of the page's layout problems.
(async () => {
  const problems = new Set();
  const tolerance = 1;
  const controls = 'button, a[href], input, select, textarea, summary, [role=button], [role=menuitem]';

  const wait = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  await wait();

  /** Describes an element for a message. */
  const nameOf = (element) => {
    const words = element.getAttribute('aria-label') ?? element.textContent ?? '';
    return `${element.tagName.toLowerCase()} "${words.trim().slice(0, 40)}"`;
  };
  const styleOf = (element) => getComputedStyle(element);
  const ancestorsOf = (element) => {
    const found = [];
    for (let at = element; at && at !== document.documentElement; at = at.parentElement) found.push(at);
    return found;
  };
  const isShown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  /** Visible to screen readers only. */
  const isUnseen = (element) => ancestorsOf(element).some((at) => styleOf(at).clipPath === 'inset(50%)');
  // Controls behind an open dialog are not reachable, and need not be.
  const top = document.querySelector('[role=dialog], [role=alertdialog], [role=menu]') ?? document.body;

  if (document.documentElement.scrollWidth > innerWidth) problems.add('the page scrolls horizontally');

  for (const control of top.querySelectorAll(controls)) {
    if (!isShown(control) || isUnseen(control) || control.closest('[aria-hidden=true]')) continue;
    control.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
    // A control that only horizontal scrolling would show counts as unreachable.
    for (const at of ancestorsOf(control)) at.scrollLeft = 0;
    // A link may span two lines; its first line is enough.
    const part = control.getClientRects()[0];
    if (!part) continue;
    if (part.left < -tolerance || part.right > innerWidth + tolerance) {
      problems.add(`off the screen: ${nameOf(control)}`);
      continue;
    }
    const hit = document.elementFromPoint((part.left + part.right) / 2, (part.top + part.bottom) / 2);
    const isHit = hit && (control.contains(hit) || hit.closest('label')?.control === control);
    if (!isHit) problems.add(`covered or cut off: ${nameOf(control)} by ${hit ? nameOf(hit) : 'nothing'}`);
  }
  scrollTo({ top: 0, behavior: 'instant' });

  const fields = [...top.querySelectorAll('input, select, textarea')].filter(
    (field) => isShown(field) && !isUnseen(field),
  );
  for (const [index, field] of fields.entries()) {
    const one = field.getBoundingClientRect();
    if (field.type === 'date' && field.scrollWidth > field.clientWidth + tolerance)
      problems.add(`too narrow for its value: ${nameOf(field)}`);
    for (const other of fields.slice(index + 1)) {
      const two = other.getBoundingClientRect();
      const across = Math.min(one.right, two.right) - Math.max(one.left, two.left);
      const down = Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top);
      if (across > tolerance && down > tolerance)
        problems.add(`overlap: ${field.name || field.type} and ${other.name || other.type}`);
    }
  }

  const texts = document.createTreeWalker(top, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element || !isShown(element) || isUnseen(element)) continue;
    if (element.closest('select, script, style, svg, noscript')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const text = range.getBoundingClientRect();
    if (text.width === 0) continue;
    const words = `"${node.data.trim().slice(0, 40)}"`;
    const frame = ancestorsOf(element).find((at) => styleOf(at).overflowX !== 'visible');
    const box = frame && frame !== document.body ? frame.getBoundingClientRect() : null;
    const left = box?.left ?? 0;
    const right = box?.right ?? innerWidth;
    if (text.left >= left - tolerance && text.right <= right + tolerance) continue;
    if (!frame || frame === document.body) problems.add(`extends beyond the screen: ${words}`);
    else if (/auto|scroll/.test(styleOf(frame).overflowX)) {
      // A scrollable part must be recognizable: a table's frame is marked, code blocks are known to scroll.
      const isMarked = frame.hasAttribute('data-more') || frame.matches('pre, :has(> pre, > code)');
      if (!isMarked) problems.add(`hidden in an unmarked scrollable part: ${words}`);
    } else if (!element.closest('[title]')) problems.add(`cut off: ${words}`);
  }

  for (const frame of top.querySelectorAll('[data-more]'))
    problems.add(`columns beyond the edge: ${nameOf(frame.querySelector('caption'))}`);
  for (const cell of top.querySelectorAll('td, th')) {
    if (isShown(cell) && !isUnseen(cell) && cell.scrollWidth > cell.clientWidth + tolerance)
      problems.add(`extends into the next column: ${nameOf(cell)}`);
    if (isShown(cell) && !isUnseen(cell) && cell.clientWidth < 120 && cell.textContent.length > 60)
      problems.add(`column too narrow for its text: ${nameOf(cell)}`);
  }
  return [...problems];
})();
