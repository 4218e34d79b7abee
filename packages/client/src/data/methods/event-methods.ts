// Written by tools/write-data-reference.ts from the catalogue of methods: change that, then run it.
import type { NoParameters, WholeNumber, WholeNumbers } from '../parameter-types.ts';

/** The parameters of the methods of the part "event", by service and name. */
export interface EventMethods {
  /**
   * Sessions to drive in or to watch, and your own that have not begun. Stays the same for a
   * minute.
   */
  readonly 'hosted/combined_sessions': {
    /** Sessions with a car or track of this package only. */
    readonly package_id?: WholeNumber | null | undefined;
  };
  /** Only sessions to drive in. Stays the same for a minute. */
  readonly 'hosted/sessions': NoParameters;
  /** Stays the same for a minute. */
  readonly 'league/cust_league_sessions': {
    /** Only sessions that you created. */
    readonly mine?: boolean | null | undefined;
    /** Sessions with a car or track of this package only. */
    readonly package_id?: WholeNumber | null | undefined;
  };
  /** Paged by row numbers. Stays the same for 15 minutes. */
  readonly 'league/directory': {
    /** In name, description, owner and id. */
    readonly search?: string | null | undefined;
    /** One or more tags, separated by commas. */
    readonly tag?: string | null | undefined;
    /** Only leagues that you belong to. */
    readonly restrict_to_member?: boolean | null | undefined;
    /** Only leagues that look for members. */
    readonly restrict_to_recruiting?: boolean | null | undefined;
    /** Only leagues of your friends. */
    readonly restrict_to_friends?: boolean | null | undefined;
    /** Only leagues of members you watch. */
    readonly restrict_to_watched?: boolean | null | undefined;
    /** Limits: 0 or more. */
    readonly minimum_roster_count?: WholeNumber | null | undefined;
    /** Limits: 0 or more. */
    readonly maximum_roster_count?: WholeNumber | null | undefined;
    /** First row. Default: 1. */
    readonly lowerbound?: WholeNumber | null | undefined;
    /** Last row; lowerbound + 39 when left out. */
    readonly upperbound?: WholeNumber | null | undefined;
    /** relevance, leaguename, displayname or rostercount. Default: relevance. */
    readonly sort?: string | null | undefined;
    /** asc or desc. Default: asc. */
    readonly order?: string | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'league/get': {
    readonly league_id: WholeNumber;
    /** Costs time; leave it out unless needed. */
    readonly include_licenses?: boolean | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'league/get_points_systems': {
    readonly league_id: WholeNumber;
    /** Also lists the custom system that this season uses. */
    readonly season_id?: WholeNumber | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'league/membership': {
    /** Of others, only the leagues they run and show. Default: the member who is signed in. */
    readonly cust_id?: WholeNumber | null | undefined;
    readonly include_league?: boolean | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'league/roster': {
    readonly league_id: WholeNumber;
    /** Costs time; leave it out unless needed. */
    readonly include_licenses?: boolean | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'league/seasons': {
    readonly league_id: WholeNumber;
    /** Past seasons as well. */
    readonly retired?: boolean | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'league/season_standings': {
    readonly league_id: WholeNumber;
    readonly season_id: WholeNumber;
    readonly car_class_id?: WholeNumber | null | undefined;
    /** In the class when one is given, in all classes otherwise. */
    readonly car_id?: WholeNumber | null | undefined;
  };
  /** Stays the same for a minute. */
  readonly 'league/season_sessions': {
    readonly league_id: WholeNumber;
    readonly season_id: WholeNumber;
    /** Only sessions with results. */
    readonly results_only?: boolean | null | undefined;
  };
  /** What starts in the three hours after `from`. Stays the same for a minute. */
  readonly 'season/race_guide': {
    /** ISO 8601 with an offset; now when left out or in the past. */
    readonly from?: string | null | undefined;
    /** Also what began before and still runs. */
    readonly include_end_after_from?: boolean | null | undefined;
  };
  /** Stays the same for a minute. */
  readonly 'season/spectator_subsessionids_detail': {
    /** Of 2, 3, 4, 5; all when left out. Limits: 2 to 5. Default: 2,3,4,5. */
    readonly event_types?: WholeNumbers | null | undefined;
    /** All when left out. */
    readonly season_ids?: WholeNumbers | null | undefined;
  };
  /** Only live sessions have entries. Stays the same for a minute. */
  readonly 'session/reg_drivers_list': {
    readonly subsession_id: WholeNumber;
  };
  /** Stays the same for 15 minutes. */
  readonly 'team/get': {
    readonly team_id: WholeNumber;
    /** Costs time; leave it out unless needed. */
    readonly include_licenses?: boolean | null | undefined;
  };
  /** Your own teams. Stays the same for 15 minutes. */
  readonly 'team/membership': NoParameters;
  /** Your own results. Stays the same for 15 minutes. */
  readonly 'time_attack/member_season_results': {
    readonly ta_comp_season_id: WholeNumber;
  };
}
