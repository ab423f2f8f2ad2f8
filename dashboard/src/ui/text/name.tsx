import { withoutMarks } from './isolated.ts';

/**
 * A text that somebody chose, such as a name or an email, in its own direction of writing: nothing in it can turn the
 * words around it. For an attribute or the document's title, which take no element, see `isolated`.
 */
export function Name({ children }: { readonly children: string }) {
  return <bdi>{withoutMarks(children)}</bdi>;
}
