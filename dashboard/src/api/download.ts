import { useMutation } from '@tanstack/react-query';
import { call } from './client.ts';

type File = { readonly content: Blob; readonly name: string };

/**
 * Downloads a file and saves it once it is complete, so that the page can explain a failure instead of saving
 * an error response.
 */
export function useDownload() {
  return useMutation({
    gcTime: 0,
    mutationFn: async (address: string) => save(await call(() => fetchFile(address))),
  });
}

async function fetchFile(address: string) {
  const response = await fetch(address, { credentials: 'same-origin' });
  if (!response.ok) return { error: await response.json().catch(() => null), response };
  return { data: { content: await response.blob(), name: nameOf(response, address) }, response };
}

/** Returns the name from the response (RFC 6266), or the last segment of the address. */
function nameOf({ headers }: Response, address: string): string {
  const given = /filename="([^"]+)"/.exec(headers.get('content-disposition') ?? '')?.[1];
  return given ?? new URL(address, window.location.href).pathname.split('/').at(-1) ?? 'download';
}

function save({ content, name }: File): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // Long enough for the browser to read it.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
