import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { call } from './client.ts';

type File = { readonly content: Blob; readonly name: string };

/** How much of a file has arrived, and how many events it will have, if the server knows. */
export type Progress = { readonly bytes: number; readonly lines: number; readonly expected: number | null };

/** Milliseconds between two reports of the progress. */
const reportInterval = 200;

/**
 * Downloads a file and saves it once it is complete, so that the page can explain a failure instead of saving
 * an error response.
 */
export function useDownload() {
  const [progress, setProgress] = useState<Progress | null>(null);
  const running = useRef<AbortController>(null);
  const download = useMutation({
    gcTime: 0,
    mutationFn: async (address: string) => {
      const controller = new AbortController();
      running.current = controller;
      try {
        const file = await call(() => fetchFile(address, controller.signal, setProgress));
        if (file) save(file);
      } finally {
        setProgress(null);
      }
    },
  });
  return { ...download, progress, cancel: () => running.current?.abort() };
}

/** Returns null as the file if the member canceled it. */
async function fetchFile(address: string, signal: AbortSignal, onProgress: (progress: Progress) => void) {
  try {
    const response = await fetch(address, { credentials: 'same-origin', signal });
    if (!response.ok) return { error: await response.json().catch(() => null), response };
    const parts = await readParts(response, onProgress);
    const type = response.headers.get('content-type') ?? '';
    return { data: { content: new Blob(parts, { type }), name: nameOf(response, address) }, response };
  } catch (error) {
    if (signal.aborted) return { data: null, response: new Response() };
    throw error;
  }
}

async function readParts(response: Response, onProgress: (progress: Progress) => void) {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const counted = { bytes: 0, lines: 0, expected: expectedEvents(response) };
  const reader = response.body?.getReader();
  for (let reported = 0; reader; ) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    counted.bytes += value.length;
    for (const byte of value) if (byte === lineFeed) counted.lines += 1;
    if (performance.now() - reported < reportInterval) continue;
    reported = performance.now();
    onProgress({ ...counted });
  }
  return parts;
}

const lineFeed = 10;

function expectedEvents({ headers }: Response): number | null {
  const expected = headers.get('spedy-expected-events');
  return expected === null ? null : Number(expected);
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
