import { useSignOut } from '../../api/account/me.ts';
import { explain } from '../../api/errors.ts';
import type { AccessRequest } from '../../api/oauth/access-requests.ts';
import { useToast } from '../../ui/feedback/toast.tsx';
import { isolated } from '../../ui/text/isolated.ts';
import { Name } from '../../ui/text/name.tsx';
import { signInPath } from '../sign-in/return-to.ts';

type Props = { readonly user: AccessRequest['user']; readonly returnTo: string };

/** The signed-in account, with a way to sign out. */
export function Account({ user: { name, email }, returnTo }: Props) {
  const signOut = useSignOut('here', signInPath(returnTo));
  const toast = useToast();
  const press = () => {
    if (!signOut.isPending)
      signOut.mutate(undefined, { onError: (error) => toast(explain(error), 'failed') });
  };
  return (
    <div className="flex items-center gap-3 border-line border-t pt-4">
      <span
        aria-hidden="true"
        className="grid size-8 shrink-0 place-items-center rounded-full bg-accent font-medium text-accent-ink"
      >
        {[...name][0]?.toUpperCase()}
      </span>
      <div className="grid min-w-0 flex-1 leading-tight">
        <span title={isolated(name)} className="truncate font-medium">
          <Name>{name}</Name>
        </span>
        <span title={isolated(email)} className="truncate text-muted text-sm">
          <Name>{email}</Name>
        </span>
      </div>
      <p className="grid justify-items-end text-muted text-sm">
        Not you?{' '}
        <button
          type="button"
          className="rounded text-accent underline-offset-4 hover:underline"
          onClick={press}
        >
          Sign out
        </button>
      </p>
    </div>
  );
}
