/** The addresses of organizations. */
export type Hosting = {
  /** The public address of the bare domain. */
  readonly baseUrl: URL;
  /** The slug of the organization that the bare domain serves too, or null. */
  readonly defaultOrganization: string | null;
};

/** One DNS label (RFC 1035 2.3.1, RFC 1123 2.1). */
export const slugForm = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Subdomains reserved for the product. */
export const reservedSlugs: readonly string[] =
  'admin api app assets auth cdn docs help mail mcp status static support www'.split(' ');

/**
 * Subdomains that sound like the operator's own, or that programs look up by themselves. Only the operator gives them to an
 * organization: an administrator could ask for passwords there in the operator's name.
 */
export const operatorSlugs: readonly string[] = [
  'about account accounts administrator billing blog console dashboard developer dev home id identity login my oauth password',
  'portal register secure security service settings setup signin signup sso spedy team verify web',
  'autoconfig autodiscover ftp host hostmaster imap isatap localhost localdomain mta-sts ns ns1 ns2 ntp pop pop3 postmaster',
  'root smtp ssh ssl vpn webmail webmaster wpad',
].flatMap((line) => line.split(' '));

/** Whether a text is a valid organization subdomain: one DNS label (RFC 1035 2.3.1, RFC 1123 2.1). */
export function isSlug(text: string): boolean {
  return slugForm.test(text) && !reservedSlugs.includes(text);
}

/**
 * The origin of an organization's pages: the bare domain for the default organization, else its subdomain.
 */
export function organizationOrigin({ baseUrl, defaultOrganization }: Hosting, slug: string): string {
  return slug === defaultOrganization ? baseUrl.origin : subdomainOrigin(baseUrl, slug);
}

/** The origin of an organization's subdomain. */
export function subdomainOrigin(baseUrl: URL, slug: string): string {
  return `${baseUrl.protocol}//${slug}.${baseUrl.host}`;
}

/** The form of an organization's address on this server, for messages. */
export function addressForm(hosting: Hosting): string {
  const { baseUrl, defaultOrganization } = hosting;
  const form = subdomainOrigin(baseUrl, '{organization}');
  return defaultOrganization === null ? form : `${baseUrl.origin} or ${form}`;
}
