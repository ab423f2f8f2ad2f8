import { LogIn } from 'lucide-react';
import { wideLinkClasses } from '../../ui/button.tsx';
import { Name } from '../../ui/text/name.tsx';

type Props = {
  /** The name of the identity provider. */
  readonly name: string;
  /** The path to open after sign-in. */
  readonly returnTo: string;
  readonly isPrimary?: boolean;
  /** Whether to sign in in a new tab, so that this page keeps its input. */
  readonly inNewTab?: boolean;
};

/** Signs in with the identity provider. A link, because it leaves the page. */
export function SingleSignOnLink({ name, returnTo, isPrimary = false, inNewTab = false }: Props) {
  return (
    <a
      href={`/api/v1/auth/single-sign-on/start?${new URLSearchParams({ returnTo })}`}
      {...(inNewTab ? { target: '_blank', rel: 'noreferrer' } : {})}
      className={`${wideLinkClasses({ variant: isPrimary ? 'primary' : 'secondary' })} justify-center text-center`}
    >
      <LogIn aria-hidden="true" className="size-4 shrink-0" />
      <span className="min-w-0">
        Continue with <Name>{name}</Name>
      </span>
    </a>
  );
}
