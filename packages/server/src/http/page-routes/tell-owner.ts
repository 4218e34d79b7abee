import { toHappening } from '../../domain/mail/happening.ts';
import type { SignInLetter } from '../../domain/mail/sign-in-letters.ts';
import { toRequester } from '../http-parts.ts';
import type { SignInContext, SignedIn } from './sign-in.ts';

type AppChange = Extract<SignInLetter, { readonly kind: 'sign_in.app_changed' }>['change'];

/**
 * Queues a mail to the owner of an app: something risky has just been done to it.
 *
 * @see S198
 */
export async function tellOwner(
  { request, parts }: SignInContext,
  { member }: SignedIn,
  client_name: string,
  change: AppChange,
): Promise<void> {
  await parts.letters.post(member.username, {
    kind: 'sign_in.app_changed',
    happening: { ...toHappening(toRequester(request), parts.clock()), client_name },
    display_name: member.display_name,
    change,
  });
}
