import { withoutMarks } from './isolated.ts';

/**
 * A user-supplied text such as a name or an email, isolated in its own text direction, so that it cannot
 * change the direction of the text around it. For attributes and the document's title, see `isolated`.
 */
export function Name({ children }: { readonly children: string }) {
  return <bdi>{withoutMarks(children)}</bdi>;
}
