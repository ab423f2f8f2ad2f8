/** A time limit for a request, which also ends when its caller's signal aborts. */
export type Deadline = {
  readonly signal: AbortSignal;
  readonly isOver: () => boolean;
  /** Call it when the request has ended. */
  readonly clear: () => void;
};

/** Starts a time limit. Its timer holds the signal, which `AbortSignal.any` would leave to the garbage collector. */
export function startDeadline(milliseconds: number, caller: AbortSignal | null | undefined): Deadline {
  const controller = new AbortController();
  let isOver = false;
  const stop = () => controller.abort(caller?.reason);
  const timer = setTimeout(() => {
    isOver = true;
    controller.abort(new DOMException('The time limit is over.', 'TimeoutError'));
  }, milliseconds);
  if (caller?.aborted) stop();
  caller?.addEventListener('abort', stop, { once: true });
  return {
    signal: controller.signal,
    isOver: () => isOver,
    clear: () => {
      clearTimeout(timer);
      caller?.removeEventListener('abort', stop);
    },
  };
}
