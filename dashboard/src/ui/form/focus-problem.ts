/**
 * Focuses the first invalid field of a form after the next paint. Call it from an effect on the error, not
 * from the request's callback, because errors of the server are on the page only after a render.
 * @param others a selector for other fields to focus if they come first
 */
export function focusProblem(form: HTMLFormElement | null, others?: string): void {
  const selector = ['[aria-invalid=true]', others].filter(Boolean).join();
  requestAnimationFrame(() => form?.querySelector<HTMLElement>(selector)?.focus());
}
