import { isolated } from './isolated.ts';
import { Name } from './name.tsx';

type Props = {
  readonly name: string;
  readonly email?: string | null;
  /** The words that a row begins with. */
  readonly strong?: boolean;
};

/** Somebody's name above their email, each on one line; what is cut off is shown on hover. */
export function Person({ name, email, strong = false }: Props) {
  return (
    <span className="grid gap-0.5 md:min-w-36 md:max-w-44">
      <span title={isolated(name)} className={strong ? 'truncate font-medium' : 'truncate'}>
        <Name>{name}</Name>
      </span>
      {email && (
        <span title={isolated(email)} className="truncate text-muted text-sm">
          <Name>{email}</Name>
        </span>
      )}
    </span>
  );
}
