import { usageProblem } from '../problem.ts';
import { toVisibleText } from '../terminal/visible-text.ts';
import { readAnswer } from './answer.ts';
import type { PastedAnswer } from './answer.ts';
import { findAuditEvents } from './audit-event.ts';
import { findCauses, findErrorByDescription } from './causes.ts';
import type { Cause } from './causes.ts';
import { checkAuthorizationRequest } from './check-authorization-request.ts';
import { checkClient } from './check-client.ts';
import type { DoctorContext } from './context.ts';
import { hasProblem, ok, problem, remark, warning } from './finding.ts';
import type { Finding } from './finding.ts';
import { findKnownRefusal, findPageError, trackmaniaCauses } from './known-refusals.ts';
import { narrowGrant, narrowPasswordLimited, narrowRedirectUri } from './narrow-causes.ts';

/** What the person says of the request that was refused, beside the answer. */
export interface AskedAbout {
  readonly redirect_uri: string | undefined;
  readonly username: string | undefined;
}

const descriptionMax = 200;

// What stands behind an equals sign, a word with a digit in it, and what is longer than words are.
const maybeSecret = /\S*=\S+|(?=[^\s\d]*\d)[\w+/.~-]{8,}|[\w+/.~-]{32,}/g;

/** Words of the answer as they may be shown: whoever pastes a whole terminal pastes secrets too. */
function quote(words: string): string {
  // A little more first, so that no secret is cut to less than is known as one.
  const beginning = words.slice(0, 5 * descriptionMax).replaceAll(maybeSecret, '…');
  return beginning.slice(0, descriptionMax);
}

function describeRefusal({ error, error_description, status, hint }: PastedAnswer): Finding {
  const said = [
    status === undefined ? undefined : `status ${status}`,
    error_description === undefined ? undefined : quote(error_description),
    hint === undefined ? undefined : `hint: ${quote(hint)}`,
  ].filter((part) => part !== undefined);
  const words = said.length === 0 ? '' : ` (${toVisibleText(said.join('; '))})`;
  return problem('refused', `${error}${words}.`);
}

function describeCauses(causes: readonly Cause[], isExact: boolean): Finding[] {
  const check = isExact || causes.length === 1 ? 'because' : 'perhaps';
  return causes.map(({ why, cure }) => remark(check, why, cure));
}

function describeWait({ retryAfterSeconds, resetAt }: PastedAnswer, now: number): Finding[] {
  const seconds = retryAfterSeconds ?? (resetAt === undefined ? undefined : resetAt - now);
  if (seconds === undefined) return [];
  if (seconds <= 0) return [ok('limit', 'The wait that the answer named is over.')];
  return [
    problem(
      'limit',
      `The service asked for a wait of ${seconds} seconds.`,
      'Wait first, and do not try meanwhile: every try counts.',
    ),
  ];
}

function bookUrlOf({ service = 'https://oauth.iracing.com' }: DoctorContext): string {
  return `${service}/oauth2/book/`;
}

/** Looks closer at what the code says, where there is something to compare with. */
async function narrow(
  answer: PastedAnswer,
  context: DoctorContext,
  asked: AskedAbout,
): Promise<readonly Finding[]> {
  const { error, error_description = '' } = answer;
  const { client_id } = context;
  if (error === 'invalid_client') {
    if (/redirect_uri/.test(error_description)) return narrowRedirectUri(answer, context, asked);
    if (client_id === undefined) return [];
    const { findings, registration } = await checkClient(client_id, context);
    const isPublic = registration?.secret_digest === null;
    if (isPublic) {
      const message = `${client_id} is a public client: it has no secret, and none may be sent.`;
      return [...findings, problem('client secret', message, 'Leave client_secret out.')];
    }
    const hint = warning(
      'client secret',
      'Whether the secret is right, and rightly masked, takes the secret to say.',
      'pitpass doctor secret',
    );
    return hasProblem(findings) ? findings : [...findings, hint];
  }
  if (error === 'unsupported_grant_type') return narrowGrant(context);
  if (error === 'access_denied' && /username or password/.test(error_description)) {
    return narrowPasswordLimited(context, asked.username);
  }
  return [];
}

async function explainCode(
  answer: PastedAnswer & { readonly error: string },
  context: DoctorContext,
  asked: AskedAbout,
  now: number,
): Promise<readonly Finding[]> {
  const bookUrl = bookUrlOf(context);
  const { error, error_description } = answer;
  const isTrackmania = context.provider === 'trackmania' || answer.hint !== undefined;
  const own = isTrackmania ? trackmaniaCauses[error] : undefined;
  const { causes, isExact } =
    own === undefined
      ? await findCauses(error, error_description, bookUrl)
      : { causes: [own], isExact: true };
  if (causes.length === 0) return [];
  return [
    describeRefusal(answer),
    ...describeCauses(causes, isExact),
    ...(await findAuditEvents(answer, context, now)),
    ...describeWait(answer, now),
    ...(await narrow(answer, context, asked)),
    ...(isTrackmania ? [] : [remark('read on', `${bookUrl}error_${error}.html`)]),
  ];
}

function explainOther(answer: PastedAnswer, now: number): readonly Finding[] {
  const known = findKnownRefusal(answer);
  if (known === undefined) return [];
  const { name, why, cure } = known;
  return [problem(name, why, cure), ...describeWait(answer, now)];
}

/** The code that a text means where it names none, only a sentence of a page or a description. */
async function completeAnswer(answer: PastedAnswer): Promise<PastedAnswer> {
  const { error, error_description, text } = answer;
  if (error_description !== undefined) return answer;
  const fromPage = findPageError(text);
  if (error === undefined) {
    return { ...answer, ...(fromPage ?? (await findErrorByDescription(text))) };
  }
  return fromPage?.error === error ? { ...answer, ...fromPage } : answer;
}

/**
 * Explains a refusal that somebody pasted: what it says, why it is sent, what to do, and what can be
 * seen from here: the client, its redirect URIs, its grants, the audit trail.
 *
 * @param now epoch seconds
 * @throws Problem when the text holds no refusal that is known
 */
export async function explainAnswer(
  text: string,
  context: DoctorContext,
  asked: AskedAbout,
  now: number,
): Promise<readonly Finding[]> {
  const answer = await completeAnswer(readAnswer(text));
  const { error, authorizationRequest, hasCode } = answer;
  if (authorizationRequest !== undefined) {
    return checkAuthorizationRequest(authorizationRequest, context);
  }
  if (error === undefined && hasCode === true) {
    return [
      ok(
        'callback',
        'This address brings a code: the sign-in went well.',
        'Trade it at once, and once, and paste such an address nowhere: it is worth a sign-in.',
      ),
    ];
  }
  const findings =
    error === undefined ? [] : await explainCode({ ...answer, error }, context, asked, now);
  if (findings.length > 0) return findings;
  const others = explainOther(answer, now);
  if (others.length > 0) return others;
  throw usageProblem(
    'There is no refusal in that text that is known here. Give the body of the answer, the address that the browser came back to, the text of the error page, or the code alone, such as invalid_client.',
  );
}
