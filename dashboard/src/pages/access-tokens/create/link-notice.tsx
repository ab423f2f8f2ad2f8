import { Banner } from '../../../ui/feedback/banner.tsx';
import type { FilledIn } from './link.ts';

/** Says that a link filled in the form, and what of it was left out. Renders nothing if it only opened the form. */
export function LinkNotice({ link: { problems, ...filledIn } }: { readonly link: FilledIn }) {
  if (problems.length === 0 && Object.values(filledIn).every((value) => value === null)) return null;
  if (problems.length === 0) {
    return <Banner tone="info">A link filled in this form. Check it before you create the token.</Banner>;
  }
  return (
    <Banner tone="warning" title="A link filled in this form, but not all of it">
      <ul className="grid gap-1">
        {problems.map((problem) => (
          <li key={problem} className="[overflow-wrap:anywhere]">
            {problem}
          </li>
        ))}
      </ul>
    </Banner>
  );
}
