import type { SlotKeys, SlotLimits } from '../../contract/limits/slots.ts';

/** What a worker wants to know of the limits that all workers count together. */
export type Question =
  /** As many of the remaining requests as the supervisor gives. */
  | { readonly id: number; readonly ask: 'lease'; readonly key: string; readonly limit: number }
  /** One attempt. */
  | { readonly id: number; readonly ask: 'attempt'; readonly key: string; readonly limit: number }
  | { readonly ask: 'giveBack'; readonly key: string }
  | {
      readonly id: number;
      readonly ask: 'enter';
      readonly name: string;
      readonly limits: SlotLimits;
      readonly keys: SlotKeys;
    }
  /** Releases the slot of an earlier question. */
  | { readonly id: number; readonly ask: 'release' };

export type Answer =
  /** How many are granted, the count after them, and the milliseconds until the window ends. */
  | { readonly id: number; readonly granted: number; readonly count: number; readonly left: number }
  /** The limit of slots that is reached, or null for a slot. */
  | { readonly id: number; readonly full: string | null };

/** What a worker tells the supervisor. */
export type FromWorker =
  | { readonly kind: 'listening' }
  | { readonly kind: 'prepared' }
  /** It cannot start; the text is for the operator. */
  | { readonly kind: 'failed'; readonly text: string }
  /** Its metrics, as prom-client's `getMetricsAsJSON` returns them. */
  | { readonly kind: 'metrics'; readonly metrics: readonly unknown[] }
  | { readonly kind: 'questions'; readonly questions: readonly Question[] };

/** What the supervisor tells a worker. */
export type ToWorker =
  | { readonly kind: 'retire' }
  | { readonly kind: 'measure' }
  | { readonly kind: 'answers'; readonly answers: readonly Answer[] };

/** Whether a message is one of a worker: the channel of a child process carries only these. */
export function isFromWorker(message: unknown): message is FromWorker {
  const kind = kindOf(message);
  return ['listening', 'prepared', 'failed', 'metrics', 'questions'].some((known) => known === kind);
}

/** Whether a message is one of the supervisor: the channel to the parent process carries only these. */
export function isToWorker(message: unknown): message is ToWorker {
  const kind = kindOf(message);
  return ['retire', 'measure', 'answers'].some((known) => known === kind);
}

function kindOf(message: unknown): unknown {
  return typeof message === 'object' && message !== null && 'kind' in message ? message.kind : undefined;
}
