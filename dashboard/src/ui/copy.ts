/**
 * Copies a text to the clipboard. Without TLS browsers have no clipboard API, so the text is then selected
 * next to `source` and copied with `execCommand`.
 * @returns whether it worked
 */
export async function copyText(text: string, source: HTMLElement | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text, source);
  }
}

function copySelected(text: string, place: HTMLElement | null): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.readOnly = true;
  area.className = 'sr-only';
  // Next to the button, because dialogs trap the focus.
  const parent = place?.parentElement ?? document.body;
  parent.append(area);
  area.select();
  const isCopied = document.execCommand('copy');
  area.remove();
  place?.focus();
  return isCopied;
}
