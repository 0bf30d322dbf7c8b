import type { Organization } from '../contracts/analysis.ts';
import type { KnownPanel } from './board.ts';
import { type BoardFilter, queryOf, teamsOf } from './board-filter.ts';
import { type Html, html } from './html.ts';
import { renderPage } from './layout.ts';
import type { Panel } from './panels.ts';
import type { Place } from './place.ts';
import { renderPanel, tableLinks } from './render-panel.ts';

/** What the dashboard is drawn from. */
export interface BoardPage {
  readonly place: Place;
  readonly filter: BoardFilter;
  readonly organization: Organization;
  /** Null where the filter is not valid. */
  readonly panels: readonly KnownPanel[] | null;
  /** What is wrong with the filter; null when nothing is. */
  readonly problem: string | null;
  readonly isSignedIn: boolean;
}

/** More accounts than this are typed, not picked: the list would outweigh the page. */
const MOST_CHOICES = 60;
const ASK_AGAIN_SECONDS = 5;

/** The dashboard. */
export function renderBoard(page: BoardPage): string {
  const { place, filter, panels, problem } = page;
  const isComplete = panels?.every(({ view, offer }) => view !== null || offer !== null) ?? true;
  const query = queryOf(filter);
  const live = `${place.base}/ws${query}`;
  const body = html`<a class="skip" href="#panels">To the panels</a>
${renderHeader(page)}
<main>${renderFilters(page)}
${problem !== null && html`<p class="notice bad" role="alert">${problem}</p>`}
<div id="panels" class="grid" data-live="${live}" data-panels="${place.base}/dashboard/panels${query}" tabindex="-1">
${renderPanels(page)}</div></main>
<footer>Read only. Figures are as the sources state them; nothing paid is asked again before its answer is old. <a href="${place.base}/dashboard/tables/inv.accounts">All accounts</a></footer>`;
  return renderPage({
    title: 'Dashboard',
    body,
    live: panels !== null,
    ...(isComplete ? {} : { againIn: ASK_AGAIN_SECONDS }),
  });
}

/** The panels alone, for a page that is open already. */
export function renderPanels({ panels, place, filter }: BoardPage): Html {
  const askFor = ({ id, title }: Panel) =>
    html`<form method="post" action="${place.base}/dashboard/ask${queryOf(filter, { panel: id })}"><button>Ask AWS<span class="unseen"> for ${title}</span></button></form>`;
  const layout = { linkTo: tableLinks(place.base, filter), tables: true, askFor };
  return html`${(panels ?? []).map((panel) => renderPanel(panel, layout))}`;
}

function renderHeader({ place, organization, isSignedIn }: BoardPage): Html {
  return html`<header><h1>xOps</h1><span class="badge">${place.awsSource}</span>
<span class="badge">${organization.accounts.length} accounts, ${organization.regions.length} Regions</span>
<div class="end"><span id="live" class="muted" role="status"></span><a href="${place.base}/approvals">Approvals</a><a href="${place.base}/admin">Admin</a>${isSignedIn && signOut(place)}</div></header>`;
}

/** A button and not a link: it changes something. */
function signOut({ base }: Place): Html {
  return html`<form method="post" action="${base}/signout"><button class="plain">Sign out</button></form>`;
}

function renderFilters({ filter, organization, place }: BoardPage): Html {
  const isFiltered = Object.values(filter).some((value) => value !== '');
  return html`<form class="filters" method="get" action="${place.base}/dashboard" role="search" aria-label="Filters">
${renderAccounts(filter, organization)}
<label>Region${renderSelect(
    'region',
    filter.region,
    organization.regions.map((region) => [region, region]),
  )}</label>
${renderTeams(filter, organization)}
<button>Apply</button>${isFiltered && html`<a class="clear" href="${place.base}/dashboard">Clear</a>`}</form>`;
}

function renderAccounts({ account }: BoardFilter, { accounts }: Organization): Html {
  if (accounts.length > MOST_CHOICES || accounts.length === 0) {
    return html`<label>Account id or name<input name="account" value="${account}" maxlength="128" autocomplete="off"></label>`;
  }
  const named = accounts.toSorted((a, b) => a.name.localeCompare(b.name));
  const choices = named.map(({ id, name }) => [id, `${name} (${id})`] as const);
  const chosen = accounts.find(({ name }) => name.toLowerCase() === account.toLowerCase())?.id;
  return html`<label>Account${renderSelect('account', chosen ?? account, choices)}</label>`;
}

function renderTeams({ team }: BoardFilter, organization: Organization): Html {
  const teams = teamsOf(organization);
  if (teams.length === 0 || teams.length > MOST_CHOICES) {
    return html`<label>Team (tag)<input name="team" value="${team}" maxlength="128" autocomplete="off"></label>`;
  }
  return html`<label>Team (tag)${renderSelect(
    'team',
    team,
    teams.map((each) => [each, each]),
  )}</label>`;
}

function renderSelect(
  name: string,
  chosen: string,
  choices: readonly (readonly [value: string, label: string])[],
): Html {
  const options = choices.map(
    ([value, label]) =>
      html`<option value="${value}"${value === chosen && html` selected`}>${label}</option>`,
  );
  return html`<select name="${name}"><option value="">All</option>${options}</select>`;
}
