import { createFormToken } from '../form-token.ts';
import { accountSubject } from './logout.ts';
import type { SignInContext, SignedIn } from './sign-in.ts';

/** The member as the head of an account page shows them. */
export function toAccountMember({ parts }: SignInContext, { member, presented }: SignedIn) {
  const form_token = createFormToken(parts.formKey, presented, accountSubject);
  return {
    display_name: member.display_name,
    signOut: { action: '/logout', hidden: { form_token } },
  };
}
