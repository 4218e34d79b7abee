// Written by tools/write-data-reference.ts from the catalogue of methods: change that, then run it.
import type { JsonAnswer } from '../answer-kinds.ts';
import type { Helmet } from './parts-1.ts';
import type { Oval, Suit } from './parts-2.ts';

/** What methods of the service "team" answer, by service and name. */
export interface TeamAnswers {
  readonly 'team/get': JsonAnswer<{
    readonly team_id: number;
    readonly owner_id: number;
    readonly team_name: string;
    readonly created: string;
    readonly hidden: boolean;
    readonly message?: string;
    readonly about: string;
    readonly url: string;
    readonly roster_count: number;
    readonly recruiting: boolean;
    readonly private_wall: boolean;
    readonly is_default: boolean;
    readonly is_owner: boolean;
    readonly is_admin: boolean;
    readonly suit: Suit;
    readonly owner: {
      readonly cust_id: number;
      readonly display_name: string;
      readonly helmet: Helmet;
      readonly owner: boolean;
      readonly admin: boolean;
    };
    readonly tags: {
      readonly categorized: readonly unknown[];
      readonly not_categorized: readonly unknown[];
    };
    readonly team_applications: readonly unknown[];
    readonly pending_requests: readonly {
      readonly cust_id: number;
      readonly display_name: string;
      readonly helmet: Helmet;
      readonly team_id: number;
      readonly initiated: string;
      readonly revoked: boolean;
    }[];
    readonly is_member: boolean;
    readonly is_applicant: boolean;
    readonly is_invite: boolean;
    readonly is_ignored: boolean;
    readonly roster: readonly {
      readonly cust_id: number;
      readonly display_name: string;
      readonly helmet: Helmet;
      readonly owner: boolean;
      readonly admin: boolean;
      readonly licenses?: readonly Oval[];
    }[];
  }>;
  readonly 'team/membership': JsonAnswer<
    readonly {
      readonly team_id: number;
      readonly team_name: string;
      readonly owner: boolean;
      readonly admin: boolean;
      readonly default_team: boolean;
    }[]
  >;
}
