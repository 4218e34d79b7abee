import { isLocalOrigin } from '../settings/demo.ts';
import { formatSpan } from '../terminal/time-left.ts';
import type { DoctorContext } from './context.ts';
import { ok, problem, warning } from './finding.ts';
import type { Finding } from './finding.ts';
import { isUnreachable, probe } from './probe.ts';
import type { Probe } from './probe.ts';

// The header has whole seconds; a network may take some of them.
const clockToleranceSeconds = 5;
const clockProblemSeconds = 60;

/** True for https, and for plain http on this computer: nothing is sent to anything else. */
export function isSafeService(service: string): boolean {
  const isHttps = URL.canParse(service) && new URL(service).protocol === 'https:';
  return isHttps || isLocalOrigin(service);
}

/** A host that is asked, with a path that refuses everybody who brings no token. */
interface Host {
  readonly check: string;
  readonly origin: string;
  readonly path: string;
}

function listHosts({ provider, service = '', settings }: DoctorContext): Host[] {
  if (provider === 'trackmania') return [{ check: 'service', origin: service, path: '/api/user' }];
  const login = { check: 'service', origin: service, path: '/oauth2/sessions' };
  const dataUrl = settings?.provider === 'trackmania' ? undefined : settings?.data_url;
  if (dataUrl === undefined) return [login];
  return [login, { check: 'data', origin: dataUrl, path: '/data/member/info' }];
}

function describeAnswer({ check, origin }: Host, { status, fields }: Probe): Finding {
  if (status === 503) {
    const { note } = fields;
    const said = typeof note === 'string' ? `: ${note}` : '';
    return problem(check, `${origin} is down for maintenance${said}.`, 'Try again later.');
  }
  if (status >= 500) {
    return problem(check, `${origin} answers ${status}: it is down.`, 'Try again later.');
  }
  if (status === 401 || status === 429) return ok(check, `${origin} answers.`);
  return warning(
    check,
    `${origin} answers ${status} where such a service asks for a token.`,
    'See whether --service is right, and what stands before it.',
  );
}

/** What to say of a clock that a host tells, as seen from here. */
function describeClock(origin: string, aheadSeconds: number): Finding {
  const seconds = Math.abs(aheadSeconds);
  if (seconds <= clockToleranceSeconds) {
    return ok('clock', 'This computer and the service have the same time.');
  }
  const words = aheadSeconds > 0 ? 'behind' : 'ahead of';
  const message = `The clock of this computer is ${formatSpan(seconds)} ${words} that of ${origin}.`;
  const advice =
    'Set it, and have it kept by the network: tokens, links and codes look over, or not valid yet, when it is wrong.';
  return seconds < clockProblemSeconds
    ? warning('clock', message, advice)
    : problem('clock', message, advice);
}

/**
 * Asks the service, and the host of its data, whether they are there and what time they have.
 *
 * @returns findings, and whether the service answered as one
 */
export async function checkService(
  context: DoctorContext,
): Promise<{ readonly findings: readonly Finding[]; readonly isThere: boolean }> {
  const findings: Finding[] = [];
  const clocks: [origin: string, aheadSeconds: number][] = [];
  let isThere = true;
  for (const host of listHosts(context)) {
    const answer = await probe(host.origin + host.path);
    if (isUnreachable(answer)) {
      const advice = isLocalOrigin(host.origin)
        ? 'Start it with "pitpass serve --local".'
        : 'Check the address and the connection.';
      const message = `${host.origin} cannot be reached: ${answer.reason}.`;
      findings.push(problem(host.check, message, advice));
      isThere = false;
      continue;
    }
    const finding = describeAnswer(host, answer);
    if (finding.mark === 'problem') isThere = false;
    findings.push(finding);
    if (answer.clockAheadSeconds !== undefined)
      clocks.push([host.origin, answer.clockAheadSeconds]);
  }
  const [worst] = clocks.sort(([, left], [, right]) => Math.abs(right) - Math.abs(left));
  if (worst !== undefined) findings.push(describeClock(...worst));
  return { findings, isThere };
}
