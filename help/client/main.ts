import './styles.css';
import { addCopyButtons } from './copy-buttons.ts';
import { followReading } from './outline.ts';
import { addSearch } from './search.ts';
import { addThemeButton } from './theme-button.ts';

const status = document.createElement('p');
status.className = 'hidden';
status.setAttribute('role', 'status');
document.body.append(status);

const search = document.getElementById('_search');
const theme = document.getElementById('_theme');
if (search) addSearch(search, document.body.dataset.index ?? '');
if (theme) addThemeButton(theme);
addCopyButtons(status);
followReading();

// Shows where the page is in a navigation that is longer than the window, without moving the page itself.
const navigation = document.getElementById('_navigation');
const current = navigation?.querySelector<HTMLElement>('[aria-current]');
if (navigation && current) navigation.scrollTop = current.offsetTop - navigation.clientHeight / 2;
