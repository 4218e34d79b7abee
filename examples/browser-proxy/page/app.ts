import { createSession, iracing, isClientError } from '@pitpass/client';
import type { AuthorizationBeginning } from '@pitpass/client';
import { browserTokenStore } from '@pitpass/client/browser';

/** Put in when the page is bundled. */
declare const registration: {
  readonly client_id: string;
  readonly redirect_uri: string;
  readonly scope?: string;
  readonly issuerUrl?: string;
};

// The one line that makes it work in a browser: data are asked through the proxy.
const provider = iracing({ ...registration, dataUrl: `${location.origin}/api` });
const session = createSession({ provider, store: browserTokenStore({ name: 'lap-lens' }) });

const begun = 'lap-lens.beginning';

function element<T extends HTMLElement>(selector: string): T {
  const found = document.querySelector<T>(selector);
  if (found === null) throw new Error(`the page has no ${selector}`);
  return found;
}

const say = (text: string): void => {
  element('#status').textContent = text;
};

interface Race {
  readonly subsession_id: number;
  readonly series_name: string;
  readonly finish_position: number;
  readonly session_start_time: string;
}

interface Lap {
  readonly lap_number: number;
  readonly lap_time: number;
}

/** A lap time of the service, in ten-thousandths of a second. */
function formatLapTime(time: number): string {
  if (time <= 0) return 'no time';
  const seconds = time / 10_000;
  const rest = (seconds % 60).toFixed(3).padStart(6, '0');
  return `${Math.floor(seconds / 60)}:${rest}`;
}

const dayOf = ({ session_start_time }: Race): string => session_start_time.slice(0, 10);

async function showLaps(race: Race): Promise<void> {
  const { iracing_cust_id: cust_id } = await session.profile();
  const { subsession_id } = race;
  const onChunk = (done: number, total: number) => say(`Laps: ${done} of ${total} files`);
  const parameters = { subsession_id, simsession_number: 0, cust_id };
  const answer = await session.get('/data/results/lap_data', parameters, { onChunk });
  const laps = (answer.kind === 'chunks' ? answer.rows : []) as readonly Lap[];
  const section = element('#laps');
  element('#laps h2').textContent = `${race.series_name}, ${dayOf(race)}`;
  element('#laps p').textContent = `${laps.length} laps`;
  element('#laps ol').replaceChildren(
    ...laps.map(({ lap_number, lap_time }) => {
      const item = document.createElement('li');
      item.value = lap_number;
      item.textContent = formatLapTime(lap_time);
      return item;
    }),
  );
  section.hidden = false;
  section.scrollIntoView();
  say(`${laps.length} laps, below.`);
}

async function showRaces(): Promise<void> {
  const { iracing_name } = await session.profile();
  element('#who').textContent = iracing_name;
  const { payload } = await session.get('/data/stats/member_recent_races');
  const { races } = payload as { readonly races: readonly Race[] };
  element('#races').replaceChildren(
    ...races.map((race) => {
      const item = document.createElement('li');
      const button = document.createElement('button');
      button.textContent = `P${race.finish_position + 1}, ${race.series_name}, ${dayOf(race)}`;
      button.addEventListener('click', () => attempt(() => showLaps(race)));
      item.append(button);
      return item;
    }),
  );
  say(races.length === 0 ? 'There are none yet.' : 'Choose one to see your laps.');
}

async function signIn(): Promise<void> {
  const beginning = await provider.createAuthorizationUrl();
  sessionStorage.setItem(begun, JSON.stringify(beginning));
  location.assign(beginning.url);
}

async function signOut(): Promise<void> {
  await session.signOut();
  location.assign('/');
}

/** The way back from the service: the address is cleaned of the code before anything else happens. */
async function comeBack(): Promise<void> {
  const { search } = location;
  const kept = sessionStorage.getItem(begun);
  sessionStorage.removeItem(begun);
  history.replaceState(undefined, '', '/');
  const beginning = kept === null ? undefined : (JSON.parse(kept) as AuthorizationBeginning);
  await session.signIn(await provider.handleCallback(search, beginning));
}

function describe(error: unknown): string {
  if (isClientError(error, 'sign_in_required')) return 'Sign in to see your races.';
  if (isClientError(error, 'authorization_error_response')) return 'You did not sign in.';
  if (isClientError(error, 'rate_limited')) return 'Too many requests: try again in a minute.';
  if (isClientError(error, 'site_maintenance')) return 'iRacing is down for its planned work.';
  return isClientError(error) ? `It did not work: ${error.message}.` : 'Something went wrong.';
}

function showButtons(isSignedIn: boolean): void {
  element('#sign-in').hidden = isSignedIn;
  element('#sign-out').hidden = !isSignedIn;
}

function attempt(act: () => Promise<void>): void {
  act().catch(async (error: unknown) => {
    say(describe(error));
    showButtons((await session.tokens()) !== undefined);
  });
}

async function start(): Promise<void> {
  element('#sign-in').addEventListener('click', () => attempt(signIn));
  element('#sign-out').addEventListener('click', () => attempt(signOut));
  if (location.pathname === '/callback') await comeBack();
  const isSignedIn = (await session.tokens()) !== undefined;
  showButtons(isSignedIn);
  if (isSignedIn) await showRaces();
  else say('Sign in to see your races.');
}

attempt(start);
