/**
 * Puts a text on the clipboard. Where the page is not served securely the browser has no clipboard for it: then the
 * text of `source` is selected and copied as by hand.
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
  // Beside the button: a dialog keeps the focus within itself.
  const parent = place?.parentElement ?? document.body;
  parent.append(area);
  area.select();
  const isCopied = document.execCommand('copy');
  area.remove();
  place?.focus();
  return isCopied;
}
