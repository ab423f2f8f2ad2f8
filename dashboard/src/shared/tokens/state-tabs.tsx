import { useSearchParams } from 'react-router';
import { ViewLinks } from '../../ui/view-links.tsx';
import { stateTitles, type TokenState } from './token-states.ts';

type Props = { readonly states: readonly TokenState[]; readonly current: TokenState };

/** Links to the states of a list of tokens. The other filters stay, the page does not. */
export function StateTabs({ states, current }: Props) {
  const [parameters] = useSearchParams();
  const linkTo = (state: TokenState) => {
    const next = new URLSearchParams(parameters);
    next.delete('page');
    if (state === 'active') next.delete('state');
    else next.set('state', state);
    return `?${next}`;
  };
  const views = states.map((state) => ({ name: state, title: stateTitles[state], to: linkTo(state) }));
  return <ViewLinks views={views} current={current} />;
}
