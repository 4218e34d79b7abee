// Written by tools/write-data-reference.ts from the catalogue of methods: change that, then run it.
/* oxlint-disable max-lines -- as long as the catalogue */

/** A whole number, or its digits. */
export type WholeNumber = number | `${bigint}`;

/** One whole number or several; they become a comma list. */
export type WholeNumbers = WholeNumber | readonly WholeNumber[];

/** The method takes no parameters. */
export type NoParameters = Readonly<Record<string, never>>;

/** The method takes any names; to repeat one, give a URLSearchParams. */
export type FreeFormParameters = Readonly<Record<string, string | null | undefined>>;

/** The parameters of every data method, by its service and name. */
export interface DataMethods {
  /**
   * An object with the ids as keys. Paths of images begin at
   * https://images-static.iracing.com/. Stays the same for 15 minutes.
   */
  readonly 'car/assets': NoParameters;
  /** Stays the same for 15 minutes. */
  readonly 'car/get': NoParameters;
  /** Stays the same for 15 minutes. */
  readonly 'carclass/get': NoParameters;
  /** A plain array; there is no link. Stays the same for 15 minutes. */
  readonly 'constants/categories': NoParameters;
  /** A plain array; there is no link. Stays the same for 15 minutes. */
  readonly 'constants/divisions': NoParameters;
  /** A plain array; there is no link. Stays the same for 15 minutes. */
  readonly 'constants/event_types': NoParameters;
  /** Stays the same for 15 minutes. */
  readonly 'driver_stats_by_category/oval': NoParameters;
  /** Stays the same for 15 minutes. */
  readonly 'driver_stats_by_category/sports_car': NoParameters;
  /** Stays the same for 15 minutes. */
  readonly 'driver_stats_by_category/formula_car': NoParameters;
  /** From before the split of road. Stays the same for 15 minutes. */
  readonly 'driver_stats_by_category/road': NoParameters;
  /** Stays the same for 15 minutes. */
  readonly 'driver_stats_by_category/dirt_oval': NoParameters;
  /** Stays the same for 15 minutes. */
  readonly 'driver_stats_by_category/dirt_road': NoParameters;
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
  /** Stays the same for 15 minutes. */
  readonly 'lookup/countries': NoParameters;
  /**
   * Changes at midnight UTC on one Tuesday in March, June, September and December. Stays the
   * same for 15 minutes.
   */
  readonly 'lookup/current_season': NoParameters;
  /** Stays the same for 15 minutes. */
  readonly 'lookup/drivers': {
    /** A cust_id or a part of a name. */
    readonly search_term: string;
    /** Search in the roster of this league only. */
    readonly league_id?: WholeNumber | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'lookup/flairs': NoParameters;
  /**
   * Names of lookups as keys, each as often as needed; without one, an empty array. Stays the
   * same for 15 minutes.
   */
  readonly 'lookup/get': FreeFormParameters;
  /** Stays the same for 15 minutes. */
  readonly 'lookup/licenses': NoParameters;
  /** Stays the same for 15 minutes. */
  readonly 'member/awards': {
    /**
     * The member; the one who is signed in when left out. Default: the member who is signed
     * in.
     */
    readonly cust_id?: WholeNumber | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'member/award_instances': {
    /**
     * The member; the one who is signed in when left out. Default: the member who is signed
     * in.
     */
    readonly cust_id?: WholeNumber | null | undefined;
    readonly award_id: WholeNumber;
  };
  /** Stays the same for 15 minutes. */
  readonly 'member/chart_data': {
    /**
     * The member; the one who is signed in when left out. Default: the member who is signed
     * in.
     */
    readonly cust_id?: WholeNumber | null | undefined;
    /** 1 to 6, see constants/categories. Limits: 1 to 6. */
    readonly category_id: WholeNumber;
    /** 1 iRating, 2 time trial, 3 licence. Limits: 1 to 3. */
    readonly chart_type: WholeNumber;
  };
  /** Stays the same for 15 minutes. */
  readonly 'member/get': {
    /** For example 100001,100002; about 50 at once. */
    readonly cust_ids: WholeNumbers;
    /** Costs time; leave it out unless needed. */
    readonly include_licenses?: boolean | null | undefined;
  };
  /** Always your own. Stays the same for 15 minutes. */
  readonly 'member/info': NoParameters;
  /** Always your own. Stays the same for 15 minutes. */
  readonly 'member/participation_credits': NoParameters;
  /** Stays the same for 15 minutes. */
  readonly 'member/profile': {
    /**
     * The member; the one who is signed in when left out. Default: the member who is signed
     * in.
     */
    readonly cust_id?: WholeNumber | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'results/get': {
    readonly subsession_id: WholeNumber;
    /** Costs time; leave it out unless needed. */
    readonly include_licenses?: boolean | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'results/event_log': {
    readonly subsession_id: WholeNumber;
    /** 0 is the main event, -1 the one before it, and so on. Limits: -20 to 0. */
    readonly simsession_number: WholeNumber;
  };
  /** Stays the same for 15 minutes. */
  readonly 'results/lap_chart_data': {
    readonly subsession_id: WholeNumber;
    /** 0 is the main event, -1 the one before it, and so on. Limits: -20 to 0. */
    readonly simsession_number: WholeNumber;
  };
  /** Stays the same for 15 minutes. */
  readonly 'results/lap_data': {
    readonly subsession_id: WholeNumber;
    /** 0 is the main event, -1 the one before it, and so on. Limits: -20 to 0. */
    readonly simsession_number: WholeNumber;
    /** Needed unless it is a team event. */
    readonly cust_id?: WholeNumber | null | undefined;
    /** Needed for team events. */
    readonly team_id?: WholeNumber | null | undefined;
  };
  /**
   * Hosted and league sessions of at most 90 days, ordered by subsession_id. Needs
   * start_range_begin or finish_range_begin, and one of cust_id, team_id, host_cust_id and
   * session_name. Stays the same for 15 minutes.
   */
  readonly 'results/search_hosted': {
    /** First start. ISO 8601 in UTC, such as 2026-04-01T15:45Z. */
    readonly start_range_begin?: string | null | undefined;
    /**
     * Starts before this moment. ISO 8601 in UTC, such as 2026-04-01T15:45Z; now when left
     * out.
     */
    readonly start_range_end?: string | null | undefined;
    /** First finish. ISO 8601 in UTC, such as 2026-04-01T15:45Z. */
    readonly finish_range_begin?: string | null | undefined;
    /**
     * Finishes before this moment. ISO 8601 in UTC, such as 2026-04-01T15:45Z; now when left
     * out.
     */
    readonly finish_range_end?: string | null | undefined;
    /** Sessions that this member drove in. Not used together with team_id. */
    readonly cust_id?: WholeNumber | null | undefined;
    /** Sessions that this team drove in. */
    readonly team_id?: WholeNumber | null | undefined;
    /** Sessions that this member hosted. */
    readonly host_cust_id?: WholeNumber | null | undefined;
    /** The name or a part of it. */
    readonly session_name?: string | null | undefined;
    readonly league_id?: WholeNumber | null | undefined;
    readonly league_season_id?: WholeNumber | null | undefined;
    readonly car_id?: WholeNumber | null | undefined;
    readonly track_id?: WholeNumber | null | undefined;
    /** All when left out. Limits: 1 to 6. Default: 1,2,3,4,5,6. */
    readonly category_ids?: WholeNumbers | null | undefined;
  };
  /**
   * Series sessions of at most 90 days, ordered by subsession_id. Needs season_year and
   * season_quarter, or start_range_begin, or finish_range_begin. Stays the same for 15
   * minutes.
   */
  readonly 'results/search_series': {
    /** Goes with season_quarter. */
    readonly season_year?: WholeNumber | null | undefined;
    /** Goes with season_year. Limits: 1 to 4. */
    readonly season_quarter?: WholeNumber | null | undefined;
    /** First start. ISO 8601 in UTC, such as 2026-04-01T15:45Z. */
    readonly start_range_begin?: string | null | undefined;
    /**
     * Starts before this moment. ISO 8601 in UTC, such as 2026-04-01T15:45Z; now when left
     * out.
     */
    readonly start_range_end?: string | null | undefined;
    /** First finish. ISO 8601 in UTC, such as 2026-04-01T15:45Z. */
    readonly finish_range_begin?: string | null | undefined;
    /**
     * Finishes before this moment. ISO 8601 in UTC, such as 2026-04-01T15:45Z; now when left
     * out.
     */
    readonly finish_range_end?: string | null | undefined;
    /** Sessions that this member drove in. Not used together with team_id. */
    readonly cust_id?: WholeNumber | null | undefined;
    /** Sessions that this team drove in. */
    readonly team_id?: WholeNumber | null | undefined;
    readonly series_id?: WholeNumber | null | undefined;
    /** Counted from 0. Limits: 0 to 13. */
    readonly race_week_num?: WholeNumber | null | undefined;
    /** Only what scores. Default: false. */
    readonly official_only?: boolean | null | undefined;
    /** Of 2, 3, 4, 5; all when left out. Limits: 2 to 5. Default: 2,3,4,5. */
    readonly event_types?: WholeNumbers | null | undefined;
    /** All when left out. Limits: 1 to 6. Default: 1,2,3,4,5,6. */
    readonly category_ids?: WholeNumbers | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'results/season_results': {
    readonly season_id: WholeNumber;
    /** See constants/event_types. Limits: 2 to 5. */
    readonly event_type?: WholeNumber | null | undefined;
    /** Counted from 0. Limits: 0 to 13. */
    readonly race_week_num?: WholeNumber | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'season/list': {
    readonly season_year: WholeNumber;
    /** Limits: 1 to 4. */
    readonly season_quarter: WholeNumber;
  };
  /** Stays the same for a minute. */
  readonly 'season/spectator_subsessionids': {
    /** Of 2, 3, 4, 5; all when left out. Limits: 2 to 5. Default: 2,3,4,5. */
    readonly event_types?: WholeNumbers | null | undefined;
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
  /**
   * An object with the ids as keys. Paths of images begin at
   * https://images-static.iracing.com/. Stays the same for 15 minutes.
   */
  readonly 'series/assets': NoParameters;
  /** Stays the same for 15 minutes. */
  readonly 'series/get': NoParameters;
  /** Official seasons have standings. Stays the same for 15 minutes. */
  readonly 'series/past_seasons': {
    readonly series_id: WholeNumber;
  };
  /** The running seasons unless a year and a quarter are given. Stays the same for 15 minutes. */
  readonly 'series/seasons': {
    readonly include_series?: boolean | null | undefined;
    /** Goes with season_quarter. */
    readonly season_year?: WholeNumber | null | undefined;
    /** Goes with season_year. Limits: 1 to 4. */
    readonly season_quarter?: WholeNumber | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'series/season_list': {
    readonly include_series?: boolean | null | undefined;
    /** Goes with season_quarter. */
    readonly season_year?: WholeNumber | null | undefined;
    /** Goes with season_year. Limits: 1 to 4. */
    readonly season_quarter?: WholeNumber | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'series/season_schedule': {
    readonly season_id: WholeNumber;
  };
  /** Official ones have standings. Stays the same for 15 minutes. */
  readonly 'series/stats_series': NoParameters;
  /** Only live sessions have entries. Stays the same for a minute. */
  readonly 'session/reg_drivers_list': {
    readonly subsession_id: WholeNumber;
  };
  /** Stays the same for 15 minutes. */
  readonly 'stats/member_bests': {
    /**
     * The member; the one who is signed in when left out. Default: the member who is signed
     * in.
     */
    readonly cust_id?: WholeNumber | null | undefined;
    /** Ask without it first; the answer lists the cars driven. */
    readonly car_id?: WholeNumber | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'stats/member_career': {
    /**
     * The member; the one who is signed in when left out. Default: the member who is signed
     * in.
     */
    readonly cust_id?: WholeNumber | null | undefined;
  };
  /** Always your own. Divisions count from 0; 10 is Rookie. Stays the same for 15 minutes. */
  readonly 'stats/member_division': {
    readonly season_id: WholeNumber;
    /** 4 time trial, 5 race. Limits: 4 to 5. */
    readonly event_type: WholeNumber;
  };
  /** Stays the same for 15 minutes. */
  readonly 'stats/member_recap': {
    /**
     * The member; the one who is signed in when left out. Default: the member who is signed
     * in.
     */
    readonly cust_id?: WholeNumber | null | undefined;
    /** This year when left out. */
    readonly year?: WholeNumber | null | undefined;
    /** A quarter; the whole year when left out. Limits: 1 to 4. */
    readonly season?: WholeNumber | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'stats/member_recent_races': {
    /**
     * The member; the one who is signed in when left out. Default: the member who is signed
     * in.
     */
    readonly cust_id?: WholeNumber | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'stats/member_summary': {
    /**
     * The member; the one who is signed in when left out. Default: the member who is signed
     * in.
     */
    readonly cust_id?: WholeNumber | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'stats/member_yearly': {
    /**
     * The member; the one who is signed in when left out. Default: the member who is signed
     * in.
     */
    readonly cust_id?: WholeNumber | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'stats/season_driver_standings': {
    readonly season_id: WholeNumber;
    readonly car_class_id: WholeNumber;
    /** Counted from 0; 10 is Rookie. All when left out. Limits: -1 to 10. */
    readonly division?: WholeNumber | null | undefined;
    /** Counted from 0. Limits: 0 to 13. */
    readonly race_week_num?: WholeNumber | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'stats/season_supersession_standings': {
    readonly season_id: WholeNumber;
    readonly car_class_id: WholeNumber;
    /** Counted from 0; 10 is Rookie. All when left out. Limits: -1 to 10. */
    readonly division?: WholeNumber | null | undefined;
    /** Counted from 0. Limits: 0 to 13. */
    readonly race_week_num?: WholeNumber | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'stats/season_team_standings': {
    readonly season_id: WholeNumber;
    readonly car_class_id: WholeNumber;
    /** Counted from 0. Limits: 0 to 13. */
    readonly race_week_num?: WholeNumber | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'stats/season_tt_standings': {
    readonly season_id: WholeNumber;
    readonly car_class_id: WholeNumber;
    /** Counted from 0; 10 is Rookie. All when left out. Limits: -1 to 10. */
    readonly division?: WholeNumber | null | undefined;
    /** Counted from 0. Limits: 0 to 13. */
    readonly race_week_num?: WholeNumber | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'stats/season_tt_results': {
    readonly season_id: WholeNumber;
    readonly car_class_id: WholeNumber;
    /** Counted from 0. Limits: 0 to 13. */
    readonly race_week_num: WholeNumber;
    /** Counted from 0; 10 is Rookie. All when left out. Limits: -1 to 10. */
    readonly division?: WholeNumber | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'stats/season_qualify_results': {
    readonly season_id: WholeNumber;
    readonly car_class_id: WholeNumber;
    /** Counted from 0. Limits: 0 to 13. */
    readonly race_week_num: WholeNumber;
    /** Counted from 0; 10 is Rookie. All when left out. Limits: -1 to 10. */
    readonly division?: WholeNumber | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'stats/world_records': {
    readonly car_id: WholeNumber;
    readonly track_id: WholeNumber;
    /** Best of this year only. */
    readonly season_year?: WholeNumber | null | undefined;
    /** Goes with season_year. Limits: 1 to 4. */
    readonly season_quarter?: WholeNumber | null | undefined;
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
  /**
   * An object with the ids as keys. Paths of images begin at
   * https://images-static.iracing.com/. Stays the same for 15 minutes.
   */
  readonly 'track/assets': NoParameters;
  /** Stays the same for 15 minutes. */
  readonly 'track/get': NoParameters;
}
