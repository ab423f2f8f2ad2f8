import { withoutMarks } from '../../ui/text/isolated.ts';

/**
 * An application's name, which its maker chose: text alone, in its own direction of writing, so that nothing in it
 * turns the words around it.
 */
export function ClientName({ name }: { readonly name: string }) {
  return <bdi className="[overflow-wrap:anywhere]">{withoutMarks(name)}</bdi>;
}
