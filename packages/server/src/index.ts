export { InvalidConfig, parseConfig } from './config/parse-config.ts';
export type { Config } from './config/parse-config.ts';
export { options } from './config/option.ts';
export type { Option, OptionName } from './config/option.ts';
export { createAuthorizationServer } from './create-authorization-server.ts';
export type { AuthorizationServer, ServerOptions } from './create-authorization-server.ts';
export type {
  Client,
  ClientStore,
  ClientType,
  DialectName,
  OwnedClient,
} from './domain/client/client.ts';
export type { ClientLife } from './domain/client/client-life.ts';
export type { RegistrationFields, WantedClient } from './domain/client/registration-fields.ts';
export type { RegistrationProblem } from './domain/client/registration-rules.ts';
export { SigningKeyUnreadable } from './domain/key/signing-key-record.ts';
export type { Member, MemberStore } from './domain/member/member.ts';
export type { AccessTokenClaims } from './dialect/iracing/access-token.ts';
export { digestOf } from './domain/presented.ts';
export { errorCauses } from './book/error-causes.ts';
export type { ErrorCause } from './book/error-causes.ts';
export { watchConnections } from './http/watch-connections.ts';
export type { DemoPage } from './http/page-routes/start.ts';
export { PlaceFileUnreadable } from './store/place-file.ts';
export { DatabaseIsNewer } from './store/migrate.ts';
export { openClientRegistry } from './open-client-registry.ts';
export type { ClientRegistry, StaffApproval } from './open-client-registry.ts';
export { openKeyRegistry } from './open-key-registry.ts';
export type { KeyRegistry, ShownKey } from './open-key-registry.ts';
export { DatabaseMissing } from './open-operator-database.ts';
export type { DatabaseLocation } from './store/open-database.ts';
export { openAuditRegistry } from './open-audit-registry.ts';
export type { AuditRegistry } from './open-audit-registry.ts';
export { auditEventNames } from './domain/audit/audit-event.ts';
export type { AuditVerification, ChainDamage, NotedSeal } from './domain/audit/audit-chain.ts';
export type { AuditFilter, AuditRecord, ListedEvent } from './domain/audit/audit-store.ts';
export type { WantedMember } from './domain/member/member-account.ts';
export type { Session } from './domain/session/session.ts';
export { MailNotSent } from './mail/mail-transport.ts';
export type { MailQueueState } from './domain/mail/mail-store.ts';
export { openMailRegistry, sendTestMail } from './open-mail-registry.ts';
export type { MailRegistry } from './open-mail-registry.ts';
export type { SecondFactorRegistry, SecondFactorState } from './open-second-factor-registry.ts';
export { openSecondFactorRegistry } from './open-second-factor-registry.ts';
export { openMemberRegistry } from './open-member-registry.ts';
export type { MemberRegistry } from './open-member-registry.ts';
