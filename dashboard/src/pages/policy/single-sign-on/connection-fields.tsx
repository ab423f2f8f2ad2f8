import { type FormPart, TextEntry } from './text-entry.tsx';

type Props = {
  readonly part: FormPart /** Whether a client secret is stored. */;
  readonly hasSecret: boolean;
};

/** How to reach the provider. */
export function ConnectionFields({ part, hasSecret }: Props) {
  return (
    <>
      <TextEntry
        part={part}
        field="name"
        label="Name"
        placeholder="Okta"
        description="Shown on the sign-in page as “Continue with …”."
      />
      <TextEntry part={part} field="issuer" label="Issuer" placeholder="https://acme.okta.com" />
      <TextEntry part={part} field="clientId" label="Client ID" />
      <TextEntry
        part={part}
        field="clientSecret"
        label="Client secret"
        description={
          hasSecret ? 'Leave empty to keep the stored one.' : 'Stored encrypted, never shown again.'
        }
      />
      <TextEntry part={part} field="scope" label="Scopes" description="Separated by spaces." />
    </>
  );
}
