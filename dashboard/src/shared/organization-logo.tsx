import { useQuery } from '@tanstack/react-query';
import { logoSource, type Logo as OwnLogo } from '../api/organization/general/logo.ts';
import { addressOrganizationQuery } from '../api/sign-in/address-organization.ts';
import { classNames } from '../ui/class-names.ts';
import { Logo } from '../ui/logo.tsx';

/** What is behind a logo, in the light and in the dark. */
const backgrounds = { none: '', light: 'bg-white', dark: 'bg-neutral-900' } as const;

type Props = {
  /** Its size. */
  readonly className: string;
};

/** The logo of the organization at this address; the product's if it has none. */
export function OrganizationLogo({ className }: Props) {
  // A page that shows why the request failed shows this logo too: another try would take its message away, again and again.
  const organization = useQuery({ ...addressOrganizationQuery, retryOnMount: false });
  const logo = organization.data?.logo;
  if (logo) return <LogoImage logo={logo} className={className} />;
  // Not the product's first: it would be replaced a moment later.
  if (organization.isPending) return <span className={className} />;
  return <Logo className={className} />;
}

/** A picture beside the organization's name, which says what it is. */
export function LogoImage({ logo, className }: Props & { readonly logo: OwnLogo }) {
  return (
    <img
      src={logoSource(logo)}
      alt=""
      className={classNames('rounded object-contain', backgrounds[logo.background], className)}
    />
  );
}
