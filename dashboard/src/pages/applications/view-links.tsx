import { ViewLinks as Links } from '../../ui/view-links.tsx';

const path = '/settings/organization/applications';
const views = [
  { name: 'applications', title: 'By app', to: path },
  { name: 'connections', title: 'By member', to: `${path}?view=connections` },
  { name: 'resource-servers', title: 'Resource servers', to: `${path}?view=resource-servers` },
] as const;

type ViewName = (typeof views)[number]['name'];
type Props = { readonly current: ViewName };

/** Whether a text is the name of a view. */
export function isView(text: string): text is ViewName {
  return views.some(({ name }) => name === text);
}

/** Links to the views of the page. */
export function ViewLinks({ current }: Props) {
  return <Links views={views} current={current} />;
}
