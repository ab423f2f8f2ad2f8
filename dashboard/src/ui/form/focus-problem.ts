/**
 * After the next paint: to the first field of a form that is wrong. What the server refused is on the page only once
 * it is rendered: call it from an effect on the error, not from the request's own callback.
 */
export function focusProblem(form: HTMLFormElement | null): void {
  requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
}
