import { useQuery } from '@tanstack/react-query';
import { boardsQuery } from '../../../api/tickets/boards.ts';
import { CheckboxField } from '../../../ui/form/checkbox-field.tsx';
import { Name } from '../../../ui/text/name.tsx';

type Props = {
  readonly chosen: readonly string[];
  readonly onChange: (boardIds: readonly string[]) => void;
};

/** Chooses the boards that invited people get. Renders nothing if there are none. */
export function BoardChoice({ chosen, onChange }: Props) {
  const boards = useQuery(boardsQuery).data ?? [];
  if (boards.length === 0) return null;
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-2 font-medium">Boards (optional)</legend>
      {/* The padding leaves room for the focus rings. */}
      <div className="-m-1 grid max-h-40 gap-2 overflow-y-auto p-1">
        {boards.map(({ id, key, name }) => (
          <CheckboxField
            key={id}
            label={
              <span className="[overflow-wrap:anywhere]">
                <Name>{name}</Name> <span className="font-normal text-muted">{key}</span>
              </span>
            }
            checked={chosen.includes(id)}
            onChange={({ target }) =>
              onChange(target.checked ? [...chosen, id] : chosen.filter((other) => other !== id))
            }
          />
        ))}
      </div>
      <p className="text-muted text-sm">They are added when they accept. Admins see all boards.</p>
    </fieldset>
  );
}
