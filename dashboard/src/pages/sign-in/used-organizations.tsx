import { X } from 'lucide-react';
import { useState } from 'react';
import { forgettingCookie, usedOrganizations } from '../../api/sign-in/used-organizations.ts';
import { Button, wideLinkClasses } from '../../ui/button.tsx';

type Props = {
  readonly bareHost: string;
  /** Returns the sign-in page of an organization. */
  readonly addressOf: (slug: string) => string;
};

/** The organizations that were used on this device, as links, each with a button that forgets it. */
export function UsedOrganizations({ bareHost, addressOf }: Props) {
  const [slugs, setSlugs] = useState(() => usedOrganizations(document.cookie));
  if (slugs.length === 0) return null;
  const forget = (slug: string) => {
    const { protocol } = window.location;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser, nor without TLS
    document.cookie = forgettingCookie(document.cookie, slug, { bareHost, protocol });
    setSlugs(slugs.filter((other) => other !== slug));
  };
  return (
    <nav aria-label="Used on this device" className="grid gap-2">
      <p aria-hidden="true" className="font-medium">
        Used on this device
      </p>
      <ul className="grid gap-2">
        {slugs.map((slug) => (
          <li key={slug} className="flex items-center gap-1">
            <a href={addressOf(slug)} className={`${wideLinkClasses()} flex-1`}>
              <span className="min-w-0">{slug}</span>
            </a>
            <Button variant="quiet" size="icon" aria-label={`Forget ${slug}`} onClick={() => forget(slug)}>
              <X aria-hidden="true" className="size-4" />
            </Button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
