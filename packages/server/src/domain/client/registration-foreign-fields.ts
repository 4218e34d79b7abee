import type { RegistrationRule } from './registration-rules.ts';

const nameOf = {
  homepage_url: 'homepage',
  description: 'description',
  developer_name: "developer's name",
  developer_url: "developer's address",
  developer_email: "developer's e-mail address",
  cors_origins: 'list of origins',
  roles: 'role',
} as const;

/** The rule that a field which the dialect does not have stays empty. */
function foreignFieldRule(field: keyof typeof nameOf): RegistrationRule {
  return {
    field,
    demand: `${field} is left out where the dialect has none`,
    find: ({ fields, profile }) =>
      profile.fields.has(field) || fields[field].length === 0
        ? []
        : [`A client of the ${profile.dialect} dialect has no ${nameOf[field]}; leave it out.`],
  };
}

/** The rules that what the dialect does not have stays empty. */
export const foreignFieldRules: readonly RegistrationRule[] = [
  foreignFieldRule('homepage_url'),
  foreignFieldRule('description'),
  foreignFieldRule('developer_name'),
  foreignFieldRule('developer_url'),
  foreignFieldRule('developer_email'),
  foreignFieldRule('cors_origins'),
  foreignFieldRule('roles'),
];
