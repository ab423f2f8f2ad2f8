import { withoutMarks } from '../../ui/text/isolated.ts';

/**
 * An application's name, chosen by its developer: rendered as text, isolated in its own text direction, so
 * that it cannot change the direction of the text around it.
 */
export function ClientName({ name }: { readonly name: string }) {
  return <bdi className="[overflow-wrap:anywhere]">{withoutMarks(name)}</bdi>;
}
