/**
 * After the next paint: to the first field of a form that is wrong. What the server refused is on the page only once
 * it is rendered: call it from an effect on the error, not from the request's own callback.
 * @param others a selector for fields that get the focus too, if they come first
 */
export function focusProblem(form: HTMLFormElement | null, others?: string): void {
  const selector = ['[aria-invalid=true]', others].filter(Boolean).join();
  requestAnimationFrame(() => form?.querySelector<HTMLElement>(selector)?.focus());
}
