/** Adds a button to each block of code that copies it. */
export function addCopyButtons(status: HTMLElement): void {
  for (const block of document.querySelectorAll<HTMLElement>('.code')) {
    const code = block.querySelector('code');
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Copy';
    button.setAttribute('aria-label', 'Copy code');
    button.addEventListener('click', async () => {
      const copied = await copy(code?.textContent ?? '');
      button.textContent = copied ? 'Copied' : 'Press Ctrl+C';
      status.textContent = copied ? 'Copied' : 'Could not copy. The code is selected: press Ctrl+C.';
      if (!copied && code) getSelection()?.selectAllChildren(code);
      setTimeout(() => {
        button.textContent = 'Copy';
        status.textContent = '';
      }, 2_000);
    });
    block.append(button);
  }
}

/** Returns whether the clipboard took the text: it is not available on pages without TLS. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text.trimEnd());
    return true;
  } catch {
    return false;
  }
}
